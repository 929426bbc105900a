import type { Database } from '../../../databases/database';
import { batches, runStatements } from './run-statements';
import type { NumberedStatement } from './statement-failure';

function statements(count: number, length = 10): NumberedStatement[] {
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    text: 'x'.repeat(length),
    start: index * (length + 1),
    end: index * (length + 1) + length,
    line: index + 1,
  }));
}
const sizes = (list: NumberedStatement[]) => batches(list).map((batch) => batch.length);

describe('batches', () => {
  it('keeps a usual file together', () => {
    expect(sizes(statements(99))).toEqual([99]);
    expect(sizes([])).toEqual([]);
  });

  it('limits number and size', () => {
    expect(sizes(statements(250))).toEqual([100, 100, 50]);
    expect(sizes(statements(4, 40_000))).toEqual([1, 1, 1, 1]);
  });

  it('never sends what lies between two statements that are not neighbours', () => {
    const list = statements(5);
    expect(sizes(list.filter(({ number }) => number !== 3))).toEqual([2, 2]);
  });
});

describe('runStatements', () => {
  /** A server on which every message takes 10 ms. */
  async function timings(list: NumberedStatement[], oneByOne: boolean) {
    let now = 0;
    const db = { capabilities: { server: true }, execute: async () => void (now += 10) };
    const finished: unknown[] = [];
    await runStatements(db as unknown as Database, 'x'.repeat(10_000), list, {
      oneByOne,
      beforeBatch: () => undefined,
      clock: { monotonicMs: () => now },
      onFinished: ({ number }, timing) => finished.push([number, timing]),
    });
    return finished;
  }

  it('tells the time of a message with the last of its statements', async () => {
    expect(await timings(statements(3), false)).toEqual([
      [1, {}],
      [2, {}],
      [3, { from: 1, durationMs: 10 }],
    ]);
  });

  it('tells the time of every statement that is sent alone', async () => {
    expect(await timings(statements(2), true)).toEqual([
      [1, { from: 1, durationMs: 10 }],
      [2, { from: 2, durationMs: 10 }],
    ]);
  });
});

import { batches } from './run-statements';
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

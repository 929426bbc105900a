import { setImmediate as turn } from 'node:timers/promises';
import type { BlockedSession, BlockingWatch } from '../../../databases/database';
import type { OperationEvent } from '../../../context/operation-event';
import type { HandlerTarget } from '../../handler';
import { OthersWatch, type LimitedWork } from './others-watch';

const waiting = (waitedMs: number, pid = 7): BlockedSession => ({ pid, application: 'shop', waitedMs });

/** A watch whose polls, sleeps and cancellations are in the hands of the test. */
function setUp({
  maxBlockingSeconds,
  server = true,
}: { maxBlockingSeconds?: number; server?: boolean } = {}) {
  const events: OperationEvent[] = [];
  const sleeps: number[] = [];
  let wake: () => void = () => undefined;
  let blocked: () => Promise<BlockedSession[]> = async () => [];
  const watch = {
    blocked: jest.fn(() => blocked()),
    cancel: jest.fn(async (): Promise<boolean> => true),
    close: jest.fn(async () => undefined),
  } satisfies BlockingWatch;
  const clock = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: (ms: number, signal?: AbortSignal) => {
      sleeps.push(ms);
      return new Promise<void>((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
  };
  const connect = jest.fn(async (): Promise<BlockingWatch> => watch);
  const target = {
    database: { migrations: { maxBlockingSeconds } },
    context: { clock, onEvent: (event: OperationEvent) => events.push(event) },
  } as unknown as HandlerTarget;
  const capabilities = { server } as never;
  return {
    events,
    sleeps,
    watch,
    connect,
    others: new OthersWatch({ capabilities, watchBlocking: connect }, target),
    signal: new AbortController().signal,
    /** Lets the watch ask once more. */
    async poll(answer: () => Promise<BlockedSession[]>) {
      blocked = answer;
      wake();
      await turn();
    },
  };
}

describe('OthersWatch', () => {
  it('tells the longest wait whenever it grows, and ends its connection', async () => {
    const { others, events, watch, signal, poll } = setUp();
    await others.start(signal);
    await turn();
    await poll(async () => [waiting(40.4), waiting(3, 8)]);
    await poll(async () => [waiting(30)]);
    await poll(async () => [waiting(90)]);
    expect(events).toEqual([
      { type: 'others-waiting', longestMs: 40, sessions: 2 },
      { type: 'others-waiting', longestMs: 90, sessions: 1 },
    ]);
    await others.stop();
    expect(watch.close).toHaveBeenCalled();
    expect(watch.cancel).not.toHaveBeenCalled();
  });

  it.each([
    [undefined, 100],
    [0.2, 50],
    [0.01, 20],
    [60, 250],
  ])('with a limit of %s s looks every %s ms', async (maxBlockingSeconds, intervalMs) => {
    const { others, sleeps, signal } = setUp({ maxBlockingSeconds });
    await others.start(signal);
    await turn();
    expect(sleeps).toEqual([intervalMs]);
    await others.stop();
  });

  it('cancels limited work beyond the limit, and holds it until the request has arrived', async () => {
    const { others, watch, signal, poll } = setUp({ maxBlockingSeconds: 0.2 });
    await others.start(signal);
    await turn();
    let arrive: (sent: boolean) => void = () => undefined;
    watch.cancel.mockImplementation(() => new Promise((resolve) => (arrive = resolve)));
    let finish: () => void = () => undefined;
    let isOver = false;
    const work: LimitedWork = {};
    const running = others
      .limited(work, () => new Promise<void>((resolve) => (finish = resolve)))
      .finally(() => (isOver = true));
    await poll(async () => [waiting(200)]);
    expect(watch.cancel).not.toHaveBeenCalled();
    await poll(async () => [waiting(201)]);
    expect(watch.cancel).toHaveBeenCalledTimes(1);
    finish();
    await turn();
    expect(isOver).toBe(false);
    arrive(true);
    await running;
    expect(work.exceeded).toEqual([waiting(201)]);
    await others.stop();
  });

  it('never cancels what others did not wait for: what is not limited, or began after the question', async () => {
    const { others, watch, signal, poll } = setUp({ maxBlockingSeconds: 0.2 });
    await others.start(signal);
    await turn();
    await poll(async () => [waiting(500)]);
    let answer: (blocked: BlockedSession[]) => void = () => undefined;
    await others.limited({}, () => poll(() => new Promise((resolve) => (answer = resolve))));
    await others.limited({}, async () => {
      answer([waiting(500)]);
      await turn();
    });
    expect(watch.cancel).not.toHaveBeenCalled();
    await others.stop();
  });

  it('leaves no trace of a cancellation that found nothing to cancel', async () => {
    const { others, watch, signal, poll } = setUp({ maxBlockingSeconds: 0.2 });
    await others.start(signal);
    await turn();
    watch.cancel.mockResolvedValue(false);
    const work: LimitedWork = {};
    await others.limited(work, () => poll(async () => [waiting(500)]));
    expect(watch.cancel).toHaveBeenCalled();
    expect(work.exceeded).toBeUndefined();
    await others.stop();
  });

  it('warns once when it cannot connect or loses its connection, and lets the work go on', async () => {
    for (const lose of [false, true]) {
      const { others, events, connect, signal, poll } = setUp({ maxBlockingSeconds: 0.2 });
      if (!lose) connect.mockRejectedValue(new Error('too many connections'));
      await others.start(signal);
      await turn();
      if (lose) await poll(() => Promise.reject(new Error('Connection terminated')));
      expect(await others.limited({}, async () => 'done')).toBe('done');
      await others.stop();
      expect(events).toEqual([
        {
          type: 'warning',
          message: expect.stringMatching(/^Nobody watches .*max_blocking_seconds\.$/),
        },
      ]);
    }
  });

  it('does not connect where the database is a file', async () => {
    const { others, connect, signal } = setUp({ maxBlockingSeconds: 0.2, server: false });
    await others.start(signal);
    await others.stop();
    expect(connect).not.toHaveBeenCalled();
  });
});

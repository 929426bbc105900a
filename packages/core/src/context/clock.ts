import { setTimeout as sleep } from 'node:timers/promises';

/** Time, passed in so that tests can hold it. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start, for durations. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects with an `AbortError` when `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
};

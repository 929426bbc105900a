import type { Database } from '../../../databases/database';
import type { HandlerTarget } from '../../handler';

/** Milliseconds one attempt may wait for a table lock: whoever needs the table queues behind us for as long. */
const SERVER_ATTEMPT_MS = 100;
/** Where nobody queues: writers of a file exclude each other anyway, and poll for their turn. */
const FILE_ATTEMPT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 3_000;

/**
 * Shares the time that a migration may spend waiting for table locks out to short attempts with
 * growing, jittered pauses, during which the queue behind us can flow.
 */
export class LockBudget {
  #leftMs: number;
  #attempts = 0;

  /** The budget of one migration, as it is configured. */
  static for({ capabilities }: Database, { database }: HandlerTarget): LockBudget {
    const { lockTimeoutSeconds, maxBlockingSeconds = Infinity } = database.migrations;
    const attemptMs =
      capabilities.server && capabilities.lockTimeout
        ? Math.min(SERVER_ATTEMPT_MS, maxBlockingSeconds * 1000)
        : FILE_ATTEMPT_MS;
    return new LockBudget(lockTimeoutSeconds * 1000, attemptMs);
  }

  /**
   * @param totalMs milliseconds for waiting, over all attempts and pauses
   * @param longestAttemptMs milliseconds one attempt may wait
   * @param random a number from 0 to 1 (exclusive)
   */
  constructor(
    readonly totalMs: number,
    private readonly longestAttemptMs: number,
    private readonly random: () => number = Math.random,
  ) {
    this.#leftMs = totalMs;
  }

  /** How many attempts have failed. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The `lock_timeout` of the next attempt in milliseconds, at least 1 (0 would mean "no limit"). */
  get attemptMs(): number {
    return Math.max(1, Math.min(Math.round(this.longestAttemptMs), Math.round(this.#leftMs)));
  }

  /**
   * Books a failed attempt.
   * @param waitedMs milliseconds the attempt spent waiting
   * @returns milliseconds to pause before the next one; undefined if the budget is used up
   */
  fail(waitedMs: number): number | undefined {
    this.#attempts++;
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#attempts - 1));
    const delay = Math.round(ceiling * (0.5 + this.random() / 2));
    this.#leftMs -= waitedMs + delay;
    return this.#leftMs > 0 ? delay : undefined;
  }
}

/** Milliseconds one attempt may wait for a table lock: whoever needs the table queues behind us for as long. */
const ATTEMPT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 3_000;

/**
 * Shares the time that a migration may spend waiting for table locks out to short attempts with
 * growing, jittered pauses, during which the queue behind us can flow.
 */
export class LockBudget {
  #leftMs: number;
  #attempts = 0;

  /**
   * @param totalMs milliseconds for waiting, over all attempts and pauses
   * @param random a number from 0 to 1 (exclusive)
   */
  constructor(
    readonly totalMs: number,
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
    return Math.max(1, Math.min(ATTEMPT_MS, Math.round(this.#leftMs)));
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

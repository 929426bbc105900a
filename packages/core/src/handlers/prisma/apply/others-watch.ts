import type { BlockedSession, BlockingWatch, Database } from '../../../databases/database';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { HandlerTarget } from '../../handler';

const SHORTEST_POLL_MS = 20;
const LONGEST_POLL_MS = 250;
/** How often to look where others may wait as long as they like, so that short waits are seen as well. */
const USUAL_POLL_MS = 100;

/** Statements that the watch may cancel because others wait for them too long. */
export interface LimitedWork {
  /** Who had waited too long when the work was cancelled; undefined if it was not. */
  exceeded?: BlockedSession[];
}

/**
 * Sees over a connection of its own how long other sessions wait for the run, tells it, and cancels what
 * the run is doing when they have waited too long. It never makes a run fail by itself: without its
 * connection there is a warning. Until `start`, and where nothing is to be watched, it does nothing.
 */
export class OthersWatch {
  readonly #stopping = new AbortController();
  readonly #maxMs: number;
  #watch: BlockingWatch | undefined;
  #polling: Promise<void> = Promise.resolve();
  #cancelling: Promise<void> = Promise.resolve();
  #work: LimitedWork | undefined;
  #longestMs = 0;

  constructor(
    private readonly db: Pick<Database, 'watchBlocking' | 'capabilities'>,
    private readonly target: Pick<HandlerTarget, 'database' | 'context'>,
  ) {
    this.#maxMs = (target.database.migrations.maxBlockingSeconds ?? Infinity) * 1000;
  }

  /** Begins to watch. @param signal ends the attempt to connect; the watch itself ends with `stop` */
  async start(signal: AbortSignal): Promise<void> {
    // An engine without a server has one writer at a time anyway.
    if (!this.db.capabilities.server) return;
    if (!this.db.watchBlocking) {
      if (this.#isLimited) this.#warn('this engine does not tell');
      return;
    }
    try {
      this.#watch = await this.db.watchBlocking({ signal });
    } catch (error) {
      if (!signal.aborted) this.#warn(reasonOf(error));
      return;
    }
    this.#polling = this.#poll(this.#watch);
  }

  /**
   * Runs statements that may be cancelled. No request to cancel is under way any more when this ends, so
   * that none can hit what is sent afterwards.
   * @param work tells afterwards whether it was cancelled
   */
  async limited<T>(work: LimitedWork, run: () => Promise<T>): Promise<T> {
    this.#work = work;
    try {
      return await run();
    } finally {
      this.#work = undefined;
      await this.#cancelling;
    }
  }

  /** Ends the watch and its connection. Never throws. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await this.#watch?.close();
  }

  get #isLimited(): boolean {
    return Number.isFinite(this.#maxMs);
  }

  async #poll(watch: BlockingWatch): Promise<void> {
    const { clock } = this.target.context;
    const { signal } = this.#stopping;
    const intervalMs = this.#isLimited
      ? Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, this.#maxMs / 4))
      : USUAL_POLL_MS;
    try {
      while (!signal.aborted) {
        // The answer is about what was running when the question was asked.
        const work = this.#work;
        const blocked = await watch.blocked();
        this.#report(blocked);
        const isTooLong = (blocked[0]?.waitedMs ?? 0) > this.#maxMs;
        if (work && work === this.#work && isTooLong) {
          const cancelling = this.#cancel(watch, work, blocked);
          this.#cancelling = cancelling.catch(() => undefined);
          await cancelling;
        }
        await clock.sleep(intervalMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#warn(reasonOf(error));
      await watch.close();
    }
  }

  async #cancel(watch: BlockingWatch, work: LimitedWork, blocked: BlockedSession[]): Promise<void> {
    if (await watch.cancel()) work.exceeded ??= blocked;
  }

  #report(blocked: readonly BlockedSession[]): void {
    const longestMs = Math.round(blocked[0]?.waitedMs ?? 0);
    if (longestMs <= this.#longestMs) return;
    this.#longestMs = longestMs;
    this.target.context.onEvent({ type: 'others-waiting', longestMs, sessions: blocked.length });
  }

  #warn(reason: string): void {
    const { maxBlockingSeconds } = this.target.database.migrations;
    const consequence = this.#isLimited
      ? ` Nothing is cancelled, even if they wait longer than the ${maxBlockingSeconds} s of migrations.max_blocking_seconds.`
      : '';
    this.target.context.onEvent({
      type: 'warning',
      message: `Nobody watches how long other sessions wait for this run (${reason}).${consequence}`,
    });
  }
}

/** The first sentence is enough: the run goes on. */
function reasonOf(error: unknown): string {
  return FaberDbError.from(error).message.replace(/\.$/, '');
}

import type { Clock } from '../../../context/clock';
import type { Database } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';

/** What may end a run from the outside. */
export interface RunGuardOptions {
  db: Database;
  clock: Clock;
  /** The user's or the system's wish to stop. */
  signal: AbortSignal;
  /** Milliseconds the whole run may take. */
  timeoutMs: number;
}

/**
 * Stops a run when the user asks for it or its time is up: it cancels what the server is doing, and
 * tells why. Call `dispose` at the end.
 */
export class RunGuard {
  readonly #controller = new AbortController();
  readonly #deadlineMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#stop('signal');
  #reason: 'signal' | 'timeout' | undefined;
  #cancelling: Promise<void> = Promise.resolve();

  constructor(private readonly options: RunGuardOptions) {
    this.#deadlineMs = options.clock.monotonicMs() + options.timeoutMs;
    this.#timer = setTimeout(() => this.#stop('timeout'), options.timeoutMs);
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#stop('signal');
  }

  /** Fires when the run has to stop, whatever the reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stopped(): boolean {
    return this.#reason !== undefined;
  }

  /** Milliseconds left for the run, at least 1. */
  remainingMs(): number {
    return Math.max(1, this.#deadlineMs - this.options.clock.monotonicMs());
  }

  /** @throws FaberDbError CANCELLED or MIGRATION_FAILED once the run has to stop */
  throwIfStopped(location: ErrorLocation = {}): void {
    if (this.stopped) throw this.error(location);
  }

  /** Waits; rejects like `throwIfStopped` when the run has to stop meanwhile. */
  async sleep(ms: number, location: ErrorLocation = {}): Promise<void> {
    try {
      await this.options.clock.sleep(ms, this.signal);
    } catch (error) {
      this.throwIfStopped(location);
      throw error;
    }
  }

  /** Resolves when a cancel request that is under way has arrived, so that it cannot hit a later statement. */
  async settled(): Promise<void> {
    await this.#cancelling;
  }

  /** Why the run was stopped, for people. @param done what is known about the state of the database */
  error(location: ErrorLocation, done = 'What was not committed has been rolled back.'): FaberDbError {
    if (this.#reason === 'timeout') {
      const seconds = Math.round(this.options.timeoutMs / 1000);
      return new FaberDbError(
        'MIGRATION_FAILED',
        `The run took longer than ${seconds} s and was stopped. ${done}`,
        {
          location,
          remedy: [
            'Run the same command again: it continues with what is pending.',
            'If the migration simply needs longer, raise migrations.timeout_seconds.',
          ],
        },
      );
    }
    return new FaberDbError('CANCELLED', `The run was interrupted. ${done}`, {
      location,
      remedy: ['Run the same command again: it continues with what is pending.'],
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.options.signal.removeEventListener('abort', this.#onAbort);
  }

  #stop(reason: 'signal' | 'timeout'): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#cancelling = this.options.db.cancel();
    this.#controller.abort();
  }
}

import type { ErrorLocation } from '../../../errors/faber-db-error';
import type { ApplyRun } from './apply-run';
import { sessionsText } from './blocking-error';
import type { LockBudget } from './lock-budget';
import type { StatementFailure } from './statement-failure';

/** An attempt that failed and left nothing behind. */
export interface FailedAttempt {
  failure: StatementFailure;
  /** Milliseconds it took. */
  elapsedMs: number;
  /** The limit it had for waiting for a lock, in milliseconds. */
  lockTimeoutMs: number;
  /** Number of the statement to name where the failure names none. */
  statement: number;
  location: ErrorLocation & { migration: string };
}

/** Whether a failure may be gone by itself: a lock that was not free, a deadlock, others that waited for us. */
export function mayPass({ info, blocked }: StatementFailure): boolean {
  return blocked !== undefined || info.category === 'lock-timeout' || info.category === 'conflict';
}

/**
 * Books an attempt that failed for a reason that may pass, and waits before the next one.
 * @returns false if the time for trying is used up
 * @throws FaberDbError if the run has to stop meanwhile
 */
export async function pauseForRetry(
  run: ApplyRun,
  budget: LockBudget,
  attempt: FailedAttempt,
): Promise<boolean> {
  const { failure, location } = attempt;
  const delayMs = budget.fail(lostMs(attempt));
  if (delayMs === undefined) return false;
  run.target.context.onEvent({
    type: 'statement-retrying',
    migration: location.migration,
    statement: failure.statement?.number ?? attempt.statement,
    attempt: budget.attempts,
    reason: failure.blocked
      ? `cancelled: others waited, ${sessionsText(failure.blocked)}`
      : failure.info.message,
    delayMs,
  });
  await run.guard.sleep(delayMs, location);
  return true;
}

/** What a failed attempt costs. Work before a lock was not to be had is no waiting; work that was in vain counts whole. */
function lostMs({ failure, elapsedMs, lockTimeoutMs }: FailedAttempt): number {
  if (failure.blocked) return elapsedMs;
  return failure.info.category === 'conflict' ? 0 : Math.min(elapsedMs, lockTimeoutMs);
}

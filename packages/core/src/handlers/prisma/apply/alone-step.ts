import type { ApplyRun } from './apply-run';
import { createdIndex, runsConcurrently } from './concurrent-statement';
import { describeFailure } from './failure-text';
import { invalidIndexError, invalidIndexLeftBy } from './index-state';
import type { LockBudget } from './lock-budget';
import { locationOf } from './migration-error';
import type { PreparedMigration } from './prepared-migration';
import type { NumberedStatement } from './statement-failure';
import { StepFailed, attemptLimits } from './transaction-step';

/**
 * Runs one statement outside of any transaction. What runs CONCURRENTLY may wait for locks as long as
 * it takes, since giving up leaves a ruin; the others get short attempts like every statement.
 * @throws StepFailed if the database refuses it; FaberDbError INVALID_INDEX if an unusable index is left, CANCELLED
 */
export async function runAloneStep(
  run: ApplyRun,
  migration: PreparedMigration,
  statement: NumberedStatement,
  budget: LockBudget,
): Promise<void> {
  const { db, guard, target } = run;
  const { clock, onEvent } = target.context;
  const location = { ...locationOf(migration), statement: statement.number, line: statement.line };
  const concurrently = runsConcurrently(statement.text);
  const createsIndex = db.capabilities.server && createdIndex(statement.text) !== undefined;
  const invalidBefore = createsIndex ? await db.invalidIndexes() : [];
  for (;;) {
    guard.throwIfStopped(location);
    const limits = attemptLimits(run, budget);
    const lockTimeoutMs = concurrently ? 0 : limits.lockTimeoutMs;
    await run.limits.set({ ...limits, lockTimeoutMs });
    const started = clock.monotonicMs();
    try {
      await db.execute(statement.text);
      break;
    } catch (error) {
      await guard.settled();
      const info = db.describeError(error);
      const failure = { info, statement, line: statement.line, error };
      if (guard.stopped) {
        throw guard.error(location, 'The statements before it are recorded; the next run continues there.');
      }
      if (!concurrently && (info.category === 'lock-timeout' || info.category === 'conflict')) {
        const waitedMs = Math.min(clock.monotonicMs() - started, lockTimeoutMs);
        const delayMs = budget.fail(waitedMs);
        if (delayMs !== undefined) {
          onEvent({
            type: 'statement-retrying',
            migration: migration.name,
            statement: statement.number,
            attempt: budget.attempts,
            reason: info.message,
            delayMs,
          });
          await guard.sleep(delayMs, location);
          continue;
        }
      }
      if (createsIndex && info.category !== 'connection') {
        const left = await invalidIndexLeftBy(db, statement.text, invalidBefore);
        if (left) {
          throw invalidIndexError(target, left, location, {
            text: describeFailure(failure),
            code: info.code,
            error,
          });
        }
      }
      throw new StepFailed(failure);
    }
  }
  if (createsIndex) {
    const left = await invalidIndexLeftBy(db, statement.text, invalidBefore);
    if (left) throw invalidIndexError(target, left, location);
  }
  onEvent({
    type: 'statement-finished',
    migration: migration.name,
    index: statement.number,
    total: migration.statements.length,
  });
}

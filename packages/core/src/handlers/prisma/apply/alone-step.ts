import type { ApplyRun } from './apply-run';
import { createdIndex, interruptedStatement, runsConcurrently } from './concurrent-statement';
import { describeFailure } from './failure-text';
import { invalidIndexError, invalidIndexLeftBy } from './index-state';
import type { LockBudget } from './lock-budget';
import { locationOf } from './migration-error';
import type { LimitedWork } from './others-watch';
import type { PreparedMigration } from './prepared-migration';
import { mayPass, pauseForRetry } from './retry';
import { cancelledFor, type NumberedStatement, type StatementFailure } from './statement-failure';
import { StepFailed, attemptLimits } from './transaction-step';

/**
 * Runs one statement outside of any transaction. What runs CONCURRENTLY may wait for locks as long as it
 * takes, and is not cancelled when others wait for it, since giving up leaves a ruin; the others get short
 * attempts like every statement.
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
  const location = {
    ...locationOf(migration),
    migration: migration.name,
    statement: statement.number,
    line: statement.line,
  };
  const concurrently = runsConcurrently(statement.text);
  const createsIndex = db.capabilities.server && createdIndex(statement.text) !== undefined;
  const invalidBefore = createsIndex ? await db.invalidIndexes() : [];
  let started: number;
  for (;;) {
    guard.throwIfStopped(location);
    const limits = attemptLimits(run, budget);
    const lockTimeoutMs = concurrently ? 0 : limits.lockTimeoutMs;
    await run.limits.set({ ...limits, lockTimeoutMs });
    started = clock.monotonicMs();
    const work: LimitedWork = {};
    try {
      await execute(run, statement, work);
      break;
    } catch (error) {
      await guard.settled();
      const info = db.describeError(error);
      const plain: StatementFailure = { info, statement, line: statement.line, error };
      const failure = cancelledFor(plain, work.exceeded);
      if (guard.stopped) {
        throw guard.error(location, 'The statements before it are recorded; the next run continues there.');
      }
      if (!concurrently && mayPass(failure)) {
        const elapsedMs = clock.monotonicMs() - started;
        const failed = { failure, elapsedMs, lockTimeoutMs, statement: statement.number, location };
        if (await pauseForRetry(run, budget, failed)) continue;
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
  const durationMs = clock.monotonicMs() - started;
  if (createsIndex) {
    const left = await invalidIndexLeftBy(db, statement.text, invalidBefore);
    if (left) throw invalidIndexError(target, left, location);
  }
  onEvent({
    type: 'statement-finished',
    migration: migration.name,
    index: statement.number,
    total: migration.statements.length,
    from: statement.number,
    durationMs,
  });
}

/** May be cancelled for the sake of others only where it can be run again and does not hold them up by design. */
function execute({ db, others }: ApplyRun, { text }: NumberedStatement, work: LimitedWork): Promise<void> {
  const mayBeCancelled = !runsConcurrently(text) && interruptedStatement(text).kind === 'repeatable';
  return mayBeCancelled ? others.limited(work, () => db.execute(text)) : db.execute(text);
}

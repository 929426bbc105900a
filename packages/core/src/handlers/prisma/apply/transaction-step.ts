import type { StatementLimits } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';
import type { ApplyRun } from './apply-run';
import type { LockBudget } from './lock-budget';
import { isOneBatch, runStatements } from './run-statements';
import {
  StatementError,
  locateFailure,
  type NumberedStatement,
  type StatementFailure,
} from './statement-failure';

/** A step that runs in one transaction. */
export interface TransactionStep {
  migration: string;
  sql: string;
  statements: readonly NumberedStatement[];
  /** Time for table locks, shared by all steps of the migration. */
  budget: LockBudget;
  /** Runs first in the transaction. `skip`: commit at once, the statements are not to run. */
  begin?(): Promise<'run' | 'skip'>;
  /** Runs last in the transaction, before COMMIT: what has to be recorded together with the step. */
  finish(): Promise<void>;
  /**
   * `finish`, and the check that the lock is held, as one SQL statement. Where that is possible the
   * whole step is one message to the server and its own transaction: one round trip instead of five.
   */
  finishSql?(): string;
}

/** The database refused a step; nothing of the step is left. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(readonly failure: StatementFailure) {
    super(failure.info.message);
  }
}

/** A failed run below this many milliseconds is run once more, statement by statement, to name the failing one. */
const CHEAP_TO_REPEAT_MS = 5_000;

/**
 * Runs a step in one transaction: all of it takes effect, with its record, or nothing does. Repeats it
 * when a table lock was not to be had in time or the server broke a deadlock, until the budget is used up.
 * @returns false if `begin` said to skip
 * @throws StepFailed, or FaberDbError if the run has to stop or the lock is lost
 */
export async function runTransactionStep(run: ApplyRun, step: TransactionStep): Promise<boolean> {
  const { db, guard, target } = run;
  const { clock, onEvent } = target.context;
  const location: ErrorLocation = { migration: step.migration };
  let oneByOne = false;
  for (;;) {
    guard.throwIfStopped(location);
    const limits = attemptLimits(run, step.budget);
    const { lockTimeoutMs } = limits;
    await run.limits.set(limits);
    const started = clock.monotonicMs();
    try {
      return await attempt(run, step, oneByOne);
    } catch (error) {
      await guard.settled();
      guard.throwIfStopped(location);
      const failure = locateFailure(db, error, step.sql);
      const elapsedMs = clock.monotonicMs() - started;
      if (failure.info.category === 'lock-timeout' || failure.info.category === 'conflict') {
        const waitedMs = failure.info.category === 'conflict' ? 0 : Math.min(elapsedMs, lockTimeoutMs);
        const delayMs = step.budget.fail(waitedMs);
        if (delayMs === undefined) throw new StepFailed(failure);
        onEvent({
          type: 'statement-retrying',
          migration: step.migration,
          statement: (failure.statement ?? step.statements[0])?.number ?? 1,
          attempt: step.budget.attempts,
          reason: failure.info.message,
          delayMs,
        });
        await guard.sleep(delayMs, location);
        continue;
      }
      if (error instanceof FaberDbError && failure.info.category !== 'connection') throw error;
      const isUnplaced = error instanceof StatementError && !failure.statement;
      if (isUnplaced && !oneByOne && elapsedMs < CHEAP_TO_REPEAT_MS && failure.info.category === 'other') {
        oneByOne = true;
        continue;
      }
      throw new StepFailed(failure);
    }
  }
}

async function attempt(run: ApplyRun, step: TransactionStep, oneByOne: boolean): Promise<boolean> {
  const { db, guard, target } = run;
  const total = step.statements.at(-1)?.number ?? 0;
  const onFinished = (statement: NumberedStatement) =>
    target.context.onEvent({
      type: 'statement-finished',
      migration: step.migration,
      index: statement.number,
      total,
    });
  const beforeBatch = () => guard.throwIfStopped({ migration: step.migration });
  if (step.finishSql && !oneByOne && isOneBatch(step.statements)) {
    try {
      await runStatements(db, step.sql, step.statements, {
        oneByOne,
        beforeBatch,
        onFinished,
        followedBy: step.finishSql(),
      });
    } catch (error) {
      // Without the lock it is the record that fails, in words that would blame the migration.
      const isLost =
        error instanceof StatementError && db.describeError(error.cause).category === 'connection';
      if (!isLost) await run.lock.assertHeld();
      throw error;
    }
    return true;
  }
  return db.transaction(async () => {
    if ((await step.begin?.()) === 'skip') return false;
    await runStatements(db, step.sql, step.statements, {
      oneByOne,
      beforeBatch,
      onFinished,
    });
    // Last, so that nothing is committed by a run whose lock went away while it worked.
    await run.lock.assertHeld();
    await step.finish();
    return true;
  });
}

/**
 * The limits of one attempt. Waiting for a lock ends before the statement's own time does, so that it
 * is seen as what it is and tried again.
 */
export function attemptLimits(run: ApplyRun, budget: LockBudget): Required<StatementLimits> {
  const statement = statementTimeoutMs(run);
  const lock = statement > 0 ? Math.min(budget.attemptMs, Math.ceil(statement / 2)) : budget.attemptMs;
  return { lockTimeoutMs: lock, statementTimeoutMs: statement };
}

/** Milliseconds for one statement, 0 = no limit. */
function statementTimeoutMs(run: ApplyRun): number {
  return (run.target.database.migrations.statementTimeoutSeconds ?? 0) * 1000;
}

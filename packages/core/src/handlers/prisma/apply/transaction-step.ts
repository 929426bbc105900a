import type { StatementLimits } from '../../../databases/database';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { ApplyRun } from './apply-run';
import type { LockBudget } from './lock-budget';
import type { LimitedWork } from './others-watch';
import { mayPass, pauseForRetry } from './retry';
import { isOneBatch, runStatements, type RunStatementsOptions } from './run-statements';
import {
  StatementError,
  cancelledFor,
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
 * when a table lock was not to be had in time, the server broke a deadlock, or others waited for it too
 * long, until the budget is used up.
 * @returns false if `begin` said to skip
 * @throws StepFailed, or FaberDbError if the run has to stop or the lock is lost
 */
export async function runTransactionStep(run: ApplyRun, step: TransactionStep): Promise<boolean> {
  const { db, guard, target } = run;
  const { clock } = target.context;
  const location = { migration: step.migration };
  const culprit = new Culprit();
  let oneByOne = false;
  for (;;) {
    guard.throwIfStopped(location);
    const limits = attemptLimits(run, step.budget);
    await run.limits.set(limits);
    const started = clock.monotonicMs();
    const work: LimitedWork = {};
    try {
      return await attempt(run, step, work, oneByOne || culprit.isWanted);
    } catch (error) {
      await guard.settled();
      guard.throwIfStopped(location);
      const failure = culprit.named(cancelledFor(locateFailure(db, error, step.sql), work.exceeded));
      const elapsedMs = clock.monotonicMs() - started;
      if (mayPass(failure)) {
        const failed = {
          failure,
          elapsedMs,
          lockTimeoutMs: limits.lockTimeoutMs,
          statement: step.statements[0]?.number ?? 1,
          location,
        };
        if (await pauseForRetry(run, step.budget, failed)) continue;
        throw new StepFailed(failure);
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

/**
 * Remembers for which statement others waited too long. Of statements sent together the server does not
 * tell which one it was, so one attempt sends them one by one; all others keep the transaction short.
 */
class Culprit {
  #known: Pick<StatementFailure, 'statement' | 'line'> = {};
  #isAskedFor = false;

  /** The next attempt is to find it out. */
  get isWanted(): boolean {
    return this.#isAskedFor && this.#known.statement === undefined;
  }

  /** The failure of an attempt, with the statement as far as it is known. */
  named(failure: StatementFailure): StatementFailure {
    if (!failure.blocked) return failure;
    this.#isAskedFor = !this.#isAskedFor;
    const { statement, line } = failure;
    if (statement) this.#known = { statement, ...(line === undefined ? {} : { line }) };
    return { ...failure, ...this.#known };
  }
}

/** @param work what may be cancelled for the sake of others: all but COMMIT and ROLLBACK, which only end it */
async function attempt(
  run: ApplyRun,
  step: TransactionStep,
  work: LimitedWork,
  oneByOne: boolean,
): Promise<boolean> {
  const { db, guard, others, target } = run;
  const { clock, onEvent } = target.context;
  const total = step.statements.at(-1)?.number ?? 0;
  const options: RunStatementsOptions = {
    oneByOne,
    clock,
    beforeBatch: () => guard.throwIfStopped({ migration: step.migration }),
    onFinished: ({ number: index }, timing) =>
      onEvent({ type: 'statement-finished', migration: step.migration, index, total, ...timing }),
  };
  if (step.finishSql && !oneByOne && isOneBatch(step.statements)) {
    const followedBy = step.finishSql();
    try {
      await others.limited(work, () =>
        runStatements(db, step.sql, step.statements, { ...options, followedBy }),
      );
    } catch (error) {
      // Without the lock it is the record that fails, in words that would blame the migration.
      const isLost =
        error instanceof StatementError && db.describeError(error.cause).category === 'connection';
      if (!isLost) await run.lock.assertHeld();
      throw error;
    }
    return true;
  }
  return db.transaction(() =>
    others.limited(work, async () => {
      if ((await step.begin?.()) === 'skip') return false;
      await runStatements(db, step.sql, step.statements, options);
      // Last, so that nothing is committed by a run whose lock went away while it worked.
      await run.lock.assertHeld();
      await step.finish();
      return true;
    }),
  );
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

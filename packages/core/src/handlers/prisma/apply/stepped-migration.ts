import { FaberDbError } from '../../../errors/faber-db-error';
import type { AppliedMigration } from '../../handler';
import { commandFor } from '../../command-for';
import type { HistoryRow } from '../history/history-row';
import {
  formatProgress,
  parseProgress,
  statementChecksum,
  type StepProgress,
} from '../history/step-progress';
import { runAloneStep } from './alone-step';
import type { ApplyRun } from './apply-run';
import { failureLog, firstLine } from './failure-text';
import { LockBudget } from './lock-budget';
import { locationOf, migrationError } from './migration-error';
import type { NumberedStep, PreparedMigration } from './prepared-migration';
import { recoverStatement } from './recover-statement';
import { SessionSettings, onlyChangesSettings } from './session-settings';
import type { NumberedStatement } from './statement-failure';
import { StepFailed, runTransactionStep } from './transaction-step';

/**
 * Applies a migration whose statements cannot all run in one transaction. Its history row is written
 * first; after every step the progress is recorded in the row's `logs`, for a transaction inside of it,
 * so that an interrupted run can go on. At the end the row is what Prisma would have written.
 * @param resumed the row of the interrupted run, if there was one
 * @throws FaberDbError MIGRATION_FAILED, INVALID_INDEX, RESUME_REFUSED, RESUME_IN_DOUBT, CONNECTION_LOST, CANCELLED, LOCK_LOST
 */
export async function applyInSteps(
  run: ApplyRun,
  migration: PreparedMigration,
  resumed?: HistoryRow,
  check?: () => Promise<void>,
): Promise<AppliedMigration> {
  const { target, db } = run;
  const started = target.context.clock.monotonicMs();
  const settings = new SessionSettings(db);
  await settings.capture(migration.sql);
  try {
    const stepped = resumed
      ? await SteppedRun.resume(run, migration, resumed)
      : await SteppedRun.begin(run, migration);
    await stepped.finish(check);
    return {
      name: migration.name,
      durationMs: target.context.clock.monotonicMs() - started,
      statements: migration.statements.length,
      ...(stepped.resumedAt === undefined ? {} : { resumedAt: stepped.resumedAt }),
    };
  } finally {
    // A session that is gone has nothing to restore, and must not hide the error.
    if (!run.guard.stopped) await settings.restore().catch(() => undefined);
  }
}

class SteppedRun {
  readonly #budget: LockBudget;
  #done: Map<number, string>;

  private constructor(
    private readonly run: ApplyRun,
    private readonly migration: PreparedMigration,
    private readonly rowId: string,
    done: ReadonlyMap<number, string>,
    /** Number of the statement where the work goes on. */
    readonly resumedAt?: number,
  ) {
    this.#done = new Map(done);
    this.#budget = LockBudget.for(run.db, run.target);
  }

  static async begin(run: ApplyRun, migration: PreparedMigration): Promise<SteppedRun> {
    await run.lock.assertHeld();
    const rowId = await run.history.insert(migration.name, {
      checksum: migration.checksum,
      startedAt: run.target.context.clock.now(),
      logs: formatProgress({ done: new Map() }),
    });
    return new SteppedRun(run, migration, rowId, new Map());
  }

  static async resume(run: ApplyRun, migration: PreparedMigration, row: HistoryRow): Promise<SteppedRun> {
    await run.lock.assertHeld();
    const progress: StepProgress = parseProgress(row.logs) ?? { done: new Map() };
    const done = new Map(progress.done);
    for (const [number, checksum] of done) {
      const statement = migration.statements[number - 1];
      if (!statement || statementChecksum(statement.text) !== checksum)
        throw resumeRefused(run, migration, number);
    }
    // Settings do not survive the session in which they were made.
    for (const statement of migration.statements) {
      if (done.has(statement.number) && onlyChangesSettings(statement.text))
        await run.db.execute(statement.text);
    }
    const { open } = progress;
    if (open && !done.has(open.number)) {
      const location = { migration: migration.name, file: migration.file };
      if ((await recoverStatement(run.db, open, run.target, location)) === 'done') {
        const statement = migration.statements[open.number - 1];
        if (!statement || statementChecksum(statement.text) !== open.checksum) {
          throw resumeRefused(run, migration, open.number);
        }
        done.set(open.number, open.checksum);
      }
    }
    const next = migration.steps.flatMap((step) => step.statements).find(({ number }) => !done.has(number));
    const resumedAt = next?.number ?? migration.statements.length;
    run.target.context.onEvent({
      type: 'migration-resumed',
      migration: migration.name,
      fromStatement: resumedAt,
      total: migration.statements.length,
    });
    return new SteppedRun(run, migration, row.id, done, resumedAt);
  }

  /** Runs what is not done yet, and closes the history row. */
  async finish(check?: () => Promise<void>): Promise<void> {
    const steps = this.migration.steps
      .map((step) => ({
        ...step,
        statements: step.statements.filter(({ number }) => !this.#done.has(number)),
      }))
      .filter((step) => step.statements.length > 0);
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1;
      if (step.mode === 'transaction') await this.#runTransaction(step, isLast, check);
      else for (const statement of step.statements) await this.#runAlone(statement, isLast);
    }
    if (steps.length === 0) await this.#close();
  }

  async #runTransaction(step: NumberedStep, isLast: boolean, check?: () => Promise<void>): Promise<void> {
    const done = this.#withDone(step.statements);
    try {
      await runTransactionStep(this.run, {
        migration: this.migration.name,
        sql: this.migration.sql,
        statements: step.statements,
        budget: this.#budget,
        finish: async () => {
          await check?.();
          if (isLast) await this.#close();
          else await this.#record({ done });
        },
      });
    } catch (error) {
      if (error instanceof StepFailed) throw await this.#failed(error);
      throw error;
    }
    this.#done = done;
  }

  async #runAlone(statement: NumberedStatement, isLast: boolean): Promise<void> {
    const checksum = statementChecksum(statement.text);
    const begun = { number: statement.number, checksum, text: statement.text };
    this.run.guard.throwIfStopped(locationOf(this.migration));
    await this.run.lock.assertHeld();
    await this.#record({ done: this.#done, open: { state: 'running', ...begun } });
    try {
      await runAloneStep(this.run, this.migration, statement, this.#budget);
    } catch (error) {
      if (error instanceof StepFailed) throw await this.#failed(error, statement);
      if (error instanceof FaberDbError && error.code === 'INVALID_INDEX') {
        await this.#record({ done: this.#done, open: { state: 'failed', ...begun } }, error.message);
      }
      throw error;
    }
    this.#done = this.#withDone([statement]);
    if (isLast) await this.#close();
    else await this.#record({ done: this.#done });
  }

  /** Records a failure where the connection still allows it, and makes the error for it. */
  async #failed({ failure }: StepFailed, alone?: NumberedStatement): Promise<FaberDbError> {
    const isLost = failure.info.category === 'connection';
    if (!isLost) {
      // A transaction that was rolled back left nothing behind that would have to be cleared away.
      const open = alone && {
        state: 'failed' as const,
        number: alone.number,
        checksum: statementChecksum(alone.text),
        text: alone.text,
      };
      await this.#record(
        open ? { done: this.#done, open } : { done: this.#done },
        failureLog(this.migration.name, failure, this.migration.sql),
      );
    }
    return migrationError(this.run, this.migration, failure, 'partly-applied');
  }

  async #record(progress: StepProgress, message?: string): Promise<void> {
    await this.run.history.update(this.rowId, { logs: formatProgress(progress, message) });
  }

  /** The row as Prisma leaves it. The checksum is that of the file now: its later statements may have been edited. */
  async #close(): Promise<void> {
    await this.run.history.update(this.rowId, {
      checksum: this.migration.checksum,
      finishedAt: this.run.target.context.clock.now(),
      logs: null,
      appliedSteps: 1,
    });
  }

  #withDone(statements: readonly NumberedStatement[]): Map<number, string> {
    return new Map([
      ...this.#done,
      ...statements.map(({ number, text }) => [number, statementChecksum(text)] as const),
    ]);
  }
}

function resumeRefused(run: ApplyRun, migration: PreparedMigration, number: number): FaberDbError {
  const statement = migration.statements[number - 1];
  const now = statement ? `is now: ${firstLine(statement.text)}` : 'is gone';
  return new FaberDbError(
    'RESUME_REFUSED',
    `The run of ${migration.name} was interrupted after statement ${number} took effect, and that statement was edited since (it ${now}).`,
    {
      location: { migration: migration.name, file: migration.file, statement: number },
      remedy: [
        'Restore the statements that took effect as they were (see "done" in the logs column of _prisma_migrations), ' +
          `then continue: ${commandFor(run.target, 'migrate')}`,
        'Or undo by hand what took effect, then start over: ' +
          commandFor(run.target, 'resolve', '--rolled-back', migration.name),
      ],
    },
  );
}

import type { OperationContext } from '../context/operation-context';
import type { TableInfo } from '../databases/database';
import { FaberDbError } from '../errors/faber-db-error';
import { count } from '../reporting/format-values';
import { confirm } from './confirm';
import { journaled } from './journaling/journaled';
import { openJournal } from './journaling/open-journal';
import { refuseAutomatedAgent } from './automation-guard';
import { applicationTables, describeTarget, operationTarget, type TargetOptions } from './operation-target';
import type { ResetResult } from './results';
import { withDatabase } from './with-database';

export interface ResetOptions extends TargetOptions {
  /** The answer to the question whether the data may go. */
  yes?: boolean;
  /** Do not run the seed afterwards. */
  skipSeed?: boolean;
}

/**
 * Empties the environment's database, applies all migrations and runs the seed.
 * Never in a protected environment, whatever the flags.
 * @throws FaberDbError PROTECTED_ENVIRONMENT, AUTOMATED_AGENT, NOT_APPROVED
 */
export async function reset(context: OperationContext, options: ResetOptions): Promise<ResetResult> {
  const target = await operationTarget(context, options, 'schema');
  if (target.environment.isProtected) {
    throw new FaberDbError(
      'PROTECTED_ENVIRONMENT',
      `${target.environment.name} is protected: its database is never reset.`,
      {
        location: { environment: target.environment.name, database: target.database.name },
        remedy: ['Drop and create the database by hand if that is really wanted.'],
      },
    );
  }
  refuseAutomatedAgent(context, target, 'reset');

  if (!(await target.provider.exists(target.connection))) await target.provider.create(target.connection);
  const { dropped, applied } = await withDatabase(target, context, 'reset', async (db) => {
    const lost = summarize(await applicationTables(target, db));
    await confirm(context, target, {
      operation: 'reset',
      question:
        `Reset ${target.environment.name} (${target.connection.redactedUrl})? ` +
        `All data is lost: ${count(lost.tables, 'table')} with about ${count(lost.estimatedRows, 'row')}.`,
      yes: options.yes ?? false,
    });
    const journal = openJournal(context, target);
    return journaled(context, target, journal, { operation: 'reset' }, async (observed) => {
      await clearUnderLock();
      context.onEvent({ type: 'step', message: 'Applying all migrations' });
      return { dropped: lost, applied: await target.handler.apply(observed, db, {}) };
    });

    async function clearUnderLock(): Promise<void> {
      const lock = await db.lock({
        timeoutMs: target.database.migrations.timeoutSeconds * 1000,
        purpose: 'faber-db reset',
        signal: context.signal,
        onWait: (owner) => context.onEvent({ type: 'lock-waiting', owner }),
      });
      try {
        context.onEvent({ type: 'step', message: `Emptying ${target.connection.redactedUrl}` });
        await db.clear();
      } finally {
        await lock.release();
      }
    }
  });
  const seeded = options.skipSeed ? false : (await target.handler.seed(target)).ran;
  return { operation: 'reset', ...describeTarget(target), dropped, applied, seeded };
}

function summarize(tables: readonly TableInfo[]): ResetResult['dropped'] {
  return {
    tables: tables.length,
    // The rows of partitions are counted with the table they belong to.
    estimatedRows: tables
      .filter((table) => !table.partition)
      .reduce((sum, table) => sum + (table.estimatedRows ?? 0), 0),
  };
}

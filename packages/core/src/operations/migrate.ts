import type { OperationContext } from '../context/operation-context';
import type { Database } from '../databases/database';
import { FaberDbError } from '../errors/faber-db-error';
import type { MigrationHistory, PendingMigration } from '../handlers/handler';
import { count } from '../reporting/format-values';
import { requireApproval } from './approval';
import { historyWarnings } from './history-warnings';
import { estimateMigration } from './migration-estimate';
import {
  applicationTables,
  describeTarget,
  operationTarget,
  type OperationTarget,
  type TargetOptions,
} from './operation-target';
import type { MigrateResult } from './results';
import { withDatabase } from './with-database';

export interface MigrateOptions extends TargetOptions {
  /** Show order, SQL and estimate; touch nothing. */
  dryRun?: boolean;
  /** Stop after this migration. */
  to?: string;
  /** The answer to the question that a protected environment asks. */
  yes?: boolean;
}

/**
 * Applies the pending migrations of one environment, in order.
 * @throws FaberDbError; the state it leaves is described by the error and by `status`
 */
export async function migrate(context: OperationContext, options: MigrateOptions): Promise<MigrateResult> {
  const target = await operationTarget(context, options, 'schema');
  if (options.dryRun) return dryRun(context, target, options.to);

  await createIfMissing(context, target);
  return withDatabase(target, context, 'migrate', async (db) => {
    const startedMs = context.clock.monotonicMs();
    const history = await target.handler.history(target, db);
    const pending = upTo(await target.handler.pending(target, db), history, options.to);
    if (pending.length > 0) {
      await requireApproval(context, target, {
        operation: 'migrate',
        question: `Apply ${count(pending.length, 'migration')} to ${target.environment.name} (${target.connection.redactedUrl})?`,
        yes: options.yes ?? false,
      });
    }
    // Also with nothing pending as far as we saw: the handler looks again under the lock,
    // and it is the one that knows how to explain an earlier failure.
    const applied =
      pending.length > 0 || hasFailure(history)
        ? await target.handler.apply(target, db, { to: options.to })
        : [];
    return {
      operation: 'migrate',
      ...describeTarget(target, context),
      outcome: applied.length > 0 ? 'applied' : 'nothing-to-do',
      applied,
      pending: [],
      warnings: historyWarnings(history),
      durationMs: context.clock.monotonicMs() - startedMs,
    };
  });
}

/** A new environment starts with an empty database, except where somebody is paged for a wrong URL. */
async function createIfMissing(context: OperationContext, target: OperationTarget): Promise<void> {
  if (target.environment.isProtected || (await target.provider.exists(target.connection))) return;
  await target.provider.create(target.connection);
  context.onEvent({ type: 'step', message: `Created ${target.connection.redactedUrl}` });
}

async function dryRun(
  context: OperationContext,
  target: OperationTarget,
  to: string | undefined,
): Promise<MigrateResult> {
  const startedMs = context.clock.monotonicMs();
  const look = async (db: Database | undefined) => {
    const history = db === undefined ? undefined : await target.handler.history(target, db);
    const pending = upTo(await target.handler.pending(target, db), history, to);
    const tables = db === undefined || pending.length === 0 ? [] : await applicationTables(target, db);
    return { history, pending, tables };
  };
  const { history, pending, tables } = (await target.provider.exists(target.connection))
    ? await withDatabase(target, context, 'migrate --dry-run', look)
    : await look(undefined);
  return {
    operation: 'migrate',
    ...describeTarget(target, context),
    outcome: 'dry-run',
    applied: [],
    pending: pending.map((migration) => ({
      ...migration,
      estimate: estimateMigration(target.provider.dialect.splitStatements(migration.sql), tables),
    })),
    warnings: history === undefined ? [] : historyWarnings(history),
    durationMs: context.clock.monotonicMs() - startedMs,
  };
}

function hasFailure(history: MigrationHistory): boolean {
  return history.migrations.some((migration) => migration.state === 'failed');
}

/**
 * The pending migrations up to and including `to`; none if `to` is applied already.
 * @throws FaberDbError MIGRATION_NOT_FOUND
 */
function upTo(
  pending: PendingMigration[],
  history: MigrationHistory | undefined,
  to: string | undefined,
): PendingMigration[] {
  if (to === undefined) return pending;
  const position = pending.findIndex((migration) => migration.name === to);
  if (position >= 0) return pending.slice(0, position + 1);
  const known = history?.migrations.find((migration) => migration.name === to);
  if (known !== undefined && known.state !== 'missing') return [];
  throw new FaberDbError('MIGRATION_NOT_FOUND', `There is no migration "${to}" among the pending ones.`, {
    location: { migration: to },
    remedy: [
      pending.length === 0
        ? 'Nothing is pending.'
        : `Pending: ${pending.map((migration) => migration.name).join(', ')}`,
    ],
  });
}

import type { OperationContext } from '../context/operation-context';
import type { Database } from '../databases/database';
import type { MigrationHistory } from '../handlers/handler';
import type { ApprovalOptions } from './approving/given-approval';
import { historyWarnings } from './history-warnings';
import { estimateMigration } from './migration-estimate';
import {
  applicationTables,
  describeTarget,
  operationTarget,
  type OperationTarget,
  type TargetOptions,
} from './operation-target';
import { pendingUpTo } from './pending-up-to';
import type { MigrateResult } from './results';
import { withDatabase } from './with-database';

export interface MigrateOptions extends TargetOptions, ApprovalOptions {
  /** Show order, SQL, findings and estimate; touch nothing. */
  dryRun?: boolean;
  /** Stop after this migration. */
  to?: string;
  /** Path of a `plan.json`: exactly that runs, or nothing. */
  plan?: string;
  /** Reference of a backup that was taken by other means; for the journal, and where one is required. */
  backup?: string;
  /** Work item, for the journal. */
  workId?: string;
}

/**
 * Applies the pending migrations of one environment, in order: after the policy decided, with the
 * approval that it asks for, and only if under the database's lock everything still is as approved.
 * @throws FaberDbError; the state it leaves is described by the error and by `status`
 */
export async function migrate(context: OperationContext, options: MigrateOptions): Promise<MigrateResult> {
  const target = await operationTarget(context, options, 'schema');
  if (options.dryRun) return dryRun(context, target, options.to);

  await createIfMissing(context, target);
  return withDatabase(target, context, 'migrate', async (db) => {
    const startedMs = context.clock.monotonicMs();
    const history = await target.handler.history(target, db);
    const pending = pendingUpTo(await target.handler.pending(target, db), history, options.to);
    const isDemanded = options.plan !== undefined || options.approve !== undefined;
    // Also with nothing pending as far as we saw: the handler looks again under the lock,
    // and it is the one that knows how to explain an earlier failure.
    const outcome =
      pending.length > 0 || hasFailure(history) || isDemanded
        ? await (
            await import('./planned-run.js')
          ).runPlanned(context, target, db, { pending, history }, options)
        : { applied: [], findings: [], warnings: [], healthChecks: [] };
    return {
      operation: 'migrate',
      ...describeTarget(target),
      pending: [],
      ...outcome,
      outcome: outcome.applied.length > 0 ? 'applied' : 'nothing-to-do',
      warnings: [...new Set([...historyWarnings(history), ...outcome.warnings])],
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
    const pending = pendingUpTo(await target.handler.pending(target, db), history, to);
    if (pending.length === 0) return { history, pending, tables: [], findings: [], suppressions: [] };
    const tables = db === undefined ? [] : await applicationTables(target, db);
    const { findRisks } = await import('./planning/find-risks.js');
    const risks = await findRisks(target, db, pending, context.config.safety);
    return { history, pending, tables, findings: risks.findings, suppressions: risks.warnings };
  };
  const { history, pending, tables, findings, suppressions } = (await target.provider.exists(
    target.connection,
  ))
    ? await withDatabase(target, context, 'migrate --dry-run', look)
    : await look(undefined);
  return {
    operation: 'migrate',
    ...describeTarget(target),
    outcome: 'dry-run',
    applied: [],
    pending: pending.map((migration) => ({
      ...migration,
      estimate: estimateMigration(target.provider.dialect.splitStatements(migration.sql), tables),
    })),
    findings,
    healthChecks: [],
    warnings: [...(history === undefined ? [] : historyWarnings(history)), ...suppressions],
    durationMs: context.clock.monotonicMs() - startedMs,
  };
}

function hasFailure(history: MigrationHistory): boolean {
  return history.migrations.some((migration) => migration.state === 'failed');
}

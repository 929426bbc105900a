import type { OperationContext } from '../../context/operation-context';
import type { Database } from '../../databases/database';
import type { MigrationHistory, PendingMigration } from '../../handlers/handler';
import { migrationAuthors } from '../../policy/approvals/migration-authors';
import { decide } from '../../policy/decision';
import type { Plan } from '../../policy/plan';
import { sealPlan } from '../../policy/seal-plan';
import { historyWarnings } from '../history-warnings';
import { estimateMigration } from '../migration-estimate';
import { applicationTables, describeTarget, type OperationTarget } from '../operation-target';
import { configurationDigest } from './configuration-digest';
import { databaseState } from './database-state';
import { findRisks } from './find-risks';
import { notPromoted } from './not-promoted';

const AUTHORS_UNKNOWN =
  'Git does not know the authors of the migrations, so nobody is kept from approving their own work.';

/** What there is to plan: as the handler sees it at this moment. */
export interface PlanSubject {
  pending: readonly PendingMigration[];
  history: MigrationHistory;
}

/**
 * Makes the plan for what is pending: what will run, what can happen, what the policy makes of it, and
 * from which state. Reads only.
 */
export async function makePlan(
  context: OperationContext,
  target: OperationTarget,
  db: Database,
  { pending, history }: PlanSubject,
): Promise<Plan> {
  const { safety } = context.config;
  const risks = await findRisks(target, db, pending, safety);
  const tables = await applicationTables(target, db);
  const authors = await authorsOf(context, target, pending);
  const createdAt = context.clock.now();
  return sealPlan({
    format: 1,
    ...describeTarget(target, context),
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(createdAt.getTime() + safety.approvals.expiresMinutes * 60_000).toISOString(),
    migrations: pending.map(({ name, checksum, sql, statements, partlyOutsideTransaction }) => ({
      name,
      checksum,
      sql,
      statements,
      partlyOutsideTransaction,
      estimatedSeconds: estimateMigration(target.provider.dialect.splitStatements(sql), tables).seconds,
    })),
    findings: risks.findings,
    warnings: [
      ...historyWarnings(history),
      ...risks.warnings,
      ...(authors === undefined ? [AUTHORS_UNKNOWN] : []),
    ],
    locks: risks.locks,
    decision: decide({
      findings: risks.findings,
      environment: target.environment,
      safety,
      pending: pending.length,
      notPromoted: await notPromoted(context, target, pending),
    }),
    state: await databaseState(db, history, target.handler.historyTables),
    configuration: await configurationDigest(context.config, target.database, target.environment),
    authors: authors ?? [],
  });
}

async function authorsOf(
  context: OperationContext,
  target: OperationTarget,
  pending: readonly PendingMigration[],
): Promise<string[] | undefined> {
  const names = new Set(pending.map(({ name }) => name));
  const files = (await target.handler.list(target)).filter(({ name }) => names.has(name));
  return migrationAuthors(
    files.map(({ file }) => file),
    context.config.project.root,
    context.env,
  );
}

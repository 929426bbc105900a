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
import { findRisks, type Risks } from './find-risks';
import { notPromoted } from './not-promoted';

const AUTHORS_UNKNOWN =
  'Git does not know the authors of the migrations (no repository, or a shallow clone), so signed approvals do not count.';

/** What there is to plan: as the handler sees it at this moment. */
export interface PlanSubject {
  pending: readonly PendingMigration[];
  history: MigrationHistory;
}

export interface PlanDepth {
  /**
   * The plan is for comparing and approving. Otherwise it only warns: the state's schema and the authors
   * are left out, and so is reading SQL for a database without tables, where nothing can be lost.
   */
  isBinding: boolean;
}

const NOTHING_TO_LOSE: Risks = { findings: [], warnings: [], locks: [] };

/**
 * Makes the plan for what is pending: what will run, what can happen, what the policy makes of it, and
 * from which state. Reads only.
 */
export async function makePlan(
  context: OperationContext,
  target: OperationTarget,
  db: Database,
  { pending, history }: PlanSubject,
  { isBinding }: PlanDepth,
): Promise<Plan> {
  const { safety } = context.config;
  const tables = await applicationTables(target, db);
  const risks =
    isBinding || tables.length > 0 ? await findRisks(target, db, pending, safety) : NOTHING_TO_LOSE;
  // Authors matter where approvals are signed.
  const asksAuthors = isBinding && safety.approvals.allowedSigners !== undefined;
  const authors = asksAuthors ? await authorsOf(context, target, pending) : [];
  const createdAt = context.clock.now();
  return sealPlan({
    format: 1,
    ...describeTarget(target),
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
    state: await databaseState(db, history, target.handler.historyTables, { withSchema: isBinding }),
    configuration: await configurationDigest(context.config, target.database, target.environment),
    authors: authors ?? null,
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

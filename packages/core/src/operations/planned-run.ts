import { resolve } from 'node:path';
import type { OperationContext } from '../context/operation-context';
import type { Database } from '../databases/database';
import type { AppliedMigration } from '../handlers/handler';
import type { JournalApproval, JournalEntry } from '../journal/journal-entry';
import { basisOf, type Plan } from '../policy/plan';
import { count } from '../reporting/format-values';
import { planMarkdown } from '../reporting/plan-markdown';
import { digestOption, givenDigests } from './approving/given-approval';
import { obtainApproval } from './approving/obtain-approval';
import { usedApprovals } from './approving/plan-record';
import { plannedBy, requirePlanned, requireUnchanged } from './approving/require-planned';
import { runHealthChecks } from './health/run-health-checks';
import { journaled, journalFindings, journalRefusal } from './journaling/journaled';
import { openJournal } from './journaling/open-journal';
import { unfinishedRuns } from './journaling/unfinished-runs';
import type { MigrateOptions } from './migrate';
import type { OperationTarget } from './operation-target';
import { configurationDigest } from './planning/configuration-digest';
import { databaseState } from './planning/database-state';
import { makePlan, type PlanSubject } from './planning/make-plan';
import { readPlan } from './planning/plan-files';
import { requireAllowed } from './planning/require-allowed';
import { touchedTables } from './planning/touched-tables';
import type { MigrateResult } from './results';

type PlannedOutcome = Pick<
  MigrateResult,
  'applied' | 'findings' | 'warnings' | 'healthChecks' | 'planDigest' | 'longestWaitOfOthersMs'
>;

/**
 * Plans, decides, gets the approval, and runs exactly that:
 * 1. the plan for what is pending now, and whether it is the one that was demanded
 * 2. what the policy forbids, the backup it asks for, the approval it asks for
 * 3. health checks, then the migrations (under the lock, after comparing once more), health checks again
 * 4. all of it between two entries of the journal
 */
export async function runPlanned(
  context: OperationContext,
  target: OperationTarget,
  db: Database,
  subject: PlanSubject,
  options: MigrateOptions,
): Promise<PlannedOutcome> {
  const journal = openJournal(context, target);
  const isBinding = bindsTheRun(target, options);
  const entries = isBinding ? await journal.read() : [];
  const plan = await makePlan(context, target, db, subject, { isBinding });
  const digest = isBinding ? { planDigest: plan.digest } : {};
  const details = {
    operation: 'migrate',
    ...digest,
    migrations: plan.migrations.map(({ name }) => name),
    findings: journalFindings(plan.findings),
    ...(options.workId === undefined ? {} : { workItem: options.workId }),
    ...(options.backup === undefined ? {} : { backup: options.backup }),
  };
  let approvals: JournalApproval[];
  try {
    approvals = await clearance(context, target, plan, entries, options);
  } catch (error) {
    await journalRefusal(context, target, journal, details, error);
    throw error;
  }
  return journaled(
    context,
    target,
    journal,
    { ...details, ...(approvals.length === 0 ? {} : { approvals }) },
    async (observed, notes) => {
      const { before, after } = target.environment.healthChecks;
      const tables = before || after ? await touchedTables(target, plan) : [];
      const healthChecks = before ? await runHealthChecks(observed, db, tables, 'before') : [];
      const applied = await applyPlan(context, observed, db, plan, options.to, isBinding);
      if (after) healthChecks.push(...(await runHealthChecks(observed, db, tables, 'after')));
      return {
        applied,
        findings: plan.findings,
        warnings: [...unfinishedRuns(entries), ...plan.warnings],
        healthChecks,
        ...digest,
        ...(notes.longestWaitOfOthersMs === undefined
          ? {}
          : { longestWaitOfOthersMs: notes.longestWaitOfOthersMs }),
      };
    },
  );
}

/**
 * Whether what was planned is compared with what runs. Elsewhere (dev) the plan is only for warnings,
 * and what it takes to compare is left out.
 */
function bindsTheRun({ environment }: OperationTarget, options: MigrateOptions): boolean {
  return (
    environment.isProtected ||
    environment.requiresApproval.includes('migrate') ||
    options.plan !== undefined ||
    options.approve !== undefined
  );
}

/**
 * Everything that must hold before anything is done.
 * @returns the approvals given; none where none is needed
 */
async function clearance(
  context: OperationContext,
  target: OperationTarget,
  plan: Plan,
  entries: readonly JournalEntry[],
  options: MigrateOptions,
): Promise<JournalApproval[]> {
  // The variable may hold digests for several runs: here it is about this one, or about nothing.
  const digest =
    digestOption(options) ?? givenDigests(context, options).find((given) => given === plan.digest);
  const planFile =
    options.plan === undefined
      ? undefined
      : await readPlan(resolve(context.config.workspaceRoot, options.plan));
  const planned = await plannedBy(context, target, entries, {
    ...(planFile === undefined ? {} : { plan: planFile }),
    ...(digest === undefined ? {} : { digest }),
  });
  if (planned !== undefined) requirePlanned(context, target, entries, planned, plan);
  if (plan.migrations.length === 0) return [];
  requireAllowed(target, plan, options.backup);
  const { approval } = plan.decision;
  if (approval === undefined) return [];
  return obtainApproval(context, target, {
    operation: 'migrate',
    digest: plan.digest,
    level: approval,
    question: `Apply ${count(plan.migrations.length, 'migration')} to ${target.environmentName} (${target.connection.redactedUrl})?`,
    details: () => planMarkdown(plan),
    authors: plan.authors,
    usedApprovals: usedApprovals(entries),
    given: options,
    planGiven: planFile !== undefined,
    approveArguments: ['--plan', options.plan ?? '<plan.json>'],
  });
}

/** Under the lock of the database everything is looked at once more; what differs stops the run. */
function applyPlan(
  context: OperationContext,
  target: OperationTarget,
  db: Database,
  plan: Plan,
  to: string | undefined,
  isBinding: boolean,
): Promise<AppliedMigration[]> {
  return target.handler.apply(target, db, {
    ...(to === undefined ? {} : { to }),
    watchOthers: target.environment.isProtected,
    verify: async (aboutToRun) => {
      if (!isBinding) return;
      const history = await target.handler.history(target, db);
      requireUnchanged(target, plan.digest, basisOf(plan), {
        ...basisOf(plan),
        migrations: aboutToRun.map(({ name, checksum }) => ({ name, checksum })),
        state: await databaseState(db, history, target.handler.historyTables),
        configuration: await configurationDigest(context.config, target.database, target.environment),
      });
    },
  });
}

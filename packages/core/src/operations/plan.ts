import { relative, resolve } from 'node:path';
import type { OperationContext } from '../context/operation-context';
import { basisOf } from '../policy/plan';
import { planMarkdown } from '../reporting/plan-markdown';
import { journalFindings, journalOnce } from './journaling/journaled';
import { openJournal } from './journaling/open-journal';
import { describeTarget, operationTarget, type TargetOptions } from './operation-target';
import { pendingUpTo } from './pending-up-to';
import { makePlan } from './planning/make-plan';
import { plansFolder, writePlan } from './planning/plan-files';
import type { PlanResult } from './results';
import { withDatabase } from './with-database';

export interface PlanOptions extends TargetOptions {
  /** Plan only up to this migration. */
  to?: string;
  /** Folder for `plan.json` and `plan.md`, relative to the workspace. Default: one for each environment. */
  output?: string;
  /** Work item, for the journal. */
  workId?: string;
}

/**
 * Writes down what `migrate` would do now in an environment: SQL, findings with live row counts, locks,
 * estimate, decision, state and digest. Changes nothing but the plan's files and the journal.
 */
export async function plan(context: OperationContext, options: PlanOptions): Promise<PlanResult> {
  const target = await operationTarget(context, options, 'schema');
  const made = await withDatabase(target, context, 'plan', async (db) => {
    const history = await target.handler.history(target, db);
    const pending = pendingUpTo(await target.handler.pending(target, db), history, options.to);
    return makePlan(context, target, db, { pending, history }, { isBinding: true });
  });
  const { workspaceRoot } = context.config;
  const folder =
    options.output === undefined ? plansFolder(workspaceRoot, made) : resolve(workspaceRoot, options.output);
  const files = await writePlan(folder, made, planMarkdown(made));
  // So that a digest alone can be explained later, on another machine too.
  await journalOnce(context, target, openJournal(context, target), {
    operation: 'plan',
    outcome: 'succeeded',
    planDigest: made.digest,
    planBasis: { ...basisOf(made) },
    findings: journalFindings(made.findings),
    migrations: made.migrations.map(({ name }) => name),
    ...(options.workId === undefined ? {} : { workItem: options.workId }),
  });
  return {
    operation: 'plan',
    ...describeTarget(target),
    plan: made,
    files: { plan: relative(workspaceRoot, files.plan), report: relative(workspaceRoot, files.report) },
  };
}

import type { OperationContext } from '../../context/operation-context';
import type { JournalEntry } from '../../journal/journal-entry';
import { basisOf, type PlanBasis } from '../../policy/plan';
import { describeTarget, type OperationTarget } from '../operation-target';
import { planInFolder, plansFolder } from '../planning/plan-files';

/** What is on record about a plan that is known by its digest only. */
export interface PlanRecord {
  basis: PlanBasis;
  /** ISO 8601. */
  createdAt: string;
}

/**
 * Looks for a plan by its digest: in the folder where plans are written, then in the journal, where
 * the newest entry counts.
 */
export async function findPlanRecord(
  context: OperationContext,
  target: OperationTarget,
  entries: readonly JournalEntry[],
  digest: string,
): Promise<PlanRecord | undefined> {
  const folder = plansFolder(context.config.workspaceRoot, describeTarget(target));
  const written = await planInFolder(folder);
  if (written?.digest === digest) return { basis: basisOf(written), createdAt: written.createdAt };
  const entry = entries.findLast(
    ({ operation, planDigest, planBasis }) =>
      operation === 'plan' && planDigest === digest && planBasis !== undefined,
  );
  return entry && { basis: entry.planBasis as unknown as PlanBasis, createdAt: entry.time };
}

/** When a plan of this digest was carried out, if that was after it was made. */
export function carriedOutAt(
  entries: readonly JournalEntry[],
  digest: string,
  createdAt: string | undefined,
): string | undefined {
  const run = entries.findLast(
    ({ operation, phase, outcome, planDigest }) =>
      operation === 'migrate' && phase === 'finished' && outcome === 'succeeded' && planDigest === digest,
  );
  return run !== undefined && (createdAt === undefined || run.time > createdAt) ? run.time : undefined;
}

/** Ids of the signed approvals with which something was carried out. */
export function usedApprovals(entries: readonly JournalEntry[]): Set<string> {
  return new Set(
    entries
      .filter(({ phase, outcome }) => phase === 'finished' && outcome === 'succeeded')
      .flatMap(({ approvals = [] }) => approvals)
      .flatMap(({ id }) => (id === undefined ? [] : [id])),
  );
}

import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import type { JournalEntry } from '../../journal/journal-entry';
import { basisOf, type Plan, type PlanBasis } from '../../policy/plan';
import { planDifferences } from '../../policy/plan-difference';
import { describeTarget, type OperationTarget } from '../operation-target';
import { carriedOutAt, findPlanRecord, type PlanRecord } from './plan-record';

/** What was planned: by file, or by digest alone. */
export interface Planned {
  digest: string;
  /** Undefined: only the digest is known here. */
  record: PlanRecord | undefined;
}

/** The plan that a digest stands for, as far as it is on record here. */
export async function plannedBy(
  context: OperationContext,
  target: OperationTarget,
  entries: readonly JournalEntry[],
  given: { plan?: Plan; digest?: string },
): Promise<Planned | undefined> {
  if (given.plan !== undefined) {
    const { digest, createdAt } = given.plan;
    return { digest, record: { basis: basisOf(given.plan), createdAt } };
  }
  if (given.digest === undefined) return undefined;
  return { digest: given.digest, record: await findPlanRecord(context, target, entries, given.digest) };
}

/**
 * Makes sure that what would run now is what was planned, that the plan is not too old, and that it
 * was not carried out already.
 * @throws FaberDbError PLAN_CHANGED saying what changed, PLAN_EXPIRED, APPROVAL_INVALID
 */
export function requirePlanned(
  context: OperationContext,
  target: OperationTarget,
  entries: readonly JournalEntry[],
  { digest, record }: Planned,
  now: Plan,
): void {
  const location = describeTarget(target);
  const remedy = [`Make a new plan and have it approved: ${commandFor(target, 'plan')}`];
  const carriedOut = carriedOutAt(entries, digest, record?.createdAt);
  if (carriedOut !== undefined) {
    throw new FaberDbError(
      'APPROVAL_INVALID',
      `The plan ${short(digest)} was carried out already, at ${carriedOut}: an approval holds for one run. Nothing was done.`,
      { location, remedy },
    );
  }
  if (digest !== now.digest) {
    if (record !== undefined) requireUnchanged(target, digest, record.basis, basisOf(now));
    throw planChanged(target, digest, [
      `What would happen now has the digest ${short(now.digest)}; the plan ${short(digest)} is not on record here, so it cannot be said what changed (give its file with --plan).`,
    ]);
  }
  if (record === undefined) return;
  const ageMinutes = (context.clock.now().getTime() - Date.parse(record.createdAt)) / 60_000;
  const { expiresMinutes } = context.config.safety.approvals;
  if (ageMinutes > expiresMinutes) {
    throw new FaberDbError(
      'PLAN_EXPIRED',
      `The plan ${short(digest)} was made at ${record.createdAt}, and plans hold for ${expiresMinutes} minutes. Nothing was done.`,
      { location, remedy },
    );
  }
}

/**
 * Makes sure that two looks at the same thing saw the same.
 * @param digest of the plan, for the message
 * @throws FaberDbError PLAN_CHANGED saying what changed
 */
export function requireUnchanged(
  target: OperationTarget,
  digest: string,
  planned: PlanBasis,
  now: PlanBasis,
): void {
  const differences = planDifferences(planned, now);
  if (differences.length > 0) throw planChanged(target, digest, differences);
}

function planChanged(target: OperationTarget, digest: string, differences: readonly string[]): FaberDbError {
  return new FaberDbError(
    'PLAN_CHANGED',
    `What would run is not what was planned (${short(digest)}):${differences.map((text) => `\n  ${text}`).join('')}\nNothing was done.`,
    {
      location: describeTarget(target),
      remedy: [`Make a new plan and have it approved: ${commandFor(target, 'plan')}`],
    },
  );
}

function short(digest: string): string {
  return `${digest.slice(0, 12)}…`;
}

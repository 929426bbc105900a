import type { ApprovableOperation } from '../../config/resolved-config';
import type { OperationContext } from '../../context/operation-context';
import { canonicalJson } from '../../journal/canonical-json';
import type { Journal, JournalApproval } from '../../journal/journal-entry';
import { journalRefusal } from '../journaling/journaled';
import type { OperationTarget } from '../operation-target';
import type { ApprovalOptions } from './given-approval';
import { obtainApproval } from './obtain-approval';
import { operationDigest } from './operation-digest';
import { usedApprovals } from './plan-record';

/** An operation without a plan, for which an approval may be needed. */
export interface OperationRequest {
  operation: string;
  /** Under which name `require_approval_for` knows it. */
  asks: ApprovableOperation;
  question: string;
  /** Which database it is; asked only where an approval is needed. */
  identity(): Promise<string>;
  /** All that decides about the outcome, as plain data; asked only where an approval is needed. */
  what(): Record<string, unknown> | Promise<Record<string, unknown>>;
  given: ApprovalOptions;
}

/**
 * Gets the standard approval for an operation that has no plan of its own, where the configuration wants one.
 * @returns the approvals, for the journal
 * @throws FaberDbError NOT_APPROVED, APPROVAL_INVALID, PLAN_CHANGED, AUTOMATED_AGENT
 */
export async function approveOperation(
  context: OperationContext,
  target: OperationTarget,
  journal: Journal,
  request: OperationRequest,
): Promise<JournalApproval[]> {
  if (!target.environment.requiresApproval.includes(request.asks)) return [];
  const { operation, question } = request;
  const entries = await journal.read();
  // An approval holds for one run: after it the same work has another digest.
  const runs = entries.filter(
    (entry) => entry.operation === operation && entry.outcome === 'succeeded',
  ).length;
  const what = { ...(await request.what()), after: runs };
  const digest = await operationDigest(context, target, operation, await request.identity(), what);
  try {
    return await obtainApproval(context, target, {
      operation,
      digest,
      level: 'standard',
      question,
      details: () => canonicalJson(what),
      authors: [],
      usedApprovals: usedApprovals(entries),
      given: request.given,
      planGiven: false,
      approveArguments: ['--digest', digest, '--operation', operation],
    });
  } catch (error) {
    await journalRefusal(context, target, journal, { operation }, error);
    throw error;
  }
}

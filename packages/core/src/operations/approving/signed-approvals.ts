import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import type { JournalApproval } from '../../journal/journal-entry';
import { approvalsFolder, approvalsInFolder, readApproval } from '../../policy/approvals/approval-files';
import { signedText } from '../../policy/approvals/approval-statement';
import { countApprovals, type CheckedApproval } from '../../policy/approvals/count-approvals';
import { verifySshSignature } from '../../policy/approvals/ssh-signature';
import { count } from '../../reporting/format-values';
import { describeTarget, type OperationTarget } from '../operation-target';
import type { ApprovalRequest } from './approval-request';
import { approvalFiles } from './given-approval';

/**
 * Collects the signed approvals for a request and counts them against the rules.
 * @param allowedSigners absolute path of the list of those who may sign
 * @throws FaberDbError APPROVAL_INVALID if they are not enough, saying why each that was refused was
 */
export async function requireSignedApprovals(
  context: OperationContext,
  target: OperationTarget,
  request: ApprovalRequest,
  allowedSigners: string,
): Promise<JournalApproval[]> {
  const { approvals: rules } = context.config.safety;
  const now = context.clock.now();
  if (rules.forbidSelfApproval && request.authors === null) throw authorsUnknown(target);
  const found = await findApprovals(context, request);
  const checked: CheckedApproval[] = [];
  for (const { file, approval } of found) {
    const signer = await verifySshSignature(
      signedText(approval.statement),
      approval.signature,
      allowedSigners,
      now,
      { env: context.env, signal: context.signal },
    );
    checked.push({ file, approval, signer });
  }
  const { accepted, refused } = countApprovals(
    {
      ...describeTarget(target),
      operation: request.operation,
      digest: request.digest,
      now,
      expiresMinutes: rules.expiresMinutes,
      required: rules.required,
      authors: rules.forbidSelfApproval ? (request.authors ?? []) : [],
      usedIds: request.usedApprovals,
    },
    checked,
  );
  if (accepted.length >= rules.required) {
    return accepted.map(({ id, by }) => ({ method: 'signature', by, id, at: now.toISOString() }));
  }
  const reasons = refused.map(({ file, reason }) => `\n  ${file}: ${reason}`).join('');
  const missing = rules.required - accepted.length;
  throw new FaberDbError(
    'APPROVAL_INVALID',
    `${target.environmentName} needs ${count(rules.required, 'signed approval')} of this, and ` +
      `${accepted.length === 0 ? 'there is none that counts' : `only ${accepted.length} counts`}.${reasons}\nNothing was done.`,
    {
      location: describeTarget(target),
      remedy: [
        `If there is no plan yet: ${commandFor(target, 'plan')}`,
        `${missing === 1 ? 'Somebody' : `${missing} people`} of ${allowedSigners}: ` +
          commandFor(target, 'approve', ...request.approveArguments),
        `Then: ${commandFor(target, request.operation)}`,
      ],
    },
  );
}

function authorsUnknown(target: OperationTarget): FaberDbError {
  return new FaberDbError(
    'APPROVAL_INVALID',
    'Nobody may approve their own work, and git does not know here who wrote the migrations. Nothing was done.',
    {
      location: describeTarget(target),
      remedy: [
        'Fetch the whole history (git fetch --unshallow; fetch-depth: 0 in CI), or run it in the repository.',
        'Or set safety.approvals.forbid_self_approval to false.',
      ],
    },
  );
}

async function findApprovals(context: OperationContext, request: ApprovalRequest) {
  const named = approvalFiles(context, request.given);
  if (named !== undefined) return Promise.all(named.map(readApproval));
  const { workspaceRoot, project } = context.config;
  return approvalsInFolder(approvalsFolder(workspaceRoot, project.name), request.digest);
}

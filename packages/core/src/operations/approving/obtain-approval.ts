import { CONSENT_VARIABLE, detectAutomatedAgent } from '@faber-db/prisma-schema-engine';
import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import type { JournalApproval } from '../../journal/journal-entry';
import { describeTarget, type OperationTarget } from '../operation-target';
import type { ApprovalRequest } from './approval-request';
import { askForApproval } from './ask-for-approval';
import { APPROVAL_VARIABLE, digestOption, givenDigests } from './given-approval';
import { requireSignedApprovals } from './signed-approvals';

/**
 * Gets the approval that a request needs, or stops. In this order:
 * 1. In a protected environment with a list of signers only signed approvals count.
 * 2. An automated agent cannot approve its own work in a protected environment.
 * 3. A digest (`--approve`, FABER_DB_APPROVAL, or the plan's file) must be that of the request.
 * 4. `--yes` answers in environments that ask without being protected.
 * 5. A person at a terminal is asked. Where nobody can be asked, the error has the command to approve with.
 * @returns the approvals, for the journal
 * @throws FaberDbError NOT_APPROVED, APPROVAL_INVALID, PLAN_CHANGED, AUTOMATED_AGENT
 */
export async function obtainApproval(
  context: OperationContext,
  target: OperationTarget,
  request: ApprovalRequest,
): Promise<JournalApproval[]> {
  const { isProtected } = target.environment;
  const { allowedSigners } = context.config.safety.approvals;
  if (isProtected && allowedSigners !== undefined) {
    return requireSignedApprovals(context, target, request, allowedSigners);
  }
  if (isProtected) refuseAgent(context, target, request);
  const at = context.clock.now().toISOString();
  const by = context.env['USER'] ?? context.env['USERNAME'] ?? 'unknown';
  if (request.planGiven || givenDigests(context, request.given).includes(request.digest)) {
    return [{ method: 'digest', by, at }];
  }
  const digest = digestOption(request.given);
  if (digest !== undefined) throw foreignDigest(target, request, digest);
  if (request.given.yes === true && !isProtected) return [{ method: 'prompt', by, at }];
  if (!context.terminal.interactive) throw nobodyToAsk(context, target, request);
  await askForApproval(context, target, request);
  return [{ method: 'prompt', by, at: context.clock.now().toISOString() }];
}

/** What one program wrote, another process of the same program must not wave through. */
function refuseAgent(context: OperationContext, target: OperationTarget, request: ApprovalRequest): void {
  const agent = detectAutomatedAgent(context.env);
  if (agent === undefined) return;
  throw new FaberDbError(
    'AUTOMATED_AGENT',
    `${request.question} ${target.environmentName} is protected, and an automated agent (${agent.name}, seen by ` +
      `${agent.marker}) cannot approve its own work. Nothing was done.`,
    {
      location: describeTarget(target),
      remedy: [
        'Agent: stop here and give the plan to a person, who runs this command outside of the agent.',
        'Or set safety.approvals.allowed_signers: approvals that people signed count here too' +
          (context.env[CONSENT_VARIABLE] === undefined ? '.' : ` (${CONSENT_VARIABLE} does not).`),
      ],
    },
  );
}

function foreignDigest(target: OperationTarget, request: ApprovalRequest, digest: string): FaberDbError {
  return new FaberDbError(
    'PLAN_CHANGED',
    `The approval is for ${digest.slice(0, 12)}…, but what would happen now is ${request.digest.slice(0, 12)}…. Nothing was done.`,
    {
      location: describeTarget(target),
      remedy: [
        `Look at what would happen now, then: ${commandFor(target, request.operation, '--approve', request.digest)}`,
      ],
    },
  );
}

function nobodyToAsk(
  context: OperationContext,
  target: OperationTarget,
  request: ApprovalRequest,
): FaberDbError {
  const reason = context.terminal.notInteractiveBecause ?? 'nobody can be asked here';
  const { isProtected } = target.environment;
  const yes =
    request.given.yes === true ? ' --yes is no approval in a protected environment: it names nothing.' : '';
  return new FaberDbError(
    'NOT_APPROVED',
    `${request.question} This needs an approval, and ${reason}.${yes} Nothing was done.`,
    {
      location: describeTarget(target),
      remedy: [
        `Approve exactly this: ${commandFor(target, request.operation, '--approve', request.digest)}`,
        `Or set ${APPROVAL_VARIABLE}=${request.digest}, or run it on a terminal.`,
        ...(isProtected ? [] : [`Or: ${commandFor(target, request.operation, '--yes')}`]),
      ],
    },
  );
}

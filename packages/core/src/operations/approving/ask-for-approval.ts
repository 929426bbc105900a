import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import { describeTarget, type OperationTarget } from '../operation-target';
import type { ApprovalRequest } from './approval-request';

const CHOICES = [
  { value: 'proceed', label: 'Proceed' },
  { value: 'cancel', label: 'Cancel' },
  { value: 'look', label: 'Dry-run first: show what would run' },
] as const;

/**
 * Asks the person at the terminal: proceed, cancel, or look first. The enhanced approval also wants
 * the phrase `<operation>-<environment>` typed. No answer in time is a refusal.
 * @throws FaberDbError NOT_APPROVED
 */
export async function askForApproval(
  context: OperationContext,
  target: OperationTarget,
  request: ApprovalRequest,
): Promise<void> {
  const timeoutSeconds = context.config.safety.approvalTimeouts[request.level];
  const limits = { timeoutSeconds, signal: context.signal };
  for (;;) {
    const answer = await context.terminal.choose(request.question, CHOICES, 'cancel', limits);
    if (answer === 'proceed') break;
    if (answer !== 'look') throw refused(target, request, 'The answer was no.');
    context.onEvent({ type: 'report', text: request.details() });
  }
  if (request.level === 'standard') return;
  const phrase = `${request.operation}-${target.environmentName}`;
  const typed = await context.terminal.ask(`Type ${phrase} to go ahead:`, limits);
  if (typed?.trim() !== phrase) throw refused(target, request, `The phrase "${phrase}" was not typed.`);
}

function refused(target: OperationTarget, request: ApprovalRequest, why: string): FaberDbError {
  return new FaberDbError('NOT_APPROVED', `${request.question} ${why} Nothing was done.`, {
    location: describeTarget(target),
    remedy: [`To go ahead after all: ${commandFor(target, request.operation)}`],
  });
}

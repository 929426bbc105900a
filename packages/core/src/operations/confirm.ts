import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { commandFor } from '../handlers/command-for';
import { describeTarget, type OperationTarget } from './operation-target';

/** Seconds an unanswered prompt waits before it counts as a refusal. */
const PROMPT_TIMEOUT_SECONDS = 300;

export interface ConfirmRequest {
  operation: string;
  /** What is about to happen, as the question of the prompt. */
  question: string;
  /** The answer was given on the command line. */
  yes: boolean;
}

/**
 * Asks for confirmation in every environment: for what destroys data outside of protected environments.
 * @throws FaberDbError NOT_APPROVED
 */
export async function confirm(
  context: OperationContext,
  target: OperationTarget,
  request: ConfirmRequest,
): Promise<void> {
  if (request.yes) return;
  const location = describeTarget(target);
  const command = commandFor(target, request.operation, '--yes');
  if (!context.terminal.interactive) {
    const reason = context.terminal.notInteractiveBecause ?? 'nobody can be asked here';
    throw new FaberDbError(
      'NOT_APPROVED',
      `${request.question} This needs an answer, and ${reason}. Nothing was done.`,
      { location, remedy: [`Run it on a terminal, or give the answer: ${command}`] },
    );
  }
  const approved = await context.terminal.confirm(request.question, {
    timeoutSeconds: PROMPT_TIMEOUT_SECONDS,
    signal: context.signal,
  });
  if (!approved) {
    throw new FaberDbError('NOT_APPROVED', `${request.question} The answer was no. Nothing was done.`, {
      location,
      remedy: [`To go ahead after all: ${command}`],
    });
  }
}

import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { JournalExecutorOptions } from './schema';

/** Shows, exports or verifies the journal of an environment. Prints the result; never throws. */
export default function journalExecutor(
  options: JournalExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('journal', options, context);
}

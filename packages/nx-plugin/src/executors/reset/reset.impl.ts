import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { ResetExecutorOptions } from './schema';

/** Empties the database of an environment and builds it up again. Prints the result; never throws. */
export default function resetExecutor(
  options: ResetExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('reset', options, context);
}

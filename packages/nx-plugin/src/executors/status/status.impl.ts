import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { StatusExecutorOptions } from './schema';

/** Shows the state of one environment or of all; fails when one needs attention. Prints the result; never throws. */
export default function statusExecutor(
  options: StatusExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('status', options, context);
}

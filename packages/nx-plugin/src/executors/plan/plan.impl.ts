import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { PlanExecutorOptions } from './schema';

/** Plans what a migration of an environment would do, and writes the plan's files. Prints the result; never throws. */
export default function planExecutor(
  options: PlanExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('plan', options, context);
}

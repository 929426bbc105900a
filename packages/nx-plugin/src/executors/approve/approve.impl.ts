import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { ApproveExecutorOptions } from './schema';

/** Signs the approval of a plan. Prints the result; never throws. */
export default function approveExecutor(
  options: ApproveExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('approve', options, context);
}

import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { CreateExecutorOptions } from './schema';

/** Creates the database of an environment if it is missing. Prints the result; never throws. */
export default function createExecutor(
  options: CreateExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('create', options, context);
}

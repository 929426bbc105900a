import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { ResolveExecutorOptions } from './schema';

/** Corrects the migration history of an environment; never changes the schema. Prints the result; never throws. */
export default function resolveExecutor(
  options: ResolveExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('resolve', options, context);
}

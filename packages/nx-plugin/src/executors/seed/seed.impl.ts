import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { SeedExecutorOptions } from './schema';

/** Runs the project's seed against an environment. Prints the result; never throws. */
export default function seedExecutor(
  options: SeedExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('seed', options, context);
}

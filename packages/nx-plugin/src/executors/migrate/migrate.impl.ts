import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { MigrateExecutorOptions } from './schema';

/** Applies the pending migrations of an environment. Prints the result; never throws. */
export default function migrateExecutor(
  options: MigrateExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('migrate', options, context);
}

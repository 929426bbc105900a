import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { GenerateMigrationExecutorOptions } from './schema';

/** Derives a migration from the schema and writes it into the repository. Prints the result; never throws. */
export default function generateMigrationExecutor(
  options: GenerateMigrationExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('generate-migration', options, context);
}

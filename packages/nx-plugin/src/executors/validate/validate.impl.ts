import type { ExecutorContext } from '@nx/devkit';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { ValidateExecutorOptions } from './schema';

/** Checks the configuration and the migration tool's files; needs no database. Prints the result; never throws. */
export default function validateExecutor(
  options: ValidateExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  return runExecutor('validate', options, context);
}

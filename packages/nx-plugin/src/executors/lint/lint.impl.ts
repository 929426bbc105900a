import type { ExecutorContext } from '@nx/devkit';
import { defaultBase } from '../../inference/default-base';
import { runExecutor, type ExecutorOutcome } from '../run-executor';
import type { LintExecutorOptions } from './schema';

/**
 * Judges the migrations that differ from the base of this run. Prints the result; never throws.
 * The base is no option: a task is cached by the merge base that Nx can know, which is that of
 * NX_BASE and of nx.json.
 */
export default function lintExecutor(
  options: LintExecutorOptions,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  const base = process.env['NX_BASE'] || defaultBase(context.nxJsonConfiguration);
  return runExecutor('lint', { ...options, ...(base === undefined ? {} : { base }) }, context);
}

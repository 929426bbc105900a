import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { OperationName } from '@faber-db/core';
import { runOperation, type OptionsOf } from '../run/run-operation';
import type { ReportingOptions } from './executor-options';
import { refuseForeignConfiguration } from './refuse-foreign-configuration';

/** What Nx is told. */
export interface ExecutorOutcome {
  success: boolean;
}

/**
 * Runs an operation as an Nx task. The outcome is a success exactly if the `faber-db`
 * program would have ended with exit code 0; what another code means is printed. Never throws.
 */
export async function runExecutor<Name extends OperationName>(
  operation: Name,
  options: ReportingOptions & OptionsOf<Name>,
  context: ExecutorContext,
): Promise<ExecutorOutcome> {
  const { format = 'text', verbose = false, ...operationOptions } = options;
  const exitCode = await runOperation({
    operation,
    locate: () => {
      refuseForeignConfiguration(operation, context);
      return locateProject(context);
    },
    options: withTextOptions(operationOptions) as OptionsOf<Name>,
    format,
    verbose: verbose || context.isVerbose,
    env: process.env,
    streams: process,
    // Without a task graph nobody knows how many tasks share the terminal; 0 is not 1, so nobody is asked.
    taskCount: Object.keys(context.taskGraph?.tasks ?? {}).length,
  });
  return { success: exitCode === 0 };
}

/** Nx reads `--work-id=123` as a number; no option of an operation is one. */
function withTextOptions(options: object): object {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]),
  );
}

function locateProject(context: ExecutorContext) {
  const projectName = context.projectName ?? '';
  const root = context.projectsConfigurations.projects[projectName]?.root ?? '.';
  return { workspaceRoot: context.root, projectRoot: join(context.root, root), projectName };
}

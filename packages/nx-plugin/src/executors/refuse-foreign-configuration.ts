import type { ExecutorContext } from '@nx/devkit';
import { FaberDbError, type OperationName } from '@faber-db/core';

/** Operations that change nothing, or that know no environments. */
const HARMLESS: readonly OperationName[] = ['status', 'validate', 'lint'];

/**
 * Nx runs a target with its default options when the project lacks the configuration
 * that the command asked for: `nx run-many -t db-reset -c staging` would reset the *dev*
 * database of every project without a `staging`. The only trace is that other tasks of
 * the run carry a configuration and this one carries none, so that is refused.
 * @throws FaberDbError ENVIRONMENT_NOT_CONFIGURED
 */
export function refuseForeignConfiguration(operation: OperationName, context: ExecutorContext): void {
  if (HARMLESS.includes(operation)) return;
  if (context.configurationName !== undefined || context.taskGraph === undefined) return;
  const available = Object.keys(context.target?.configurations ?? {});
  for (const task of Object.values(context.taskGraph.tasks)) {
    const { configuration, target } = task.target;
    if (configuration === undefined || available.includes(configuration)) continue;
    if (!isDatabaseTask(context, task.target.project, target)) continue;
    throw new FaberDbError(
      'ENVIRONMENT_NOT_CONFIGURED',
      `This run is for "${configuration}", which ${context.projectName} does not have; Nx would fall back ` +
        'to the default environment. Nothing was done.',
      {
        location: { project: context.projectName, environment: configuration },
        remedy: [
          `Leave the project out: add --exclude=${context.projectName}`,
          available.length === 0
            ? `Or configure the environment "${configuration}" for it.`
            : `Or run it by itself, as one of: ${available.join(', ')}.`,
        ],
      },
    );
  }
}

/** True for tasks of this plugin and for the target that collects those of this project. */
function isDatabaseTask(context: ExecutorContext, project: string, target: string): boolean {
  const executor = context.projectsConfigurations.projects[project]?.targets?.[target]?.executor;
  if (executor === 'nx:noop') return project === context.projectName;
  return executor?.startsWith('faber-db:') === true;
}

import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { migrationHandler } from '../handlers/handler-registry';
import { operationTarget } from './operation-target';
import type { ValidateResult } from './results';

/**
 * Checks everything that can be checked without a connection: the configuration (already
 * parsed when this runs), the URLs of the environments whose variables are set here, and
 * the migration tool's own files.
 * @throws FaberDbError with the first problem
 */
export async function validate(context: OperationContext): Promise<ValidateResult> {
  const { config } = context;
  const warnings: string[] = [];
  for (const database of config.databases) {
    for (const environment of database.environments) {
      try {
        await operationTarget(context, { database: database.name, environment: environment.name }, 'schema');
      } catch (thrown) {
        const error = FaberDbError.from(thrown);
        // A developer's machine rarely knows the URL of production, and that is well so.
        if (error.code !== 'VARIABLE_MISSING') throw error;
        warnings.push(error.message);
      }
    }
    const handler = await migrationHandler(database.tool);
    const problems = await handler.validate({
      database,
      projectName: config.project.name,
      projectRoot: config.project.root,
      workspaceRoot: config.workspaceRoot,
      connectionVariable: database.environments[0]?.connectionVariable ?? 'DATABASE_URL',
      context,
    });
    if (problems.length > 0) {
      throw new FaberDbError('CONFIG_INVALID', problems.join('\n'), {
        location: { project: config.project.name, database: database.name },
        remedy: [`Correct that, then: faber-db validate ${config.project.name}`],
      });
    }
  }
  return {
    operation: 'validate',
    project: config.project.name,
    files: [...config.files],
    databases: config.databases.map((database) => ({
      name: database.name,
      provider: database.provider,
      environments: database.environments.map((environment) => environment.name),
    })),
    warnings,
  };
}

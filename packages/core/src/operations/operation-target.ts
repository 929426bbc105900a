import { selectDatabase, selectEnvironment } from '../config/select';
import type { ResolvedEnvironment } from '../config/resolved-config';
import type { OperationContext } from '../context/operation-context';
import type { Database, TableInfo } from '../databases/database';
import { databaseProvider } from '../databases/provider-registry';
import { assertSeparateDatabases } from '../environments/separate-databases';
import { resolveConnection } from '../environments/resolve-connection';
import { isJournalObject } from '../journal/journal-object';
import type { HandlerTarget, MigrationHandler } from '../handlers/handler';
import { migrationHandler } from '../handlers/handler-registry';

/** The environment that operations use when none is named. */
export const DEFAULT_ENVIRONMENT = 'dev';

/** Which database of which environment an operation is about. */
export interface TargetOptions {
  /** Name of the database; may be left out where the project has one. */
  database?: string;
  /** Default: `dev`. */
  environment?: string;
}

/** Everything an operation needs to know about where it works. */
export interface OperationTarget extends HandlerTarget {
  environment: ResolvedEnvironment;
  handler: MigrationHandler;
}

/**
 * Finds the database, the environment and the connection that `options` name.
 * @param access `schema`: for work that changes the schema or holds the migration lock,
 *   which prefers the URL that bypasses a pooler; `read`: any connection will do
 * @throws FaberDbError of kind `configuration` or `not-configured`
 */
export async function operationTarget(
  context: OperationContext,
  options: TargetOptions,
  access: 'schema' | 'read',
): Promise<OperationTarget> {
  const { config } = context;
  const database = selectDatabase(config, options.database);
  const environment = selectEnvironment(database, options.environment ?? DEFAULT_ENVIRONMENT);
  const handler = await migrationHandler(database.tool);
  const place = { config, database, environment, env: context.env, baseDirectory: urlFolder() };
  const { connection, variable, variables } = await resolveConnection({
    ...place,
    direct: access === 'schema',
  });
  await assertSeparateDatabases(place);
  return {
    database,
    environment,
    environmentName: environment.name,
    projectName: config.project.name,
    projectRoot: config.project.root,
    workspaceRoot: config.workspaceRoot,
    provider: await databaseProvider(database.provider),
    handler,
    connection,
    connectionVariable: variable,
    // Child processes see what the environment's `.env` files say.
    context: { ...context, env: variables },
  };

  /** Only files have relative paths; the others need not look for the tool. */
  function urlFolder(): string | undefined {
    if (database.provider !== 'sqlite') return undefined;
    return handler.urlFolder({ database, projectRoot: config.project.root, env: context.env });
  }
}

/** The tables that hold data of the application, without those of the migration tool and the journal. */
export async function applicationTables(target: OperationTarget, db: Database): Promise<TableInfo[]> {
  const tables = await db.tables();
  return tables.filter(
    ({ schema, name }) =>
      !target.handler.historyTables.includes(name) && !isJournalObject(`${schema}.${name}`),
  );
}

/** The part of a result, an error or an entry of the journal that says where the operation worked. */
export function describeTarget(target: OperationTarget) {
  return {
    project: target.projectName,
    database: target.database.name,
    environment: target.environmentName,
  };
}

import { selectDatabase, selectEnvironment } from '../config/select';
import type { ResolvedDatabase, ResolvedEnvironment } from '../config/resolved-config';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import type { MigrationState, MigrationStatus } from '../handlers/handler';
import { commandFor } from '../handlers/command-for';
import { applicationTables, operationTarget, type TargetOptions } from './operation-target';
import type { EnvironmentStatus, StatusResult } from './results';
import { withDatabase } from './with-database';

export interface StatusOptions extends Omit<TargetOptions, 'environment'> {
  /** Default: all environments. */
  environment?: string;
}

/**
 * Looks at one or all environments of a database and tells what is applied, pending,
 * failed, missing or modified. Writes nothing. A database that cannot be reached is a
 * state in the result, not an exception.
 */
export async function status(context: OperationContext, options: StatusOptions): Promise<StatusResult> {
  const database = selectDatabase(context.config, options.database);
  const environments =
    options.environment === undefined
      ? database.environments
      : [selectEnvironment(database, options.environment)];
  return {
    operation: 'status',
    project: context.config.project.name,
    database: database.name,
    provider: database.provider,
    environments: await Promise.all(
      environments.map((environment) => environmentStatus(context, database, environment)),
    ),
  };
}

async function environmentStatus(
  context: OperationContext,
  database: ResolvedDatabase,
  environment: ResolvedEnvironment,
): Promise<EnvironmentStatus> {
  const base = { environment: environment.name, isProtected: environment.isProtected };
  try {
    const target = await operationTarget(
      context,
      { database: database.name, environment: environment.name },
      'read',
    );
    return await withDatabase(target, context, 'status', async (db) => {
      const history = await target.handler.history(target, db);
      const tables = await applicationTables(target, db);
      const counts = countStates(history.migrations);
      const last = lastApplied(history.migrations);
      return {
        ...base,
        state: overallState(counts),
        version: await db.version(),
        counts,
        migrations: history.migrations,
        ...(last === undefined ? {} : { lastApplied: last }),
        sizeBytes: await db.sizeBytes(),
        tables: tables.length,
        nextCommands: nextCommands(history.migrations, counts, (command, ...more) =>
          commandFor(target, command, ...more),
        ),
      };
    });
  } catch (thrown) {
    return { ...base, ...unavailable(FaberDbError.from(thrown)) };
  }
}

function unavailable(error: FaberDbError): Omit<EnvironmentStatus, 'environment' | 'isProtected'> {
  const states: Partial<Record<FaberDbError['code'], EnvironmentStatus['state']>> = {
    VARIABLE_MISSING: 'not-configured',
    DATABASE_NOT_FOUND: 'missing-database',
  };
  const state = states[error.code] ?? (error.kind === 'connection' ? 'unreachable' : undefined);
  // A wrong configuration is no state of a database.
  if (state === undefined) throw error;
  return {
    state,
    problem: { code: error.code, message: error.message, remedy: error.remedy },
    counts: countStates([]),
    migrations: [],
    nextCommands: error.remedy,
  };
}

function countStates(migrations: readonly MigrationStatus[]): EnvironmentStatus['counts'] {
  const number = (state: MigrationState) =>
    migrations.filter((migration) => migration.state === state).length;
  return {
    applied: number('applied') + number('modified') + number('missing'),
    pending: number('pending'),
    failed: number('failed'),
    missing: number('missing'),
    modified: number('modified'),
  };
}

function overallState(counts: EnvironmentStatus['counts']): EnvironmentStatus['state'] {
  if (counts.failed + counts.missing + counts.modified > 0) return 'attention';
  return counts.pending > 0 ? 'pending' : 'up-to-date';
}

function lastApplied(migrations: readonly MigrationStatus[]): EnvironmentStatus['lastApplied'] {
  const newest = migrations
    .filter((migration) => migration.appliedAt !== undefined)
    .toSorted((a, b) => (a.appliedAt as Date).getTime() - (b.appliedAt as Date).getTime())
    .at(-1);
  return newest?.appliedAt && { name: newest.name, at: newest.appliedAt.toISOString() };
}

/** What to type next, the most urgent first. */
function nextCommands(
  migrations: readonly MigrationStatus[],
  counts: EnvironmentStatus['counts'],
  command: (name: string, ...more: string[]) => string,
): string[] {
  const failed = migrations.find((migration) => migration.state === 'failed');
  if (failed?.resumable) return [command('migrate')];
  if (failed !== undefined) return [command('resolve', '--rolled-back', failed.name)];
  return counts.pending > 0 ? [command('migrate', '--dry-run'), command('migrate')] : [];
}

import type { AdapterImplementation, SqlQuery, SqlResultSet } from '../driver-adapter';
import { ColumnType } from '../driver-adapter';
import type { EngineLog } from '../engine-log';
import { describePostgresFailure } from '../failure-text';
import type { OperationContext } from '../operation-context';
import { advisoryLockTimedOut } from '../user-error';
import type { PostgresConnection } from './connect';
import { describeForEngine, isPostgresError, sqlState } from './errors';
import { columnTypeOf, engineTypes } from './value-types';

/** How the engine takes Prisma's migration lock. */
const ADVISORY_LOCK = /^SELECT pg_advisory_lock\(\d+\)/;
const ADVISORY_LOCK_TIMEOUT_SECONDS = 10;
const QUERY_CANCELED = '57014';

export interface PostgresAdapterOptions {
  connection: PostgresConnection;
  context: OperationContext;
  log: EngineLog;
  env: Readonly<Record<string, string | undefined>>;
  /** Runs after the connection is closed. */
  onDispose?: () => Promise<void>;
}

export function postgresAdapter(options: PostgresAdapterOptions): AdapterImplementation {
  const { connection, context, log, env, onDispose } = options;

  const run = (query: SqlQuery) => {
    log('sql', { sql: query.sql });
    return connection.query(query.sql, query.args, engineTypes);
  };

  return {
    provider: 'postgres',
    schemaName: connection.target.schema,
    describeError: describeForEngine,

    async queryRaw(query) {
      const { fields, rows } = await run(context.observeHistoryWrite(query));
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => columnTypeOf(field.dataTypeID)),
        rows,
      };
    },

    async executeRaw(query) {
      const lock = ADVISORY_LOCK.exec(query.sql)?.[0];
      if (lock === undefined) return (await run(query)).rowCount ?? 0;
      if (!env['PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK']) await takeAdvisoryLock(connection, lock, query.sql);
      return 0;
    },

    async executeScript(script) {
      log('script', { characters: script.length });
      try {
        await connection.execute(script);
      } catch (error) {
        // A script with its own BEGIN leaves its transaction open, in which nothing more could be recorded.
        await connection.execute('ROLLBACK').catch((failure: unknown) => log('rollback failed', failure));
        if (isPostgresError(error)) context.scriptFailure = describePostgresFailure(error, script);
        throw error;
      }
    },

    begin: () => connection.execute('BEGIN'),

    async dispose() {
      await connection.end();
      await onDispose?.();
    },
  };
}

/**
 * The server stops waiting after the engine's own ten seconds: otherwise an abandoned session would get the
 * lock later and hold it.
 *
 * @throws UserFacingError P1002
 */
async function takeAdvisoryLock(connection: PostgresConnection, lock: string, sql: string): Promise<void> {
  await connection.execute(`SET statement_timeout = '${ADVISORY_LOCK_TIMEOUT_SECONDS}s'`);
  try {
    await connection.execute(sql);
  } catch (error) {
    if (sqlState(error) === QUERY_CANCELED) throw advisoryLockTimedOut(lock, ADVISORY_LOCK_TIMEOUT_SECONDS);
    throw error;
  } finally {
    await connection.execute('RESET statement_timeout');
  }
}

/** Stands in for a database where none is needed: comparing two schemas, or a schema with nothing. */
export function offlinePostgresAdapter(): AdapterImplementation {
  const unavailable = (): never => {
    throw new Error('This comparison needs a database connection, but none was opened.');
  };
  return {
    provider: 'postgres',
    schemaName: 'public',
    describeError: () => undefined,
    queryRaw: async (query): Promise<SqlResultSet> => {
      // The first thing the engine does with any connection is to ask for the schema and the server's version.
      if (!/pg_namespace WHERE nspname/.test(query.sql)) return unavailable();
      return {
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [ColumnType.Boolean, ColumnType.Text, ColumnType.Int32],
        rows: [[true, 'PostgreSQL 16.0 (offline)', 160000]],
      };
    },
    executeRaw: async () => unavailable(),
    executeScript: async () => unavailable(),
    begin: async () => unavailable(),
    dispose: async () => undefined,
  };
}

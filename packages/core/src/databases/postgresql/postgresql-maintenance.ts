import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import { postgresqlDialect, quoteLiteral } from './postgresql-dialect';
import { connectFailure, sqlState } from './postgresql-errors';
import { PostgresqlSession } from './postgresql-session';

/** Databases that every cluster has, from which others are created and dropped. */
const MAINTENANCE_DATABASES = ['postgres', 'template1'];

/**
 * Runs `work` in a session with a database of the same server other than the connection's own.
 * @throws FaberDbError of kind `connection` if none of them lets us in
 */
export async function withMaintenanceSession<T>(
  connection: ServerConnection,
  work: (session: PostgresqlSession) => Promise<T>,
): Promise<T> {
  const candidates = MAINTENANCE_DATABASES.filter((name) => name !== connection.database);
  let refusal: unknown;
  for (const database of candidates) {
    let session: PostgresqlSession;
    try {
      session = await PostgresqlSession.open({ ...connection, database, schema: 'public' });
    } catch (error) {
      refusal = error;
      // Some servers have no "postgres", or keep roles out of it.
      const other =
        error instanceof FaberDbError && ['DATABASE_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code);
      if (other || (error instanceof FaberDbError && error.causeCode === '28000')) continue;
      throw error;
    }
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
  throw refusal;
}

/** Whether the database can be connected to. */
export async function databaseExists(connection: ServerConnection): Promise<boolean> {
  try {
    await (await PostgresqlSession.open(connection)).close();
    return true;
  } catch (error) {
    if (error instanceof FaberDbError && error.code === 'DATABASE_NOT_FOUND') return false;
    throw error;
  }
}

/** Creates the database, and its schema where that is missing. `true` if the database is new. */
export async function createDatabase(connection: ServerConnection): Promise<boolean> {
  const created = !(await databaseExists(connection)) && (await createMissing(connection));
  const session = await PostgresqlSession.open(connection);
  try {
    const [row] = await session.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [
      connection.schema,
    ]);
    if (!row)
      await session.execute(
        `CREATE SCHEMA IF NOT EXISTS ${postgresqlDialect.quoteIdentifier(connection.schema)}`,
      );
  } catch (error) {
    throw denied(error, connection, `create the schema "${connection.schema}" in`);
  } finally {
    await session.close();
  }
  return created;
}

async function createMissing(connection: ServerConnection): Promise<boolean> {
  try {
    await withMaintenanceSession(connection, (session) =>
      session.execute(`CREATE DATABASE ${postgresqlDialect.quoteIdentifier(connection.database)}`),
    );
    return true;
  } catch (error) {
    // 42P04 duplicate_database; 23505 is what the loser of two at the same moment gets.
    if (['42P04', '23505'].includes(sqlState(error) ?? '')) return false;
    throw denied(error, connection, 'create');
  }
}

/** Drops the database with everybody who is connected to it. `true` if it existed. */
export async function dropDatabase(connection: ServerConnection): Promise<boolean> {
  try {
    return await withMaintenanceSession(connection, async (session) => {
      const name = quoteLiteral(connection.database);
      const [row] = await session.query<{ version: string }>(
        `SELECT pg_catalog.current_setting('server_version_num') AS version
         FROM pg_catalog.pg_database WHERE datname = ${name}`,
      );
      if (!row) return false;
      const quoted = postgresqlDialect.quoteIdentifier(connection.database);
      if (Number(row.version) >= 130000) {
        await session.execute(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
      } else {
        await session.query(
          `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = ${name}`,
        );
        await session.execute(`DROP DATABASE IF EXISTS ${quoted}`);
      }
      return true;
    });
  } catch (error) {
    throw denied(error, connection, 'drop');
  }
}

/** An SQL error of CREATE or DROP DATABASE as a `FaberDbError`. */
export function denied(error: unknown, connection: ServerConnection, what: string): unknown {
  if (sqlState(error) !== '42501')
    return error instanceof FaberDbError ? error : connectFailure(error, connection);
  const role = connection.user ?? '<role>';
  return new FaberDbError(
    'ACCESS_DENIED',
    `Role "${role}" may not ${what} database "${connection.database}": ${(error as Error).message}`,
    {
      remedy: [`As an administrator: ALTER ROLE "${role}" CREATEDB; (or let the administrator ${what} it)`],
      cause: error,
      causeCode: '42501',
    },
  );
}

import { randomUUID } from 'node:crypto';
import { shadowDatabaseNotCreated, UserFacingError } from '../user-error';
import type { ConnectionServices } from './connect';
import { PostgresConnection, quoteIdentifier } from './connect';
import type { PostgresTarget } from './connection-string';
import { isPostgresError } from './errors';

/** A connection to an empty database, and how to leave nothing of it behind. */
export interface ShadowDatabase {
  connection: PostgresConnection;
  /** To be called after the connection is closed. */
  drop: () => Promise<void>;
}

/**
 * Creates a database beside the main one, to be dropped when done, or when the process is told to stop.
 *
 * @throws UserFacingError P3014 when the role may not create databases, or one of connecting
 */
export async function createShadowDatabase(
  main: PostgresTarget,
  services: ConnectionServices,
): Promise<ShadowDatabase> {
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = await PostgresConnection.open(main, services);
  let dropped: Promise<void> | undefined;
  const drop = (): Promise<void> => {
    dropped ??= dropDatabase(admin, database).finally(withdraw);
    return dropped;
  };
  // Registered before the database exists: the process may be told to stop in between.
  const withdraw = services.shutdown.add('drop', drop);
  try {
    await admin.execute(`CREATE DATABASE ${quoteIdentifier(database)}`);
  } catch (error) {
    withdraw();
    await admin.end();
    throw isPostgresError(error) ? shadowDatabaseNotCreated(`${error.severity}: ${error.message}`) : error;
  }
  try {
    const connection = await PostgresConnection.open({ ...main, database }, services);
    if (main.schema !== 'public')
      await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(main.schema)}`);
    return { connection, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function dropDatabase(admin: PostgresConnection, database: string): Promise<void> {
  const name = quoteIdentifier(database);
  try {
    await admin.execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } catch (error) {
    // PostgreSQL before 13 does not know FORCE.
    if (!isPostgresError(error) || error.code !== '42601') throw error;
    await admin.execute(`DROP DATABASE IF EXISTS ${name}`);
  } finally {
    await admin.end();
  }
}

/**
 * Empties the database that the user set apart as the shadow database (`shadowDatabaseUrl`): like the native
 * engine, only the schemas that the datamodel names.
 *
 * @param main what must not be emptied by mistake; undefined where no main database takes part
 * @param namespaces the schemas named in the datasource; undefined for the one in the URL
 * @throws UserFacingError when the shadow database is the main one, or one of connecting
 */
export async function openConfiguredShadowDatabase(
  shadow: PostgresTarget,
  main: PostgresTarget | undefined,
  namespaces: readonly string[] | undefined,
  services: ConnectionServices,
): Promise<ShadowDatabase> {
  const wiped = namespaces ?? [shadow.schema];
  const connection = await PostgresConnection.open(shadow, services);
  try {
    if (
      main &&
      (namespaces !== undefined || main.schema === shadow.schema) &&
      (await isSameDatabase(connection, main, services))
    ) {
      throw new UserFacingError(
        null,
        'The shadow database you configured appears to be the same as the main database. Please specify another shadow database.',
      );
    }
    for (const namespace of wiped) {
      const name = quoteIdentifier(namespace);
      await connection.execute(`DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}`);
    }
  } catch (error) {
    await connection.end();
    throw error;
  }
  return { connection, drop: async () => undefined };
}

/**
 * Two URLs can name one database in many ways (`localhost`, an address, a socket, a proxy), so the servers
 * are asked: the start of the server, to the microsecond, and the number of the database.
 */
async function isSameDatabase(
  shadow: PostgresConnection,
  main: PostgresTarget,
  services: ConnectionServices,
): Promise<boolean> {
  const { host, port, database } = shadow.target;
  if (host === main.host && port === main.port && database === main.database) return true;
  let connection: PostgresConnection;
  try {
    connection = await PostgresConnection.open(main, services);
  } catch (error) {
    // A main database that does not exist, or cannot be reached, is not the one we are connected to.
    services.log('main database not compared with the shadow database', error);
    return false;
  }
  try {
    return (await identity(connection)) === (await identity(shadow));
  } finally {
    await connection.end();
  }
}

async function identity(connection: PostgresConnection): Promise<string> {
  const { rows } = await connection.query(
    'SELECT pg_postmaster_start_time()::text, oid::text FROM pg_database WHERE datname = current_database()',
  );
  return JSON.stringify(rows[0]);
}

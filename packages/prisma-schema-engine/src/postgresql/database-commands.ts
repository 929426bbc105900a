import type { DatabaseCommand } from '../argv';
import { databaseAlreadyExists, databaseCreationFailed, UserFacingError } from '../user-error';
import type { ConnectionServices } from './connect';
import { PostgresConnection, quoteIdentifier } from './connect';
import type { PostgresTarget } from './connection-string';
import { isPostgresError, sqlState } from './errors';

const DUPLICATE_DATABASE = '42P04';

/** Databases that are there on most servers, to work from while the wanted one is not; the native engine's list. */
const MAINTENANCE_DATABASES = ['postgres', 'template1', 'defaultdb'];

/**
 * The native engine's `cli` commands, which the WebAssembly engine does not have.
 *
 * @throws UserFacingError, above all P1003 and P1009
 */
export async function runPostgresCommand(
  command: DatabaseCommand,
  target: PostgresTarget,
  services: ConnectionServices,
): Promise<void> {
  switch (command) {
    case 'can-connect-to-database':
      return (await PostgresConnection.open(target, services)).end();
    case 'create-database':
      return createDatabase(target, services);
    case 'drop-database':
      return withMaintenanceConnection(target, services, (admin) =>
        admin.execute(`DROP DATABASE ${quoteIdentifier(target.database)}`),
      );
  }
}

async function createDatabase(target: PostgresTarget, services: ConnectionServices): Promise<void> {
  await withMaintenanceConnection(target, services, async (admin) => {
    try {
      await admin.execute(`CREATE DATABASE ${quoteIdentifier(target.database)}`);
    } catch (error) {
      if (sqlState(error) === DUPLICATE_DATABASE) throw databaseAlreadyExists(target.database);
      throw isPostgresError(error) ? databaseCreationFailed(error.message) : error;
    }
  });
  const connection = await PostgresConnection.open(target, services);
  try {
    await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(target.schema)}`);
  } finally {
    await connection.end();
  }
}

async function withMaintenanceConnection(
  target: PostgresTarget,
  services: ConnectionServices,
  fn: (admin: PostgresConnection) => Promise<void>,
): Promise<void> {
  const admin = await openMaintenanceConnection(target, services);
  try {
    await fn(admin);
  } finally {
    await admin.end();
  }
}

async function openMaintenanceConnection(
  target: PostgresTarget,
  services: ConnectionServices,
): Promise<PostgresConnection> {
  let lastError: unknown;
  for (const database of MAINTENANCE_DATABASES) {
    try {
      return await PostgresConnection.open({ ...target, database, schema: 'public' }, services);
    } catch (error) {
      lastError = error;
      const tryNext = error instanceof UserFacingError && (error.code === 'P1003' || error.code === 'P1010');
      if (!tryNext) throw error;
    }
  }
  throw lastError;
}

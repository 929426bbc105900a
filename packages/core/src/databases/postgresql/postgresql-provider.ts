import type { Connection, ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { DatabaseProvider } from '../database';
import { postgresqlDialect } from './postgresql-dialect';
import { createDatabase, databaseExists, dropDatabase } from './postgresql-maintenance';
import { createPostgresqlScratch } from './postgresql-scratch';
import { postgresqlCapabilities, PostgresqlSession } from './postgresql-session';

/** PostgreSQL 12 and newer, through the driver `pg`. */
export const postgresqlProvider: DatabaseProvider = {
  name: 'postgresql',
  capabilities: postgresqlCapabilities,
  dialect: postgresqlDialect,
  connect: async (connection, options) => PostgresqlSession.open(server(connection), options),
  exists: async (connection) => databaseExists(server(connection)),
  create: async (connection) => createDatabase(server(connection)),
  drop: async (connection) => dropDatabase(server(connection)),
  createScratch: async (near) => createPostgresqlScratch(server(near)),
};

function server(connection: Connection): ServerConnection {
  if (connection.provider === 'postgresql') return connection;
  throw new FaberDbError(
    'PROVIDER_MISMATCH',
    `A connection for ${connection.provider} was given to PostgreSQL.`,
    {
      remedy: ['Make database.provider and the connection URL agree.'],
    },
  );
}

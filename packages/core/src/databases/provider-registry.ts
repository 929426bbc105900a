import type { ProviderName } from '../environments/connection';
import { FaberDbError } from '../errors/faber-db-error';
import type { DatabaseProvider } from './database';

/**
 * The implementation of a database engine, loaded when first needed so that a
 * SQLite user never pays for the PostgreSQL driver.
 * @throws FaberDbError UNSUPPORTED for engines without an implementation
 */
export async function databaseProvider(name: ProviderName): Promise<DatabaseProvider> {
  switch (name) {
    case 'postgresql':
      return (await import('./postgresql/postgresql-provider.js')).postgresqlProvider;
    case 'sqlite':
      return (await import('./sqlite/sqlite-provider.js')).sqliteProvider;
    case 'mysql':
      throw new FaberDbError('UNSUPPORTED', 'MySQL and MariaDB are not supported yet.', {
        remedy: ['Use "postgresql" or "sqlite" as database.provider.'],
      });
  }
}

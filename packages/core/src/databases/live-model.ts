import type { SchemaModel } from '../analysis/model/schema-model';
import { FaberDbError } from '../errors/faber-db-error';
import type { Database } from './database';

/**
 * The schema of a live database, complete and with what the server knows about rows, sizes and
 * unusable indexes. Reads catalogs only. PostgreSQL lets this wait for whoever has a table locked exclusively.
 * @throws FaberDbError UNSUPPORTED for engines without an implementation; what the queries throw
 */
export async function liveModel(db: Database): Promise<SchemaModel> {
  switch (db.connection.provider) {
    case 'postgresql':
      return (await import('./postgresql/postgresql-schema-model.js')).postgresqlSchemaModel(
        db,
        db.connection.schema,
      );
    case 'sqlite':
      return (await import('./sqlite/sqlite-schema-model.js')).sqliteSchemaModel(db);
    case 'mysql':
      throw new FaberDbError('UNSUPPORTED', 'The schema of a MySQL database cannot be read yet.', {
        remedy: ['Give the schema as a file instead.'],
      });
  }
}

import type { Change } from './change';
import { mysqlLocks } from './locks/mysql-locks';
import { postgresqlLocks } from './locks/postgresql-locks';
import { sqliteLocks } from './locks/sqlite-locks';
import type { TableLock } from './locks/table-lock';
import type { SchemaModel } from './model/schema-model';

export type { TableLock };

/**
 * The locks that a change takes on tables that others may be using; none on those that are new in the run or
 * temporary. What stands in the body of a routine takes none until that runs.
 * @param model the schema before the change
 */
export function locksOf(change: Change, model: SchemaModel): TableLock[] {
  if (change.via === 'function-body') return [];
  switch (model.provider) {
    case 'postgresql':
      return postgresqlLocks(change, model);
    case 'mysql':
      return mysqlLocks(change, model);
    case 'sqlite':
      return sqliteLocks(change, model);
  }
}

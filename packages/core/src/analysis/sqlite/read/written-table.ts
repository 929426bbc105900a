import type { ObjectName } from '../../change';
import type { Cursor } from './cursor';

/** The names under which SQLite's table of the schema can be reached. */
const SCHEMA_TABLES = new Set(['sqlite_schema', 'sqlite_master', 'sqlite_temp_schema', 'sqlite_temp_master']);

/**
 * Reads the name of a table that is written to. The table of the schema, which is written to only
 * where `PRAGMA writable_schema` is on, is always named `sqlite_schema`.
 * @throws Unreadable
 */
export function readWrittenTable(cursor: Cursor): ObjectName {
  const table = cursor.objectName();
  return SCHEMA_TABLES.has(table.name.toLowerCase()) ? { ...table, name: 'sqlite_schema' } : table;
}

import type { ObjectName } from '../../change';
import type { SchemaModel } from '../../model/schema-model';

/**
 * Whether others may rely on the table: it was there before the run and is not temporary. A table that
 * the model does not know is in use as well, since the statement can only work if it exists.
 */
export function isTableInUse(model: SchemaModel, table: ObjectName): boolean {
  if (isTemporarySchema(table.schema)) return false;
  const known = model.table(table);
  return known === undefined || !(known.isNew || known.isTemporary);
}

/** Whether the column belongs to a table in use and was not itself added in this run. */
export function isColumnInUse(model: SchemaModel, table: ObjectName, column: string): boolean {
  return isTableInUse(model, table) && model.column(table, column)?.isNew !== true;
}

/** Whether the model knows everything and the table is not in it, so that `IF EXISTS` finds nothing. */
export function isKnownMissing(model: SchemaModel, table: ObjectName): boolean {
  return model.isComplete && !isTemporarySchema(table.schema) && model.table(table) === undefined;
}

/** Whether the table is known with all of its columns, and this column is not one of them. */
export function isColumnKnownMissing(model: SchemaModel, table: ObjectName, column: string): boolean {
  if (isKnownMissing(model, table)) return true;
  return model.table(table)?.columnsKnown === true && model.column(table, column) === undefined;
}

/** PostgreSQL's temporary tables live in `pg_temp`, SQLite's in `temp`. */
function isTemporarySchema(schema: string | undefined): boolean {
  return schema !== undefined && /^(pg_)?temp(_\d+)?$/i.test(schema);
}

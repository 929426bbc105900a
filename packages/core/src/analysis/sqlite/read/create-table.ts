import type { Change, ChangeOf, ColumnDefinition, ConstraintDefinition, ObjectName } from '../../change';
import { readColumnDefinition } from './column-definition';
import type { Cursor } from './cursor';
import { readIfNotExists } from './if-exists';
import { readSelect } from './select';
import { readTableConstraint, seesTableConstraint } from './table-constraint';

/**
 * Reads what follows CREATE [TEMP] TABLE.
 * @throws Unreadable
 */
export function readCreateTable(cursor: Cursor, changes: Change[], temporary: boolean): void {
  const ifNotExists = readIfNotExists(cursor);
  const table = cursor.objectName();
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  const change: ChangeOf<'create-table'> = {
    kind: 'create-table',
    table,
    columns,
    constraints,
    indexes: [],
    ifNotExists,
    temporary: temporary || isTemporary(table),
  };
  changes.push(change);
  if (cursor.take('AS')) {
    change.asSelect = true;
    readSelect(cursor);
    return;
  }
  cursor.inParentheses(() => readDefinitions(cursor, columns, constraints));
  const options = readOptions(cursor);
  if (options.size > 0) requirePrimaryKey(columns, constraints, options);
}

/**
 * Reads what follows CREATE VIRTUAL TABLE. Its columns are known to its module only.
 * @throws Unreadable
 */
export function readCreateVirtualTable(cursor: Cursor, changes: Change[]): void {
  const ifNotExists = readIfNotExists(cursor);
  const table = cursor.objectName();
  const shared = { columns: [], constraints: [], indexes: [], ifNotExists, temporary: isTemporary(table) };
  cursor.expect('USING');
  changes.push({ kind: 'create-table', table, ...shared, virtual: cursor.name() });
  if (cursor.sees('(')) cursor.skipParentheses();
}

/** Whether the name is in the schema of temporary objects. */
export function isTemporary({ schema }: ObjectName): boolean {
  return schema?.toLowerCase() === 'temp';
}

function readDefinitions(
  cursor: Cursor,
  columns: ColumnDefinition[],
  constraints: ConstraintDefinition[],
): void {
  do {
    if (columns.length > 0 && seesTableConstraint(cursor)) break;
    const read = readColumnDefinition(cursor);
    columns.push(read.column);
    constraints.push(...read.constraints);
  } while (cursor.take(','));
  // SQLite does not ask for commas between the constraints of a table.
  while (seesTableConstraint(cursor)) {
    const { constraint, isAutoIncrement } = readTableConstraint(cursor);
    if (constraint) constraints.push(constraint);
    const key = columns.find(({ name }) => isAutoIncrement && isAmong(constraint?.columns ?? [], name));
    if (key) key.isAutoIncrement = true;
    if (cursor.take(',') && !seesTableConstraint(cursor)) throw cursor.unreadable();
  }
}

/** Reads WITHOUT ROWID and STRICT. */
function readOptions(cursor: Cursor): Set<string> {
  const options = new Set<string>();
  if (cursor.atEnd) return options;
  cursor.list(() => {
    if (cursor.take('WITHOUT', 'ROWID')) options.add('without rowid');
    else if (cursor.take('STRICT')) options.add('strict');
    else throw cursor.unreadable();
  });
  return options;
}

/**
 * In tables WITHOUT ROWID and STRICT ones a primary key implies NOT NULL; elsewhere it does not, and
 * in a STRICT table not for the row number either, which SQLite does not need to check.
 */
function requirePrimaryKey(
  columns: readonly ColumnDefinition[],
  constraints: readonly ConstraintDefinition[],
  options: ReadonlySet<string>,
): void {
  const key = constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  for (const column of columns) {
    const isRowNumber = !options.has('without rowid') && key.length === 1 && column.type === 'INTEGER';
    if (isAmong(key, column.name) && !isRowNumber) column.notNull = true;
  }
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

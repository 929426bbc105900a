import type { ColumnDefinition, ConstraintDefinition } from '../../change';
import { named, readCheck, readConflict, readDeferral, readReferences } from './constraint';
import type { Cursor } from './cursor';
import { readDefault } from './default-value';
import { readExpression } from './expression';
import { readTypeName } from './operand';

/** A column and the constraints written with it. */
export interface ReadColumn {
  column: ColumnDefinition;
  constraints: ConstraintDefinition[];
}

/**
 * Reads a column definition: name, type, and constraints in any order.
 * @throws Unreadable
 */
export function readColumnDefinition(cursor: Cursor): ReadColumn {
  const name = cursor.name();
  const read: ReadColumn = { column: { name, type: readTypeName(cursor), notNull: false }, constraints: [] };
  while (readColumnConstraint(cursor, read));
  return read;
}

function readColumnConstraint(cursor: Cursor, read: ReadColumn): boolean {
  const { column, constraints } = read;
  const columns = [column.name];
  const hasName = cursor.take('CONSTRAINT');
  const name = hasName ? cursor.name() : undefined;
  if (cursor.take('PRIMARY', 'KEY')) {
    cursor.takeOneOf('ASC', 'DESC');
    readConflict(cursor);
    if (cursor.take('AUTOINCREMENT')) column.isAutoIncrement = true;
    constraints.push({ kind: 'primary-key', ...named(name), columns });
  } else if (cursor.take('NOT', 'NULL')) {
    readConflict(cursor);
    column.notNull = true;
  } else if (cursor.take('NULL')) {
    readConflict(cursor);
  } else if (cursor.take('UNIQUE')) {
    readConflict(cursor);
    constraints.push({ kind: 'unique', ...named(name), columns });
  } else if (cursor.take('CHECK')) {
    constraints.push(readCheck(cursor, name));
  } else if (cursor.take('DEFAULT')) {
    column.default = readDefault(cursor);
  } else if (cursor.take('COLLATE')) {
    column.collation = cursor.name();
  } else if (cursor.take('REFERENCES')) {
    constraints.push(readReferences(cursor, name, columns));
  } else if (cursor.take('GENERATED', 'ALWAYS', 'AS') || cursor.take('AS')) {
    cursor.inParentheses(() => readExpression(cursor));
    column.generated = cursor.takeOneOf('STORED', 'VIRTUAL') === 'STORED' ? 'stored' : 'virtual';
  } else if (!readDeferral(cursor)) {
    // SQLite takes a name without a constraint behind it.
    return hasName;
  }
  return true;
}

import type { ConstraintDefinition } from '../../change';
import {
  named,
  readCheck,
  readColumnNames,
  readConflict,
  readKeyColumns,
  readReferences,
} from './constraint';
import type { Cursor } from './cursor';

/** Whether a constraint of the table comes next, not a column. */
export function seesTableConstraint(cursor: Cursor): boolean {
  return cursor.seesOneOf('CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN');
}

/** A constraint of a table. */
export interface ReadConstraint {
  /** Undefined for a name without anything behind it, which SQLite allows. */
  constraint?: ConstraintDefinition;
  /** The primary key says AUTOINCREMENT. */
  isAutoIncrement: boolean;
}

/**
 * Reads a constraint of a table.
 * @throws Unreadable
 */
export function readTableConstraint(cursor: Cursor): ReadConstraint {
  const name = cursor.take('CONSTRAINT') ? cursor.name() : undefined;
  if (cursor.take('PRIMARY', 'KEY')) {
    cursor.expect('(');
    const columns = readKeyColumns(cursor);
    const isAutoIncrement = cursor.take('AUTOINCREMENT');
    cursor.expect(')');
    readConflict(cursor);
    return { constraint: { kind: 'primary-key', ...named(name), columns }, isAutoIncrement };
  }
  const constraint = readOther(cursor, name);
  if (!constraint && name === undefined) throw cursor.unreadable();
  return { ...(constraint ? { constraint } : {}), isAutoIncrement: false };
}

function readOther(cursor: Cursor, name: string | undefined): ConstraintDefinition | undefined {
  if (cursor.take('UNIQUE')) {
    const columns = readColumnNames(cursor);
    readConflict(cursor);
    return { kind: 'unique', ...named(name), columns };
  }
  if (cursor.take('CHECK')) {
    const check = readCheck(cursor, name);
    readConflict(cursor);
    return check;
  }
  if (!cursor.take('FOREIGN', 'KEY')) return undefined;
  const columns = readColumnNames(cursor);
  cursor.expect('REFERENCES');
  return readReferences(cursor, name, columns);
}

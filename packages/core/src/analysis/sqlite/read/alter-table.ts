import type { Change, ConstraintDefinition, ObjectName } from '../../change';
import { readColumnDefinition } from './column-definition';
import { readCheck, readConflict } from './constraint';
import type { Cursor } from './cursor';

/**
 * Reads what follows ALTER (https://www.sqlite.org/lang_altertable.html).
 * @throws Unreadable
 */
export function readAlter(cursor: Cursor, changes: Change[]): void {
  cursor.expect('TABLE');
  const table = cursor.objectName();
  if (cursor.take('RENAME')) return readRename(cursor, changes, table);
  if (cursor.take('ADD')) return readAdd(cursor, changes, table);
  if (cursor.take('DROP')) return readDropClause(cursor, changes, table);
  cursor.expect('ALTER');
  readAlterColumn(cursor, changes, table);
}

function readRename(cursor: Cursor, changes: Change[], table: ObjectName): void {
  if (cursor.take('TO')) {
    const { schema } = table;
    const to = { ...(schema === undefined ? {} : { schema }), name: cursor.name() };
    changes.push({ kind: 'rename-table', table, to });
    return;
  }
  cursor.take('COLUMN');
  const column = cursor.name();
  cursor.expect('TO');
  changes.push({ kind: 'rename-column', table, column, to: cursor.name() });
}

function readAdd(cursor: Cursor, changes: Change[], table: ObjectName): void {
  if (cursor.seesOneOf('CONSTRAINT', 'CHECK')) {
    const name = cursor.take('CONSTRAINT') ? cursor.name() : undefined;
    cursor.expect('CHECK');
    const constraint: ConstraintDefinition = readCheck(cursor, name);
    changes.push({ kind: 'add-constraint', table, constraint });
    readConflict(cursor);
    return;
  }
  cursor.take('COLUMN');
  changes.push({ kind: 'add-column', table, ...readColumnDefinition(cursor), ifNotExists: false });
}

function readDropClause(cursor: Cursor, changes: Change[], table: ObjectName): void {
  if (cursor.take('CONSTRAINT')) {
    const name = cursor.name();
    changes.push({ kind: 'drop-constraint', table, name, ifExists: false, cascade: false });
    return;
  }
  cursor.take('COLUMN');
  const column = cursor.name();
  changes.push({ kind: 'drop-column', table, column, ifExists: false, cascade: false });
}

/** ALTER COLUMN … SET | DROP NOT NULL, of SQLite 3.53 and newer. */
function readAlterColumn(cursor: Cursor, changes: Change[], table: ObjectName): void {
  cursor.take('COLUMN');
  const column = cursor.name();
  if (cursor.take('SET', 'NOT', 'NULL')) {
    changes.push({ kind: 'set-not-null', table, column });
    readConflict(cursor);
    return;
  }
  cursor.expect('DROP', 'NOT', 'NULL');
  changes.push({ kind: 'drop-not-null', table, column });
}

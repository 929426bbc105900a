import type { OtherObjectType } from '../change';
import { readAccountStatement } from './accounts';
import { readCreateTable } from './create-table';
import type { Cursor } from './cursor';
import { dropIndex } from './drop-index';
import { readAlterOptions } from './index-options';
import type { Reading } from './reading';
import { skipDefiner } from './routine-body';
import { readIndexBody } from './table-elements';

/** Reads CREATE from behind that word; of a routine only the head (its body is read by `read-statement.ts`). */
export function readCreate(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const orReplace = cursor.accept('OR', 'REPLACE');
  const temporary = cursor.accept('TEMPORARY');
  if (cursor.accept('TABLE')) readCreateTable(cursor, reading, { temporary, orReplace });
  else if (cursor.acceptOneOf('DATABASE', 'SCHEMA')) readCreateDatabase(cursor, reading, orReplace);
  else if (isIndex(cursor)) readCreateIndex(cursor, reading, orReplace);
  else if (cursor.acceptOneOf('USER', 'ROLE')) {
    const type = cursor.peek(-1)?.text.toLowerCase() ?? '';
    readAccountStatement(cursor, reading, { action: 'create', type, orReplace });
  } else {
    const objectType = readObjectType(cursor);
    cursor.ifNotExists();
    const name = cursor.objectName();
    const isTrigger = objectType === 'trigger';
    if (isTrigger) cursor.skipTo('ON');
    const table = isTrigger && cursor.accept('ON') ? { table: cursor.objectName() } : {};
    cursor.skipAll();
    reading.add({ kind: 'create-object', objectType, name, ...table, orReplace }, start);
  }
}

/** Words before the type of an object: `ALGORITHM = x DEFINER = u SQL SECURITY y VIEW`. */
export function readObjectType(cursor: Cursor): OtherObjectType {
  for (;;) {
    skipDefiner(cursor);
    if (cursor.accept('ALGORITHM', '=') || cursor.accept('SQL', 'SECURITY')) cursor.name();
    else if (!cursor.acceptOneOf('AGGREGATE', 'UNDO') && !cursor.is('DEFINER')) break;
  }
  const spatial = cursor.accept('SPATIAL', 'REFERENCE', 'SYSTEM') || cursor.accept('LOGFILE', 'GROUP');
  if (spatial || cursor.accept('RESOURCE', 'GROUP')) return 'other';
  const type = cursor.acceptOneOf(
    'VIEW',
    'PROCEDURE',
    'FUNCTION',
    'TRIGGER',
    'EVENT',
    'SERVER',
    'TABLESPACE',
    'SEQUENCE',
  );
  return type === undefined ? cursor.fail() : (type.toLowerCase() as OtherObjectType);
}

function readCreateDatabase(cursor: Cursor, reading: Reading, orReplace: boolean): void {
  const start = cursor.peek(-1);
  const ifNotExists = cursor.ifNotExists();
  const name = cursor.name();
  cursor.skipTo();
  if (orReplace) reading.add({ kind: 'drop-database', name, ifExists: true }, start);
  reading.add({ kind: 'create-schema', name, ...(ifNotExists && { ifNotExists }) }, start);
}

function isIndex(cursor: Cursor): boolean {
  const isPlain = cursor.is('INDEX') || cursor.peek(1)?.upper === 'INDEX';
  return isPlain || ['ONLINE', 'OFFLINE'].includes(cursor.peek()?.upper ?? '');
}

function readCreateIndex(cursor: Cursor, reading: Reading, orReplace: boolean): void {
  const start = cursor.peek(-1);
  cursor.acceptOneOf('ONLINE', 'OFFLINE');
  const modifier = cursor.acceptOneOf('UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR');
  cursor.expect('INDEX');
  const ifNotExists = cursor.ifNotExists();
  const name = cursor.name();
  const method = cursor.accept('USING') ? cursor.name().toLowerCase() : modifier?.toLowerCase();
  cursor.expect('ON');
  const table = cursor.objectName();
  const index = readIndexBody(cursor, name, modifier === 'UNIQUE');
  if (method !== undefined && modifier !== 'UNIQUE') index.method ??= method;
  readAlterOptions(cursor, reading, table, start);
  if (orReplace) {
    reading.add(dropIndex(name, table, true), start);
  }
  reading.add({ kind: 'create-index', table, index, concurrently: false, ifNotExists }, start);
}

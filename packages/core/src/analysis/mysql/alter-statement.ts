import { readAccountStatement } from './accounts';
import { readAlterTable } from './alter-table';
import { readObjectType } from './create-statement';
import type { Cursor } from './cursor';
import type { Reading } from './reading';

/** Reads ALTER from behind that word; of an event only the head. */
export function readAlter(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const isOnline = cursor.accept('ONLINE');
  cursor.accept('OFFLINE');
  cursor.accept('IGNORE');
  if (cursor.accept('TABLE')) readAlterTable(cursor, reading, isOnline);
  else if (cursor.acceptOneOf('USER', 'ROLE')) {
    const type = cursor.peek(-1)?.text.toLowerCase() ?? '';
    readAccountStatement(cursor, reading, { action: 'alter', type, orReplace: false });
  } else if (cursor.acceptOneOf('DATABASE', 'SCHEMA')) {
    cursor.skipTo();
    reading.add({ kind: 'other', verb: 'alter database', isDdl: true }, start);
  } else if (cursor.accept('INSTANCE')) {
    cursor.skipTo();
    reading.add({ kind: 'other', verb: 'alter instance' }, start);
  } else readAlterObject(cursor, reading);
}

/** A view gets a new query; of an event, only a new name concerns others. */
function readAlterObject(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const objectType = readObjectType(cursor);
  cursor.ifExists();
  const name = cursor.objectName();
  if (objectType === 'view') {
    reading.add({ kind: 'create-object', objectType, name, orReplace: true }, start);
  } else {
    const isEvent = objectType === 'event';
    cursor.skipTo(...(isEvent ? ['RENAME', 'DO'] : []));
    if (isEvent && cursor.accept('RENAME', 'TO')) {
      reading.add({ kind: 'rename-object', objectType, name, to: cursor.objectName().name }, start);
    } else reading.add({ kind: 'other', verb: `alter ${objectType}`, isDdl: true }, start);
  }
  cursor.skipAll();
}

import { readAccountStatement } from './accounts';
import { readLockWait } from './alter-table';
import { readObjectType } from './create-statement';
import type { Cursor } from './cursor';
import { dropIndex } from './drop-index';
import { readAlterOptions } from './index-options';
import type { Reading } from './reading';

/** Reads DROP from behind that word. RESTRICT and CASCADE are accepted by the servers and mean nothing. */
export function readDrop(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const temporary = cursor.accept('TEMPORARY');
  if (cursor.acceptOneOf('TABLE', 'TABLES')) {
    const ifExists = cursor.ifExists();
    for (const table of cursor.objectNames()) {
      const marked = temporary ? { temporary } : {};
      reading.add({ kind: 'drop-table', table, ifExists, cascade: false, ...marked }, start);
    }
    readLockWait(cursor);
    cursor.acceptOneOf('RESTRICT', 'CASCADE');
  } else if (cursor.acceptOneOf('DATABASE', 'SCHEMA')) {
    const ifExists = cursor.ifExists();
    reading.add({ kind: 'drop-database', name: cursor.name(), ifExists }, start);
  } else if (cursor.is('INDEX') || cursor.is('ONLINE', 'INDEX') || cursor.is('OFFLINE', 'INDEX')) {
    readDropIndex(cursor, reading);
  } else if (cursor.acceptOneOf('USER', 'ROLE')) {
    const type = cursor.peek(-1)?.text.toLowerCase() ?? '';
    readAccountStatement(cursor, reading, { action: 'drop', type, orReplace: false });
  } else if (cursor.accept('PREPARE')) {
    reading.session.prepared.delete(cursor.name().toLowerCase());
    reading.add({ kind: 'other', verb: 'drop prepare' }, start);
  } else readDropObject(cursor, reading);
}

function readDropIndex(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.acceptOneOf('ONLINE', 'OFFLINE');
  cursor.expect('INDEX');
  const ifExists = cursor.ifExists();
  const name = cursor.name();
  cursor.expect('ON');
  const table = cursor.objectName();
  readAlterOptions(cursor, reading, table, start);
  reading.add(dropIndex(name, table, ifExists), start);
}

function readDropObject(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const objectType = readObjectType(cursor);
  const ifExists = cursor.ifExists();
  for (const name of cursor.objectNames()) {
    reading.add({ kind: 'drop-object', objectType, name, ifExists, cascade: false }, start);
  }
  cursor.acceptOneOf('RESTRICT', 'CASCADE');
  if (objectType === 'tablespace' || objectType === 'other') cursor.skipTo(); // ENGINE = …
}

import { readRenameUsers } from './accounts';
import { readLockWait } from './alter-table';
import type { Cursor } from './cursor';
import type { Reading } from './reading';

/** Reads RENAME from behind that word: tables or users. */
export function readRename(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  if (cursor.accept('USER')) {
    readRenameUsers(cursor, reading);
    return;
  }
  if (!cursor.acceptOneOf('TABLE', 'TABLES')) cursor.fail();
  cursor.ifExists();
  do {
    const table = cursor.objectName();
    readLockWait(cursor);
    cursor.expect('TO');
    reading.add({ kind: 'rename-table', table, to: cursor.objectName() }, start);
  } while (cursor.accept(','));
}

/** Reads TRUNCATE from behind that word. */
export function readTruncate(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.accept('TABLE');
  reading.add({ kind: 'truncate', table: cursor.objectName(), cascade: false }, start);
  readLockWait(cursor);
}

/** Reads OPTIMIZE from behind that word: InnoDB makes the table anew. */
export function readOptimize(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.acceptOneOf('NO_WRITE_TO_BINLOG', 'LOCAL');
  if (!cursor.acceptOneOf('TABLE', 'TABLES')) cursor.fail();
  for (const table of cursor.objectNames()) {
    reading.add({ kind: 'rewrite-table', table, by: 'optimize' }, start);
  }
  readLockWait(cursor);
}

/** Reads LOCK from behind that word. */
export function readLock(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  if (!cursor.acceptOneOf('TABLES', 'TABLE')) {
    cursor.skipTo(); // LOCK INSTANCE FOR BACKUP
    reading.add({ kind: 'other', verb: 'lock' }, start);
    return;
  }
  do {
    const table = cursor.objectName();
    if (cursor.accept('AS') || !cursor.oneOf('READ', 'WRITE', 'LOW_PRIORITY')) cursor.name();
    const at = cursor.at;
    cursor.skipTo(',', 'WAIT', 'NOWAIT');
    reading.add({ kind: 'lock-table', table, mode: cursor.textFrom(at).toLowerCase() }, start);
  } while (cursor.accept(','));
  readLockWait(cursor);
}

/** Reads LOAD DATA | XML from behind LOAD. */
export function readLoad(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  if (!cursor.acceptOneOf('DATA', 'XML')) {
    cursor.skipTo(); // LOAD INDEX INTO CACHE
    reading.add({ kind: 'other', verb: 'load' }, start);
    return;
  }
  cursor.skipTo('TABLE');
  cursor.expect('TABLE');
  reading.add({ kind: 'copy', table: cursor.objectName(), direction: 'from' }, start);
  cursor.skipTo();
}

import type { ObjectName } from '../change';
import type { Cursor } from './cursor';
import { readLockWait } from './alter-table';
import type { Reading } from './reading';
import type { MysqlToken } from './token';

/** Reads ALGORITHM, LOCK and WAIT behind CREATE INDEX and DROP INDEX, which the servers do as an ALTER TABLE. */
export function readAlterOptions(
  cursor: Cursor,
  reading: Reading,
  table: ObjectName,
  start: MysqlToken | undefined,
): void {
  const options: { algorithm?: string; lock?: string } = {};
  for (;;) {
    readLockWait(cursor);
    const option = cursor.acceptOneOf('ALGORITHM', 'LOCK');
    if (option === undefined) break;
    cursor.accept('=');
    options[option === 'LOCK' ? 'lock' : 'algorithm'] = cursor.name().toLowerCase();
    cursor.accept(',');
  }
  if (Object.keys(options).length > 0) reading.add({ kind: 'alter-options', table, ...options }, start);
}

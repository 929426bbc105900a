import type { Change } from '../../change';
import type { Cursor } from './cursor';
import { readInsert } from './insert';
import { readSelect, readWith, seesSelect } from './select';
import { readDelete, readUpdate } from './update-delete';

/** Words with which the statements begin that `readDml` reads. */
export const DML_HEADS = ['WITH', 'SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'];

/**
 * Reads INSERT, REPLACE, UPDATE, DELETE, or a SELECT, with or without WITH.
 * @throws Unreadable
 */
export function readDml(cursor: Cursor, changes: Change[]): void {
  readWith(cursor);
  if (cursor.take('INSERT')) return void readInsert(cursor, changes, false);
  if (cursor.take('REPLACE')) return void readInsert(cursor, changes, true);
  if (cursor.take('UPDATE')) return readUpdate(cursor, changes);
  if (cursor.take('DELETE')) return readDelete(cursor, changes);
  if (!seesSelect(cursor)) throw cursor.unreadable();
  changes.push({ kind: 'other', verb: 'select' });
  readSelect(cursor);
}

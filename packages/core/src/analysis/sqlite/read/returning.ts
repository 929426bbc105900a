import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readAlias } from './select';

/**
 * Reads RETURNING, if it is there.
 * @throws Unreadable
 */
export function readReturning(cursor: Cursor): void {
  if (!cursor.take('RETURNING')) return;
  cursor.list(() => {
    if (cursor.take('*')) return;
    readExpression(cursor);
    readAlias(cursor);
  });
}

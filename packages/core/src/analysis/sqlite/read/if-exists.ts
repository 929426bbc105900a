import type { Cursor } from './cursor';

/**
 * Reads IF NOT EXISTS, if it is there, and returns whether it was. (IF is no name where it can stand.)
 * @throws Unreadable
 */
export function readIfNotExists(cursor: Cursor): boolean {
  const found = cursor.sees('IF');
  if (found) cursor.expect('IF', 'NOT', 'EXISTS');
  return found;
}

/**
 * Reads IF EXISTS, if it is there, and returns whether it was.
 * @throws Unreadable
 */
export function readIfExists(cursor: Cursor): boolean {
  const found = cursor.sees('IF');
  if (found) cursor.expect('IF', 'EXISTS');
  return found;
}

import type { Change, ChangeOf } from '../../change';
import { readResolution } from './constraint';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readFrom, readIndexHint } from './from-clause';
import { readReturning } from './returning';
import { readLimit, readOrder } from './select';
import { readWhere } from './where';
import { readWrittenTable } from './written-table';

type RowChange = ChangeOf<'update' | 'delete'>;

/**
 * Reads what follows UPDATE.
 * @throws Unreadable; until its WHERE is read, the change stands there without one
 */
export function readUpdate(cursor: Cursor, changes: Change[]): void {
  if (cursor.take('OR')) readResolution(cursor);
  const change = readTarget(cursor, changes, 'update');
  cursor.expect('SET');
  change.columns = cursor.list(() => readAssignment(cursor)).flat();
  if (cursor.take('FROM')) readFrom(cursor);
  readRest(cursor, change);
}

/**
 * Reads what follows DELETE.
 * @throws Unreadable; until its WHERE is read, the change stands there without one
 */
export function readDelete(cursor: Cursor, changes: Change[]): void {
  cursor.expect('FROM');
  readRest(cursor, readTarget(cursor, changes, 'delete'));
}

/**
 * Reads `a = 1` or `(a, b) = (1, 2)` and returns the columns.
 * @throws Unreadable
 */
export function readAssignment(cursor: Cursor): string[] {
  const columns = cursor.sees('(')
    ? cursor.inParentheses(() => cursor.list(() => cursor.name()))
    : [cursor.name()];
  cursor.expect('=');
  readExpression(cursor);
  return columns;
}

function readTarget(cursor: Cursor, changes: Change[], kind: RowChange['kind']): RowChange {
  const change: RowChange = { kind, table: readWrittenTable(cursor), where: { form: 'none' } };
  changes.push(change);
  if (cursor.take('AS')) cursor.name();
  readIndexHint(cursor);
  return change;
}

function readRest(cursor: Cursor, change: RowChange): void {
  change.where = readWhere(cursor);
  readReturning(cursor);
  readOrder(cursor);
  if (readLimit(cursor)) change.limit = true;
}

import type { Change, ChangeOf } from '../../change';
import { unquote, type Cursor } from './cursor';

/**
 * Reads what follows PRAGMA: `[schema.]name`, `… = value` or `… (value)`.
 * @throws Unreadable
 */
export function readPragma(cursor: Cursor, changes: Change[]): void {
  const change: ChangeOf<'pragma'> = {
    kind: 'pragma',
    name: cursor.objectName().name.toLowerCase(),
  };
  changes.push(change);
  if (cursor.take('=')) change.value = readValue(cursor);
  else if (cursor.sees('(')) change.value = cursor.inParentheses(() => readValue(cursor));
}

function readValue(cursor: Cursor): string {
  const sign = cursor.takeOneOf('-', '+') ?? '';
  const dot = cursor.sees('.') && cursor.ahead(1)?.kind === 'number' && cursor.take('.') ? '.' : '';
  const { token } = cursor;
  const isKeyword = cursor.seesOneOf('ON', 'DELETE', 'DEFAULT');
  if (!token || (token.kind !== 'number' && !isKeyword && !cursor.seesName())) throw cursor.unreadable();
  cursor.at++;
  return `${sign}${dot}${unquote(token)}`.toLowerCase();
}

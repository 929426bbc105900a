import type { Change, ChangeOf } from '../../change';
import { unquote, type Cursor } from './cursor';
import { readIfNotExists } from './if-exists';
import { readExpression } from './expression';

/**
 * Reads what follows CREATE [UNIQUE] INDEX.
 * @throws Unreadable
 */
export function readCreateIndex(cursor: Cursor, changes: Change[], unique: boolean): void {
  const ifNotExists = readIfNotExists(cursor);
  const { schema, name } = cursor.objectName();
  cursor.expect('ON');
  // An index is always in the schema of its table, and only the index may name it.
  const table = { ...(schema === undefined ? {} : { schema }), name: cursor.name() };
  const columns: string[] = [];
  const change: ChangeOf<'create-index'> = {
    kind: 'create-index',
    table,
    index: { name, unique, columns },
    concurrently: false,
    ifNotExists,
  };
  changes.push(change);
  cursor.inParentheses(() => cursor.list(() => columns.push(readIndexedColumn(cursor))));
  if (!cursor.take('WHERE')) return;
  const start = cursor.at;
  readExpression(cursor);
  change.index = { ...change.index, where: cursor.textSince(start) };
}

/** The name of a column, or an expression in parentheses. */
function readIndexedColumn(cursor: Cursor): string {
  const start = cursor.at;
  const { token } = cursor;
  readExpression(cursor);
  const isColumn = cursor.at === start + 1 || cursor.tokens[start + 1]?.upper === 'COLLATE';
  const column = token && isColumn && token.kind !== 'number' ? unquote(token) : undefined;
  const sql = cursor.textSince(start);
  cursor.takeOneOf('ASC', 'DESC');
  return column ?? `(${sql})`;
}

import type { ObjectName } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readAlias, readSelect, seesSelect } from './select';

/** A FROM clause, as far as the callers ask. */
export interface FromClause {
  /** The first source, where it is a table. */
  table?: ObjectName;
  /** Number of tables and subqueries that are joined. */
  sources: number;
}

const JOIN_WORDS = ['NATURAL', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'OUTER'];

/**
 * Reads what follows FROM.
 * @throws Unreadable
 */
export function readFrom(cursor: Cursor): FromClause {
  const table = readSource(cursor);
  let sources = 1;
  while (takeJoin(cursor)) {
    readSource(cursor);
    sources++;
  }
  return { ...(table ? { table } : {}), sources };
}

function takeJoin(cursor: Cursor): boolean {
  if (cursor.take(',')) return true;
  const start = cursor.at;
  while (cursor.takeOneOf(...JOIN_WORDS) !== undefined);
  if (cursor.take('JOIN')) return true;
  if (cursor.at > start) throw cursor.unreadable();
  return false;
}

function readSource(cursor: Cursor): ObjectName | undefined {
  const table = cursor.sees('(') ? readGroup(cursor) : readTable(cursor);
  readAlias(cursor, 'WINDOW', 'INDEXED', ...JOIN_WORDS);
  readIndexHint(cursor);
  if (cursor.take('ON')) readExpression(cursor);
  else if (cursor.take('USING')) cursor.inParentheses(() => cursor.list(() => cursor.name()));
  return table;
}

function readGroup(cursor: Cursor): undefined {
  cursor.nested(() =>
    cursor.inParentheses(() => void (seesSelect(cursor) ? readSelect(cursor) : readFrom(cursor))),
  );
}

function readTable(cursor: Cursor): ObjectName | undefined {
  const table = cursor.objectName();
  if (!cursor.take('(')) {
    cursor.facts.tables.push(table);
    return table;
  }
  if (!cursor.sees(')')) cursor.list(() => readExpression(cursor));
  cursor.expect(')');
  return undefined;
}

/**
 * Reads INDEXED BY or NOT INDEXED, if there is one.
 * @throws Unreadable
 */
export function readIndexHint(cursor: Cursor): void {
  if (cursor.take('INDEXED')) {
    cursor.expect('BY');
    cursor.name();
  } else if (cursor.take('NOT')) cursor.expect('INDEXED');
}

import type { WhereClause } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readFrom, type FromClause } from './from-clause';
import { readWindow } from './function-call';
import { readWhere } from './where';

/** A column of a SELECT's result. */
export interface ResultColumn {
  /** The expression as SQL; `*` and `t.*` for all columns. */
  sql: string;
  isStar: boolean;
  /** Set where the expression is a column: its name. */
  column?: string;
  /** Names of the columns that the expression uses, and functions that it calls, in lower case. */
  uses: readonly string[];
  functions: readonly string[];
  alias?: string;
}

/** One SELECT or VALUES of a compound. */
export interface SelectCore {
  /** VALUES: the number of rows. */
  values?: number;
  columns: readonly ResultColumn[];
  from?: FromClause;
  where: WhereClause;
  isDistinct: boolean;
  isGrouped: boolean;
}

/** A SELECT, as far as the callers ask. */
export interface Select {
  cores: readonly SelectCore[];
  /** All of them are put together with UNION ALL, or there is one only. */
  keepsAllRows: boolean;
  hasLimit: boolean;
}

/** Whether a SELECT, with or without WITH, comes next. */
export function seesSelect(cursor: Cursor): boolean {
  return cursor.seesOneOf('SELECT', 'VALUES', 'WITH');
}

/**
 * Reads a SELECT or VALUES with everything that belongs to it.
 * @throws Unreadable
 */
export function readSelect(cursor: Cursor): Select {
  return cursor.nested(() => {
    readWith(cursor);
    const cores = [readCore(cursor)];
    let keepsAllRows = true;
    for (;;) {
      const compound = cursor.takeOneOf('UNION', 'EXCEPT', 'INTERSECT');
      if (compound === undefined) break;
      keepsAllRows = compound === 'UNION' && cursor.take('ALL') && keepsAllRows;
      cores.push(readCore(cursor));
    }
    readOrder(cursor);
    return { cores, keepsAllRows, hasLimit: readLimit(cursor) };
  });
}

/**
 * Reads WITH and its common table expressions, if there are any.
 * @throws Unreadable
 */
export function readWith(cursor: Cursor): void {
  if (!cursor.take('WITH')) return;
  cursor.take('RECURSIVE');
  cursor.list(() => {
    cursor.facts.expressionTables.add(cursor.name().toLowerCase());
    if (cursor.sees('(')) cursor.inParentheses(() => cursor.list(() => cursor.name()));
    cursor.expect('AS');
    if (cursor.take('NOT')) cursor.expect('MATERIALIZED');
    else cursor.take('MATERIALIZED');
    cursor.inParentheses(() => readSelect(cursor));
  });
}

/**
 * Reads ORDER BY, if there is one.
 * @throws Unreadable
 */
export function readOrder(cursor: Cursor): void {
  if (!cursor.take('ORDER')) return;
  cursor.expect('BY');
  cursor.list(() => {
    readExpression(cursor);
    cursor.takeOneOf('ASC', 'DESC');
    if (cursor.take('NULLS') && cursor.takeOneOf('FIRST', 'LAST') === undefined) throw cursor.unreadable();
  });
}

/**
 * Reads LIMIT, if there is one, and returns whether there was.
 * @throws Unreadable
 */
export function readLimit(cursor: Cursor): boolean {
  if (!cursor.take('LIMIT')) return false;
  readExpression(cursor);
  if (cursor.takeOneOf('OFFSET', ',') !== undefined) readExpression(cursor);
  return true;
}

/** The rows that a SELECT gives, where its text alone tells. */
export function countRows({ cores, keepsAllRows, hasLimit }: Select): number | undefined {
  if (hasLimit || !keepsAllRows) return undefined;
  let rows = 0;
  for (const { values, from, where, isGrouped } of cores) {
    if (values === undefined && (from || where.form !== 'none' || isGrouped)) return undefined;
    rows += values ?? 1;
  }
  return rows;
}

function readCore(cursor: Cursor): SelectCore {
  if (cursor.take('VALUES')) {
    let values = 0;
    do {
      cursor.inParentheses(() => cursor.list(() => readExpression(cursor)));
      values++;
    } while (cursor.take(','));
    return { values, columns: [], where: { form: 'none' }, isDistinct: false, isGrouped: false };
  }
  cursor.expect('SELECT');
  const isDistinct = cursor.takeOneOf('DISTINCT', 'ALL') === 'DISTINCT';
  const columns = cursor.list(() => readResultColumn(cursor));
  const from = cursor.take('FROM') ? readFrom(cursor) : undefined;
  const where = readWhere(cursor);
  const isGrouped = cursor.take('GROUP', 'BY');
  if (isGrouped) cursor.list(() => readExpression(cursor));
  if (cursor.take('HAVING')) readExpression(cursor);
  if (cursor.take('WINDOW')) {
    cursor.list(() => {
      cursor.name();
      cursor.expect('AS');
      readWindow(cursor);
    });
  }
  return { columns, ...(from ? { from } : {}), where, isDistinct, isGrouped };
}

function readResultColumn(cursor: Cursor): ResultColumn {
  const start = cursor.at;
  if (cursor.take('*')) return { sql: '*', isStar: true, uses: [], functions: [] };
  if (cursor.seesName() && cursor.ahead(1)?.text === '.' && cursor.ahead(2)?.text === '*') {
    cursor.at += 3;
    return { sql: cursor.textSince(start), isStar: true, uses: [], functions: [] };
  }
  const { result: value, facts } = cursor.collect(() => readExpression(cursor));
  const sql = cursor.textSince(start);
  const alias = readAlias(cursor, 'WINDOW');
  return {
    sql,
    isStar: false,
    uses: facts.columns,
    functions: facts.functions,
    ...(value.kind === 'column' ? { column: value.name } : {}),
    ...(alias === undefined ? {} : { alias }),
  };
}

/**
 * Reads an alias, with or without AS, if there is one. `keywords` are the words that are names elsewhere,
 * but begin the next clause here.
 * @throws Unreadable
 */
export function readAlias(cursor: Cursor, ...keywords: string[]): string | undefined {
  if (cursor.take('AS')) return cursor.name();
  return cursor.seesName() && !cursor.seesOneOf(...keywords) ? cursor.name() : undefined;
}

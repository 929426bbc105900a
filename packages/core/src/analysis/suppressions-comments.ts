import type { ProviderName } from '../environments/connection';
import { dialectOf } from './mysql/dialect';
import { MysqlLexer } from './mysql/lexer';
import { tokenizePostgresql } from './postgresql/tokenize';
import { tokenizeSqlite } from './sqlite/tokenize';

/** A comment in a text. */
export interface SqlComment {
  /** Without the marks around it. */
  text: string;
  /** Offset of its first mark. */
  start: number;
  /** Offset behind it; of a line comment without the line break. */
  end: number;
  /** Something that is no comment stands behind it. */
  isFollowed: boolean;
}

/** The comments of a text in the engine's syntax, which are not those that a string or name seems to hold. */
export function commentsIn(provider: ProviderName, sql: string): SqlComment[] {
  const comments: SqlComment[] = [];
  let at = 0;
  for (const { start, end } of tokensOf(provider, sql)) {
    comments.push(...commentsBetween(provider, sql, at, start, true));
    at = end;
  }
  comments.push(...commentsBetween(provider, sql, at, sql.length, false));
  return comments;
}

function tokensOf(provider: ProviderName, sql: string): Iterable<{ start: number; end: number }> {
  switch (provider) {
    case 'postgresql':
      return tokenizePostgresql(sql);
    case 'sqlite':
      return tokenizeSqlite(sql);
    case 'mysql':
      return tokenizeMysql(sql);
  }
}

function* tokenizeMysql(sql: string): Generator<{ start: number; end: number }> {
  const lexer = new MysqlLexer(sql, dialectOf(undefined));
  for (let token = lexer.next(true); token; token = lexer.next(false)) yield token;
}

/** The comments of a piece that holds nothing but white space and comments. */
function* commentsBetween(
  provider: ProviderName,
  sql: string,
  from: number,
  to: number,
  isFollowed: boolean,
): Generator<SqlComment> {
  const gap = sql.slice(from, to);
  let at = 0;
  for (;;) {
    at += gap.slice(at).search(/--|#|\/\*|$/);
    if (at >= gap.length) return;
    const isBlock = gap.startsWith('/*', at);
    const end = isBlock ? endOfBlock(gap, at, provider === 'postgresql') : endOfLine(gap, at);
    const text = gap.slice(at + (gap[at] === '#' ? 1 : 2), isBlock ? end - 2 : end);
    yield { text, start: from + at, end: from + end, isFollowed };
    at = end;
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function endOfBlock(text: string, start: number, nests: boolean): number {
  const edges = /\/\*|\*\//g;
  edges.lastIndex = start;
  let depth = 0;
  for (let edge = edges.exec(text); edge; edge = edges.exec(text)) {
    if (edge[0] === '*/') depth--;
    else if (nests || depth === 0) depth++;
    if (depth === 0) return edges.lastIndex;
  }
  return text.length;
}

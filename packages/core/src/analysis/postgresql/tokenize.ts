import { endOfQuoted } from '../end-of-quoted';
import { makeToken, type Token } from '../token';

const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const ESCAPE_EDGE = /['\\]/g;
const COMMENT_EDGE = /\/\*|\*\//g;

/**
 * The tokens of PostgreSQL SQL, without white space and comments, by the lexical rules of
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html with
 * `standard_conforming_strings` on. Never fails: an unterminated quote or comment goes to the end.
 * psql's own commands (`\copy`) are not SQL and come out as symbols.
 */
export function* tokenizePostgresql(sql: string): Generator<Token> {
  const end = sql.length;
  let at = 0;
  const match = (pattern: RegExp): number | undefined => {
    pattern.lastIndex = at;
    return pattern.test(sql) ? pattern.lastIndex : undefined;
  };
  while (at < end) {
    const start = at;
    const character = sql[at];
    const skipped = match(SPACE) ?? match(LINE_COMMENT);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    if (character === '/' && sql[at + 1] === '*') {
      at = endOfComment(sql, at);
      continue;
    }
    if (character === "'") {
      at = endOfQuoted(sql, start, "'");
      yield makeToken('string', sql, start, at);
      continue;
    }
    if (character === '"') {
      at = endOfQuoted(sql, start, '"');
      yield makeToken('identifier', sql, start, at);
      continue;
    }
    if (character === '$') {
      const bodyStart = match(DOLLAR_TAG);
      if (bodyStart !== undefined) {
        const tag = sql.slice(start, bodyStart);
        const close = sql.indexOf(tag, bodyStart);
        at = close < 0 ? end : close + tag.length;
        yield makeToken('string', sql, start, at);
        continue;
      }
    }
    const wordEnd = match(WORD);
    if (wordEnd !== undefined) {
      // The prefix of E'…' must touch the quote. Other prefixes (N, B, X, U&) do not change where it ends.
      if (wordEnd === start + 1 && (character === 'E' || character === 'e') && sql[wordEnd] === "'") {
        at = endOfEscapeString(sql, wordEnd);
        yield makeToken('string', sql, start, at);
        continue;
      }
      at = wordEnd;
      yield makeToken('word', sql, start, at);
      continue;
    }
    const numberEnd = match(NUMBER);
    at = numberEnd ?? start + 1;
    yield makeToken(numberEnd === undefined ? 'symbol' : 'number', sql, start, at);
  }
}

/** Offset behind the comment that starts at `start`. Comments nest. */
function endOfComment(sql: string, start: number): number {
  let depth = 0;
  COMMENT_EDGE.lastIndex = start;
  for (;;) {
    const edge = COMMENT_EDGE.exec(sql);
    if (!edge) return sql.length;
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
}

/** Offset behind the E'…' whose quote is at `start`. */
function endOfEscapeString(sql: string, start: number): number {
  ESCAPE_EDGE.lastIndex = start + 1;
  for (;;) {
    const edge = ESCAPE_EDGE.exec(sql);
    if (!edge) return sql.length;
    if (edge[0] === "'" && sql[edge.index + 1] !== "'") return edge.index + 1;
    ESCAPE_EDGE.lastIndex = Math.min(sql.length, edge.index + 2);
  }
}

import { endOfQuoted } from '../end-of-quoted';
import { makeToken, type Token } from '../token';

const SPACE = /[ \t\n\r\f\ufeff]+/y;
const LINE_COMMENT = /--[^\n]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const QUOTED: Record<string, [kind: Token['kind'], close: string]> = {
  "'": ['string', "'"],
  '"': ['identifier', '"'],
  '`': ['identifier', '`'],
  '[': ['identifier', ']'],
};

/**
 * The tokens of SQLite's SQL, without white space and comments, by the rules of its
 * `tokenize.c`: no escapes but doubled quotes, comments do not nest. Never fails: an unterminated
 * quote or comment goes to the end. Begins at the offset `from`.
 */
export function* tokenizeSqlite(sql: string, from = 0): Generator<Token> {
  const end = sql.length;
  let at = from;
  const match = (pattern: RegExp): number | undefined => {
    pattern.lastIndex = at;
    return pattern.test(sql) ? pattern.lastIndex : undefined;
  };
  while (at < end) {
    const start = at;
    const skipped = match(SPACE) ?? match(LINE_COMMENT);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    if (sql.startsWith('/*', at)) {
      const close = sql.indexOf('*/', at + 2);
      at = close < 0 ? end : close + 2;
      continue;
    }
    const quoted = QUOTED[sql[at] ?? ''];
    if (quoted) {
      at = endOfQuoted(sql, start, quoted[1], quoted[1] !== ']');
      yield makeToken(quoted[0], sql, start, at);
      continue;
    }
    const word = match(WORD);
    const number = word === undefined ? match(NUMBER) : undefined;
    at = word ?? number ?? start + 1;
    yield makeToken(word !== undefined ? 'word' : number !== undefined ? 'number' : 'symbol', sql, start, at);
  }
}

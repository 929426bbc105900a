const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const COMMENT_EDGE = /\/\*|\*\//g;
const ESCAPE_EDGE = /['\\]/g;
const WORD = /[A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /[\w.]*/y;

/** Offset behind the comment that starts at `start`, and whether it is closed. Comments nest. */
export function endOfComment(sql: string, start: number): { end: number; isClosed: boolean } {
  let depth = 0;
  COMMENT_EDGE.lastIndex = start;
  for (;;) {
    const edge = COMMENT_EDGE.exec(sql);
    if (!edge) return { end: sql.length, isClosed: false };
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return { end: COMMENT_EDGE.lastIndex, isClosed: true };
  }
}

/** Offset of the end of the line in which `start` is: of its line feed or carriage return. */
export function endOfLine(sql: string, start: number): number {
  for (let at = start; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return sql.length;
}

/** Offset behind the `$tag$ … $tag$` that starts at `start`; behind the `$` if there is no such tag. */
export function endOfDollarQuoted(sql: string, start: number): number {
  DOLLAR_TAG.lastIndex = start;
  if (!DOLLAR_TAG.test(sql)) return start + 1;
  const tag = sql.slice(start, DOLLAR_TAG.lastIndex);
  const close = sql.indexOf(tag, DOLLAR_TAG.lastIndex);
  return close < 0 ? sql.length : close + tag.length;
}

/** Offset behind the word whose first character is at `start`. */
export function endOfWord(sql: string, start: number): number {
  WORD.lastIndex = start + 1;
  WORD.test(sql);
  return WORD.lastIndex;
}

/** Offset behind the number whose first digit is at `start`. */
export function endOfNumber(sql: string, start: number): number {
  NUMBER.lastIndex = start + 1;
  NUMBER.test(sql);
  return NUMBER.lastIndex;
}

/**
 * Offset behind the E'…' whose quote is at `quote`. A further '…' on a later line, with only white
 * space and comments before it, continues the constant, backslashes included.
 */
export function endOfEscapeString(sql: string, quote: number): number {
  for (let start = quote; ;) {
    const end = endOfEscapePart(sql, start);
    const next = continuation(sql, end);
    if (next === undefined) return end;
    start = next;
  }
}

function endOfEscapePart(sql: string, quote: number): number {
  ESCAPE_EDGE.lastIndex = quote + 1;
  for (;;) {
    const edge = ESCAPE_EDGE.exec(sql);
    if (!edge) return sql.length;
    if (edge[0] === "'" && sql[edge.index + 1] !== "'") return edge.index + 1;
    ESCAPE_EDGE.lastIndex = Math.min(sql.length, edge.index + 2);
  }
}

/** Offset of the quote that continues a constant which ended at `end`: behind at least one line's end. */
function continuation(sql: string, end: number): number | undefined {
  let seenLineEnd = false;
  for (let at = end; at < sql.length; at++) {
    const character = sql[at];
    if (character === '\n' || character === '\r') seenLineEnd = true;
    else if (character === '-' && sql[at + 1] === '-') at = endOfLine(sql, at) - 1;
    else if (character === "'") return seenLineEnd ? at : undefined;
    else if (character !== ' ' && character !== '\t' && character !== '\f' && character !== '\v')
      return undefined;
  }
  return undefined;
}

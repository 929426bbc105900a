const QUOTE_EDGE = /['"\\]/g;

/**
 * Offset behind the quoted text that starts at `start`; undefined if it is not closed. Doubled quotes stand for
 * one, and with `escapes` a backslash hides what follows it.
 */
export function endOfText(sql: string, start: number, escapes: boolean): number | undefined {
  const quote = sql.charAt(start);
  let at = start + 1;
  for (;;) {
    if (escapes) {
      QUOTE_EDGE.lastIndex = at;
      at = QUOTE_EDGE.exec(sql)?.index ?? -1;
    } else at = sql.indexOf(quote, at);
    if (at < 0) return undefined;
    if (sql[at] === '\\') at += 2;
    else if (sql[at] !== quote) at += 1;
    else if (sql[at + 1] === quote) at += 2;
    else return at + 1;
  }
}

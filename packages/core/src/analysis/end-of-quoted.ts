/**
 * Offset behind the quoted text that starts at `start`, where a doubled closing quote stands for
 * one inside; the end of the text if it is not closed. (No regular expression: those
 * need stack in proportion to the length, and dumps hold strings of many megabytes.)
 */
export function endOfQuoted(sql: string, start: number, close: string, doubles = true): number {
  for (let at = start + 1; ; at += 2) {
    at = sql.indexOf(close, at);
    if (at < 0) return sql.length;
    if (!doubles || sql[at + 1] !== close) return at + 1;
  }
}

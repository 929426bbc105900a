import { tokenizePostgresql } from '../../tokenize';

/**
 * Finds a string constant in the SQL that it was parsed from, and gives the way from offsets in its value
 * to offsets in that SQL. Where the constant's form makes that impossible (backslashes, parts on several
 * lines), every offset is that of the constant.
 * @param from where to begin: the first string constant from there on whose value it is
 */
export function stringInSource(sql: string, from: number, value: string): (offset: number) => number {
  for (const token of tokenizePostgresql(sql.slice(from))) {
    if (token.kind !== 'string') continue;
    const start = from + token.start;
    const tag = /^\$[^$]*\$/.exec(token.text)?.[0];
    if (tag !== undefined && token.text.slice(tag.length, -tag.length) === value) {
      return (offset) => start + tag.length + offset;
    }
    if (!token.text.startsWith("'")) return () => start;
    const written = token.text.slice(1, -1);
    if (written === value) return (offset) => start + 1 + offset;
    if (written.replaceAll("''", "'") === value)
      return (offset) => start + 1 + offset + quotesBefore(value, offset);
    return () => start;
  }
  return () => from;
}

/** Quotes before an offset of a value, each of which is written twice. */
function quotesBefore(value: string, offset: number): number {
  let count = 0;
  for (let at = value.indexOf("'"); at >= 0 && at < offset; at = value.indexOf("'", at + 1)) count++;
  return count;
}

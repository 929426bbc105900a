import { tokenizePostgresql } from './tokenize';

/**
 * Whether a text ends outside of any string, quoted name or comment: a semicolon on a line behind
 * it is read as one.
 */
export function isTerminatedPostgresql(sql: string): boolean {
  let last: string | undefined;
  let end = 0;
  for (const token of tokenizePostgresql(`${sql}\n;`)) {
    last = token.text;
    end = token.end;
  }
  return last === ';' && end === sql.length + 2;
}

/** The number of rows from which on a table counts as large: changing all of it takes a noticeable time. */
export const LARGE_TABLE_ROWS = 10_000;

/** Rows for people: `about 1,200,000 rows`. */
export function describeRows(rows: number): string {
  return `about ${Math.round(rows).toLocaleString('en-US')} rows`;
}

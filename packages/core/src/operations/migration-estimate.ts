import type { SqlStatement, TableInfo } from '../databases/database';
import type { MigrationEstimate } from './results';

/**
 * Rows per second that a statement gets through, deliberately pessimistic: measured on a
 * small cloud instance, writing rows is the slowest, sorting for an index next, reading fastest.
 */
const ROWS_PER_SECOND = { write: 50_000, index: 200_000, scan: 1_000_000 };

type Work = keyof typeof ROWS_PER_SECOND;

/** Statements by their first words, and what they do to every row of the tables they name. */
const WORK: readonly [pattern: RegExp, work: Work][] = [
  [/^(update|delete|insert|merge)\b/i, 'write'],
  [/^create\s+(unique\s+)?index\b/i, 'index'],
  [/^(alter\s+table\b[\s\S]*\b(type|set\s+data|primary\s+key|unique)\b)/i, 'write'],
  [/^(alter\s+table\b[\s\S]*\b(not\s+null|check|foreign\s+key|validate)\b)/i, 'scan'],
  [/^(cluster|vacuum\s+full|reindex)\b/i, 'write'],
];

/**
 * Which existing tables a migration names and roughly how long it may take, from the
 * server's row estimates. A hint for people, not a promise: it does not know indexes,
 * triggers or the load of the server.
 */
export function estimateMigration(
  statements: readonly SqlStatement[],
  tables: readonly TableInfo[],
): MigrationEstimate {
  const touched = new Map<string, TableInfo>();
  let seconds = 0;
  for (const statement of statements) {
    const named = tablesNamedIn(statement.text, tables);
    for (const table of named) touched.set(`${table.schema}.${table.name}`, table);
    const work = WORK.find(([pattern]) => pattern.test(withoutComments(statement.text)))?.[1];
    if (work === undefined) continue;
    const rows = named.reduce((sum, table) => sum + (table.estimatedRows ?? 0), 0);
    seconds += rows / ROWS_PER_SECOND[work];
  }
  return {
    tables: [...touched.values()].map(({ name, estimatedRows }) => ({
      name,
      ...(estimatedRows === undefined ? {} : { estimatedRows }),
    })),
    seconds: Math.round(seconds * 10) / 10,
  };
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trim();
}

/** Identifiers only: names inside string literals do not count. */
function tablesNamedIn(sql: string, tables: readonly TableInfo[]): TableInfo[] {
  const text = withoutComments(sql).replace(/'(?:[^']|'')*'/g, "''");
  const words = new Set(
    [...text.matchAll(/"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)/gu)].map((match) =>
      match[1] === undefined ? (match[2] ?? '').toLowerCase() : match[1].replaceAll('""', '"'),
    ),
  );
  return tables.filter((table) => words.has(table.name) || words.has(table.name.toLowerCase()));
}

import type { ChangeOf, ObjectName } from '../change';
import { defineRule, type RuleContext, type RunChange } from '../rule';
import { fillsNewColumn } from './support/fills-new-column';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { rebuildOf } from './support/rebuilds';
import { describeRows, LARGE_TABLE_ROWS } from './support/rows';
import { selectsByKey } from './support/selects-by-key';
import { isUsedHere } from './support/used-here';

/**
 * UPDATE, DELETE, MERGE or INSERT … SELECT over a table that is known to be large. In one statement it holds the
 * rows locked until the end, bloats the table, and makes replicas lag. Without known numbers it says nothing, except
 * of an UPDATE that fills a column which the run has just added: that one goes through all rows for certain.
 *
 * Source: strong_migrations "Backfilling data", pgfence, Bytebase `statement.affected-row-limit`.
 *
 * Safe alternative: batches by key, each in a transaction of its own, outside of the migration.
 * ```sql
 * UPDATE users SET a = 0 WHERE a IS NULL AND id BETWEEN 1 AND 1000;
 * ```
 */
export const largeDataChange = defineRule({
  id: 'large-data-change',
  title: 'A single statement changes or copies the rows of a large table',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['update', 'delete', 'insert', 'merge'],
  check(current, context) {
    const { change } = current;
    if (happensLater(current) || rebuildOf(context)) return undefined;
    const largest = largestOf(current, context);
    if (largest === undefined || (largest.rows ?? LARGE_TABLE_ROWS) < LARGE_TABLE_ROWS) return undefined;

    const { table, rows } = largest;
    const size = rows === undefined ? 'every row of' : `${describeRows(rows)} of`;
    return {
      object: nameOf(change.table),
      message: `Goes through ${size} ${nameOf(table)} in one statement: its locks are held, and replicas lag, until all are done.`,
      suggestion: [
        '-- Go through the table in batches by key, each in a transaction of its own:',
        batchOf(change, sqlName(context.provider, change.table), sqlName(context.provider, table)),
      ].join('\n'),
      estimatedRows: rows,
    };
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'a large table',
      schema: 'CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 50000) i;',
      sql: 'UPDATE t SET a = 0 WHERE a IS NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'all rows of a large table',
      schema: 'CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 10000) i;',
      sql: 'DELETE FROM t;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'copies a large table',
      schema: `CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 50000) i;
        CREATE TABLE u (id int, a int);`,
      sql: 'INSERT INTO u SELECT * FROM t;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'in a CTE',
      schema: 'CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 50000) i;',
      sql: 'WITH d AS (DELETE FROM t WHERE a > 5 RETURNING id) SELECT count(*) FROM d;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'fills a column that was just added, without WHERE',
      sql: 'ALTER TABLE t ADD COLUMN a TEXT; UPDATE t SET a = b;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'fills a column that was just added, in each row',
      sql: 'ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = b WHERE a IS NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a small table',
      schema: 'CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;',
      sql: 'UPDATE t SET a = 0 WHERE a IS NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'rows not known',
      sql: 'UPDATE t SET a = 0 WHERE a IS NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a few rows by their key',
      schema: `CREATE TABLE t (id int PRIMARY KEY, a int);
        INSERT INTO t SELECT i, i FROM generate_series(1, 50000) i;`,
      sql: 'UPDATE t SET a = 0 WHERE id IN (1, 2, 3);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'adds a single row',
      schema: 'CREATE TABLE t (id int, a int); INSERT INTO t SELECT i, i FROM generate_series(1, 50000) i;',
      sql: 'INSERT INTO t VALUES (50001, 1);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'rows not known',
      sql: 'DELETE FROM t WHERE a > 5;',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'rows not known',
      sql: 'INSERT INTO u SELECT * FROM t;',
      finds: false,
    },
  ],
});

interface Source {
  table: ObjectName;
  /** Undefined: all of them, however many they are. */
  rows: number | undefined;
}

/** The largest table that the statement goes through, of those whose rows are known. */
function largestOf(
  current: RunChange<'update' | 'delete' | 'insert' | 'merge'>,
  context: RuleContext,
): Source | undefined {
  const { change } = current;
  const known = (table: ObjectName): { table: ObjectName; rows: number }[] => {
    const rows = context.before.table(table)?.estimatedRows;
    return rows === undefined ? [] : [{ table, rows }];
  };
  const isUsed = (table: ObjectName) => isUsedHere(current, context, table);

  if (change.kind !== 'insert') {
    if (!isUsed(change.table)) return undefined;
    const isFew =
      change.kind !== 'merge' && (change.limit === true || selectsByKey({ ...current, change }, context));
    if (isFew) return undefined;
    const isBackfill = change.kind !== 'merge' && fillsNewColumn({ ...current, change }, context);
    return known(change.table)[0] ?? (isBackfill ? { table: change.table, rows: undefined } : undefined);
  }
  if (change.source !== 'select' || change.hasLimit) return undefined;
  const sources = change.from ?? [];
  if (![change.table, ...sources].some(isUsed)) return undefined;
  const counted = change.rows === undefined ? [] : [{ table: change.table, rows: change.rows }];
  return [...counted, ...sources.flatMap(known)].sort((one, other) => other.rows - one.rows)[0];
}

function batchOf(
  change: ChangeOf<'update' | 'delete' | 'insert' | 'merge'>,
  name: string,
  source: string,
): string {
  switch (change.kind) {
    case 'update':
      return `UPDATE ${name} SET … WHERE … AND id BETWEEN 1 AND 1000;`;
    case 'delete':
      return `DELETE FROM ${name} WHERE … AND id BETWEEN 1 AND 1000;`;
    case 'merge':
      return `MERGE INTO ${name} USING (SELECT … WHERE id BETWEEN 1 AND 1000) …;`;
    case 'insert':
      return `INSERT INTO ${name} SELECT … FROM ${source} WHERE id BETWEEN 1 AND 1000;`;
  }
}

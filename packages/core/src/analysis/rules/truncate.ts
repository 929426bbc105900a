import { defineRule } from '../rule';
import { nameOf, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { describeRows } from './support/rows';
import { isUsedHere } from './support/used-here';

/**
 * TRUNCATE deletes all rows under the strongest lock; in MySQL it cannot be rolled back either.
 *
 * Source: Flyway RG13, Liquibase `ChangeTruncateTableWarn`, pgfence.
 *
 * Safe alternative: delete what shall go, in batches by key, outside of the migration.
 * ```sql
 * DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE … ORDER BY id LIMIT 1000);
 * ```
 */
export const truncate = defineRule({
  id: 'truncate',
  title: 'TRUNCATE deletes all rows of a table',
  engines: ['postgresql', 'mysql'],
  risk: 'high',
  on: ['truncate'],
  check(current, context) {
    const { table } = current.change;
    if (!isUsedHere(current, context, table)) return undefined;
    const estimatedRows = context.before.table(table)?.estimatedRows;
    const rows = estimatedRows ? ` (${describeRows(estimatedRows)})` : '';
    return {
      object: nameOf(table),
      message: `Deletes all rows of ${nameOf(table)}${rows}${occasionOf(current)}; nobody can read or write the table meanwhile.`,
      suggestion: [
        '-- Delete only what must go, in batches by key:',
        `DELETE FROM ${sqlName(context.provider, table)} WHERE …;`,
      ].join('\n'),
      estimatedRows,
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a plain truncate', sql: 'TRUNCATE users;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'each table of a list',
      sql: 'TRUNCATE TABLE a, b RESTART IDENTITY;',
      finds: 2,
    },
    { provider: 'mysql', why: 'a plain truncate', sql: 'TRUNCATE TABLE users;', finds: 1 },
    { provider: 'mysql', why: 'an executed comment', sql: '/*! TRUNCATE users */;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'in a DO block',
      sql: 'DO $$ BEGIN TRUNCATE users; END $$;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (id int); TRUNCATE t;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the table is temporary',
      sql: 'CREATE TEMPORARY TABLE t (id int); TRUNCATE t;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a function of that name',
      sql: "SELECT date_trunc('day', now());",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a right of that name',
      sql: 'GRANT TRUNCATE ON users TO app;',
      finds: false,
    },
    { provider: 'mysql', why: 'only a string', sql: "SELECT 'TRUNCATE users';", finds: false },
  ],
});

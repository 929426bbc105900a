import { defineRule } from '../rule';
import { nameOf, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { rebuildOf } from './support/rebuilds';
import { describeRows } from './support/rows';
import { isKnownMissing } from './support/table-in-use';
import { isUsedHere } from './support/used-here';

/**
 * DROP TABLE deletes all rows, and every version of the application that still reads the table fails at once.
 * Dropping and creating it anew in one run loses the rows as well.
 *
 * Source: Atlas DS102, squawk `ban-drop-table`, strong_migrations `remove_table`.
 *
 * Safe alternative, in three deployments: stop using the table; give it a name that nobody uses and see
 * whether something breaks; drop it.
 * ```sql
 * ALTER TABLE users RENAME TO users_del;
 * ```
 */
export const dropTable = defineRule({
  id: 'drop-table',
  title: 'DROP TABLE deletes a table that may still be in use, with all of its rows',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['drop-table'],
  check(current, context) {
    const { table, ifExists, temporary } = current.change;
    if (temporary || !isUsedHere(current, context, table) || rebuildOf(context)) return undefined;
    if (ifExists && isKnownMissing(context.before, table)) return undefined;

    const name = sqlName(context.provider, table);
    const estimatedRows = context.before.table(table)?.estimatedRows;
    const rows = estimatedRows ? ` (${describeRows(estimatedRows)})` : '';
    return {
      object: nameOf(table),
      message: `Deletes the table ${nameOf(table)} and all of its rows${rows}${occasionOf(current)}; queries that still use it fail at once.`,
      suggestion: [
        '-- Deploy a version that does not use the table, then hide it, and drop it in a later migration:',
        `ALTER TABLE ${name} RENAME TO ${sqlName(context.provider, { name: `${table.name}_del` })};`,
      ].join('\n'),
      estimatedRows,
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a plain drop', sql: 'DROP TABLE users;', finds: 1 },
    { provider: 'mysql', why: 'each table of a list', sql: 'DROP TABLE IF EXISTS a, b;', finds: 2 },
    { provider: 'sqlite', why: 'a plain drop', sql: 'DROP TABLE "users";', finds: 1 },
    {
      provider: 'postgresql',
      why: 'the rows are lost although the table is created again',
      schema: 'CREATE TABLE t (id int);',
      sql: 'DROP TABLE t; CREATE TABLE t (id bigint);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'hidden in a DO block',
      sql: 'DO $$ BEGIN DROP TABLE users; END $$;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'hidden in a function',
      sql: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE users; END $$;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'a comment that the server executes',
      sql: '/*!50000 DROP TABLE users */;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'two minus signs without a blank begin no comment',
      sql: 'SELECT 1--1; DROP TABLE z;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a partition is a table with rows',
      schema: 'CREATE TABLE e (d date) PARTITION BY RANGE (d); CREATE TABLE e1 PARTITION OF e DEFAULT;',
      sql: 'DROP TABLE e1;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'it may have been there before, with rows',
      sql: 'CREATE TABLE IF NOT EXISTS users (id int); DROP TABLE users;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the table is new in this run',
      sql: 'CREATE TABLE t (id int); DROP TABLE t;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'temporary',
      sql: 'DROP TEMPORARY TABLE IF EXISTS t;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'temporary',
      sql: 'CREATE TEMP TABLE t AS SELECT 1; DROP TABLE t;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'known not to exist',
      schema: 'CREATE TABLE other (id int);',
      sql: 'DROP TABLE IF EXISTS t;',
      finds: false,
    },
    { provider: 'postgresql', why: 'only a string', sql: "SELECT 'DROP TABLE users;';", finds: false },
    {
      provider: 'postgresql',
      why: 'only a comment',
      sql: '/* /* */ DROP TABLE users; */ SELECT 1;',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'a rebuild that loses nothing',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a routine that clears away its own table',
      sql: `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN CREATE TEMP TABLE work AS SELECT 1 AS a; DROP TABLE work; END $$;`,
      finds: false,
    },
  ],
});

import { foldName } from '../model/schema-model';
import { defineRule } from '../rule';
import { columnName, quoteWhereNeeded, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { rebuildDroppedHere } from './support/rebuilds';
import { isColumnKnownMissing } from './support/table-in-use';
import { isUsedHere } from './support/used-here';

/**
 * DROP COLUMN deletes the column's values, and versions of the application that still name it fail. A SQLite
 * rebuild that does not copy a column does the same. Generated VIRTUAL columns hold no values: they are left out.
 *
 * Source: Atlas DS103, squawk `ban-drop-column`, strong_migrations `remove_column`.
 *
 * Safe alternative: stop reading and writing it, deploy, make sure that it holds nothing of worth, drop it later.
 * ```sql
 * SELECT count(*) FROM users WHERE email IS NOT NULL;
 * ```
 */
export const dropColumn = defineRule({
  id: 'drop-column',
  title: 'DROP COLUMN deletes the values of a column that may still be in use',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['drop-column', 'drop-table'],
  check(current, context) {
    const { change } = current;
    const rebuild = change.kind === 'drop-table' ? rebuildDroppedHere(context) : undefined;
    const table = rebuild?.table ?? change.table;
    const hit = (column: string, how: string) => ({
      object: columnName(table, column),
      message: `${how} the column ${columnName(table, column)} with its values${occasionOf(current)}; versions of the application that still name it fail.`,
      suggestion: [
        '-- Deploy a version that does not use the column, see what would be lost, and drop it in a later migration:',
        `SELECT count(*) FROM ${sqlName(context.provider, table)} WHERE ${quoteWhereNeeded(context.provider, column)} IS NOT NULL;`,
      ].join('\n'),
      estimatedRows: context.before.table(change.table)?.estimatedRows,
    });
    if (change.kind === 'drop-table') {
      const stored = rebuild?.lost?.columns.filter((name) => {
        const key = foldName('sqlite', name);
        const column = rebuild.before?.columns.get(key);
        // A column that is still there, only without its values, is a fault of the copy: sqlite-rebuild-unsafe.
        return column?.generated !== 'virtual' && column?.isNew !== true && !rebuild.after.columns.has(key);
      });
      return stored?.map((column) => hit(column, 'The rebuild does not copy'));
    }

    const { column } = change;
    const known = context.before.column(table, column);
    if (!isUsedHere(current, context, table) || known?.isNew || known?.generated === 'virtual')
      return undefined;
    if (change.ifExists && isColumnKnownMissing(context.before, table, column)) return undefined;
    return hit(column, 'Deletes');
  },
  examples: [
    { provider: 'postgresql', why: 'a plain drop', sql: 'ALTER TABLE users DROP COLUMN email;', finds: 1 },
    {
      provider: 'mysql',
      why: 'two columns, COLUMN left out',
      sql: 'ALTER TABLE users DROP a, DROP b;',
      finds: 2,
    },
    { provider: 'sqlite', why: 'a plain drop', sql: 'ALTER TABLE users DROP COLUMN email;', finds: 1 },
    {
      provider: 'mysql',
      why: 'a clause in a comment that the server executes',
      sql: 'ALTER TABLE t /*!50000 DROP COLUMN x, */ ADD y int;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'dropped and added anew: the values are lost',
      sql: 'ALTER TABLE users DROP COLUMN age; ALTER TABLE users ADD COLUMN age bigint;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'a rebuild that does not copy a column',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the column is new in this run',
      sql: 'ALTER TABLE users ADD COLUMN a int; ALTER TABLE users DROP COLUMN a;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new in this run',
      sql: 'CREATE TABLE t (id int, a int); ALTER TABLE t DROP COLUMN a;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a virtual column holds no values',
      schema: 'CREATE TABLE t (id int, a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL);',
      sql: 'ALTER TABLE t DROP COLUMN b;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'known not to exist',
      schema: 'CREATE TABLE t (id int);',
      sql: 'ALTER TABLE t DROP COLUMN IF EXISTS a;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'only the default goes',
      sql: 'ALTER TABLE users ALTER COLUMN a DROP DEFAULT;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'an index is no column',
      sql: 'ALTER TABLE users DROP INDEX email;',
      finds: false,
    },
  ],
});

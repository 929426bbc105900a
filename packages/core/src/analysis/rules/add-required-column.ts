import type { ColumnDefinition, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext, type RuleExample } from '../rule';
import { isKnownColumn, missingDefault } from './support/required-column';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { emptyColumnsOfRebuild } from './support/rebuild-columns';
import { rebuildDroppedHere } from './support/rebuilds';
import { isTableInUse } from './support/table-in-use';

const examples: readonly RuleExample[] = [
  {
    provider: 'postgresql',
    why: 'the rows that exist have no value for the column',
    schema: 'CREATE TABLE users (id int);',
    sql: 'ALTER TABLE users ADD COLUMN email text NOT NULL;',
    finds: 1,
  },
  {
    provider: 'postgresql',
    why: 'a primary key is NOT NULL as well, and DEFAULT NULL is no default',
    sql: 'ALTER TABLE users ADD COLUMN a int NOT NULL DEFAULT NULL, ADD COLUMN b uuid PRIMARY KEY;',
    finds: 2,
  },
  {
    provider: 'sqlite',
    why: 'SQLite refuses it even for an empty table',
    schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY);',
    sql: 'ALTER TABLE users ADD COLUMN email TEXT NOT NULL;',
    finds: 1,
  },
  {
    provider: 'sqlite',
    why: 'the copy of the rows has nothing for the new column',
    schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY);',
    sql: `PRAGMA foreign_keys=OFF;
          CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
          INSERT INTO new_users (id) SELECT id FROM users;
          DROP TABLE users; ALTER TABLE new_users RENAME TO users;`,
    finds: 1,
  },
  {
    provider: 'mysql',
    why: 'in strict mode there is no date that the rows could get',
    serverVersion: '8.0.36',
    schema: 'CREATE TABLE users (id int);',
    sql: 'ALTER TABLE users ADD COLUMN born date NOT NULL;',
    finds: 1,
  },
  {
    provider: 'mysql',
    why: 'spatial types have no implicit default',
    sql: 'ALTER TABLE shops ADD COLUMN place point NOT NULL;',
    finds: 1,
  },
  {
    provider: 'postgresql',
    why: 'the rows that exist get the default',
    sql: "ALTER TABLE users ADD COLUMN email text NOT NULL DEFAULT '';",
    finds: false,
  },
  {
    provider: 'postgresql',
    why: 'the column is computed, or counted',
    sql: 'ALTER TABLE users ADD COLUMN a int NOT NULL GENERATED ALWAYS AS IDENTITY, ADD COLUMN b bigserial NOT NULL, ADD COLUMN c int NOT NULL GENERATED ALWAYS AS (1) STORED;',
    finds: false,
  },
  {
    provider: 'postgresql',
    why: 'the table has no rows yet',
    sql: 'CREATE TABLE users (id int); ALTER TABLE users ADD COLUMN email text NOT NULL;',
    finds: false,
  },
  {
    provider: 'sqlite',
    why: 'it may be NULL',
    sql: 'ALTER TABLE users ADD COLUMN email TEXT;',
    finds: false,
  },
  {
    provider: 'mysql',
    why: 'the rows that are there get 0, but inserts without the column fail in strict mode',
    sql: 'ALTER TABLE users ADD COLUMN visits int NOT NULL;',
    finds: 1,
  },
];

/**
 * ADD COLUMN … NOT NULL without a default fails as soon as the table has a row, and inserts of programs
 * that do not know the column yet fail from then on.
 *
 * Source: squawk `adding-required-field`, Atlas MF103, Bytebase `column.disallow-add-not-null`.
 * Safe: add it nullable or with a default, fill it, then SET NOT NULL.
 * ```sql
 * ALTER TABLE users ADD COLUMN email text;
 * -- fill it in batches, then:
 * ALTER TABLE users ALTER COLUMN email SET NOT NULL;
 * ```
 */
export const addRequiredColumn = defineRule({
  id: 'add-required-column',
  title: 'A new NOT NULL column without a default',
  engines: ['postgresql', 'sqlite', 'mysql'],
  risk: 'high',
  on: ['add-column', 'drop-table'],
  examples,
  check(current, context) {
    const { change } = current;
    if (happensLater(current)) return undefined;
    if (change.kind === 'drop-table')
      return emptyColumnsOfRebuild(rebuildDroppedHere(context)).map((column) =>
        hit(context, change.table, column),
      );
    const { table, column } = change;
    if (!isTableInUse(context.before, table)) return undefined;
    if (change.ifNotExists && isKnownColumn(context, table, column.name)) return undefined;
    // MySQL makes up a value for the rows there are (see mysql-implicit-default), not for inserts that come.
    const missing = missingDefault(context, column);
    return missing === undefined ? undefined : hit(context, table, column, missing);
  },
});

function hit(
  { provider }: RuleContext,
  table: ObjectName,
  column: ColumnDefinition,
  missing: 'fails' | 'implicit' = 'fails',
): Hit {
  const object = columnName(table, column.name);
  const name = quoteWhereNeeded(provider, column.name);
  const alter = `ALTER TABLE ${sqlName(provider, table)}`;
  const added = `${alter} ADD COLUMN ${name} ${column.type};`;
  const required =
    provider === 'mysql'
      ? `${alter} MODIFY COLUMN ${name} ${column.type} NOT NULL;`
      : `${alter} ALTER COLUMN ${name} SET NOT NULL;`;
  return {
    object,
    message:
      `${object} is NOT NULL and has no default: ` +
      (missing === 'fails'
        ? `the statement fails if ${nameOf(table)} has rows, and so do `
        : 'in strict mode ') +
      `inserts of programs that do not know the column yet${missing === 'fails' ? '' : ' fail'}.`,
    suggestion:
      provider === 'sqlite'
        ? `${added} -- nullable, or NOT NULL with a DEFAULT`
        : [added, '-- fill it in batches, then:', required].join('\n'),
  };
}

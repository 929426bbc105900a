import { defineRule, type Hit, type RuleContext } from '../rule';
import type { ConstraintDefinition, ObjectName } from '../change';
import { hasDefault } from './support/column-default';
import { lockTime } from './support/lock-time';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isProvenNotNull } from './support/proven-not-null';
import { rebuildDroppedHere } from './support/rebuilds';
import { isTableInUse } from './support/table-in-use';

/** Since version 12 SET NOT NULL believes a validated CHECK (c IS NOT NULL). */
const BELIEVES_CHECKS = 12;

/**
 * A column that becomes NOT NULL: the statement fails if a row has NULL there, reads the whole table to find
 * out while nobody else may use it (PostgreSQL), and inserts of programs that leave the column out fail.
 *
 * Source: squawk `adding-not-nullable-field`, Atlas MF104 and PG303, strong_migrations `change_column_null`,
 * eugene E2. Safe on PostgreSQL: CHECK (c IS NOT NULL) NOT VALID, VALIDATE, SET NOT NULL, drop the CHECK.
 * ```sql
 * ALTER TABLE users ADD CONSTRAINT email_set CHECK (email IS NOT NULL) NOT VALID;
 * -- in a later migration:
 * ALTER TABLE users VALIDATE CONSTRAINT email_set;
 * ALTER TABLE users ALTER COLUMN email SET NOT NULL;
 * ALTER TABLE users DROP CONSTRAINT email_set;
 * ```
 */
export const setNotNull = defineRule({
  id: 'set-not-null',
  title: 'A column in use becomes NOT NULL',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['set-not-null', 'add-constraint', 'drop-table'],
  examples: [
    {
      provider: 'postgresql',
      why: 'all rows are read under an exclusive lock',
      schema: 'CREATE TABLE users (email text);',
      sql: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the CHECK has not looked at the rows',
      schema: 'CREATE TABLE users (email text);',
      sql: `ALTER TABLE users ADD CONSTRAINT email_set CHECK (email IS NOT NULL) NOT VALID;
            ALTER TABLE users ALTER email SET NOT NULL;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'PostgreSQL 11 does not believe the CHECK',
      serverVersion: '11.4',
      schema: 'CREATE TABLE users (email text, CHECK (email IS NOT NULL));',
      sql: 'ALTER TABLE users ALTER email SET NOT NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'since PostgreSQL 18 it can be written as a constraint',
      serverVersion: '18',
      sql: 'ALTER TABLE users ADD CONSTRAINT email_set NOT NULL email;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MODIFY without NULL where the column allowed NULL',
      schema: 'CREATE TABLE users (email varchar(100) NULL);',
      sql: 'ALTER TABLE users MODIFY email varchar(100) NOT NULL;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the copy of the rows fails where email is NULL',
      schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
            CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
            INSERT INTO new_users (id, email) SELECT id, email FROM users;
            DROP TABLE users; ALTER TABLE new_users RENAME TO users;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'an index that becomes the primary key makes its column NOT NULL',
      schema: 'CREATE TABLE users (id int); CREATE UNIQUE INDEX users_id ON users (id);',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_id;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the column of the index is NOT NULL already',
      schema: 'CREATE TABLE users (id int NOT NULL); CREATE UNIQUE INDEX users_id ON users (id);',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_id;',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the copy puts something else where email is NULL',
      schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
            CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL DEFAULT '');
            INSERT INTO new_users (id, email) SELECT id, coalesce(email, '') FROM users;
            DROP TABLE users; ALTER TABLE new_users RENAME TO users;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a validated CHECK proves it',
      schema: 'CREATE TABLE users (email text);',
      sql: `ALTER TABLE users ADD CONSTRAINT email_set CHECK (email IS NOT NULL) NOT VALID;
            ALTER TABLE users VALIDATE CONSTRAINT email_set;
            ALTER TABLE users ALTER email SET NOT NULL;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it is NOT NULL already',
      schema: 'CREATE TABLE users (email text NOT NULL, id int PRIMARY KEY);',
      sql: 'ALTER TABLE users ALTER email SET NOT NULL, ALTER id SET NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (email text); ALTER TABLE users ALTER email SET NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'all rows have the default',
      sql: "ALTER TABLE users ADD COLUMN email text DEFAULT ''; ALTER TABLE users ALTER email SET NOT NULL;",
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'it was NOT NULL before',
      schema: 'CREATE TABLE users (email varchar(100) NOT NULL);',
      sql: 'ALTER TABLE users MODIFY email varchar(200) NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'NOT VALID reads nothing',
      serverVersion: '18',
      sql: 'ALTER TABLE users ADD CONSTRAINT email_set NOT NULL email NOT VALID;',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    const { table } = change;
    if (happensLater(current)) return undefined;
    if (change.kind === 'drop-table') {
      const columns = rebuildDroppedHere(context)?.becameNotNull ?? [];
      return columns.filter(({ isFilled }) => !isFilled).map(({ column }) => hit(context, table, column));
    }
    if (!isTableInUse(context.before, table)) return undefined;
    const columns =
      change.kind === 'set-not-null' ? [change.column] : columnsOf(change.constraint, context, table);
    return columns
      .filter((column) => !isFilled(context, table, column) && !isProven(context, table, column))
      .map((column) => hit(context, table, column));
  },
});

function hit(context: RuleContext, table: ObjectName, column: string): Hit {
  const object = columnName(table, column);
  return {
    object,
    message:
      `${object} becomes NOT NULL: the statement fails if a row has NULL there, ${scanOf(context, table)}, ` +
      'and inserts of programs that leave the column out fail from then on.',
    suggestion: suggestionFor(context, table, column),
    ...(context.provider === 'postgresql' ? lockTime(context, table) : {}),
  };
}

/**
 * The columns that a new constraint makes NOT NULL: that of a NOT NULL constraint, and those of an index that
 * becomes the primary key, as far as they are known to allow NULL. (A primary key without an index has to
 * read the table anyway and is another rule's.)
 */
function columnsOf(
  { kind, columns, notValid, usingIndex }: ConstraintDefinition,
  { before }: RuleContext,
  table: ObjectName,
): readonly string[] {
  if (kind === 'not-null') return notValid ? [] : columns.slice(0, 1);
  if (kind !== 'primary-key' || usingIndex === undefined) return [];
  const indexed = before.index({ ...table, name: usingIndex }, table)?.index.columns ?? [];
  return indexed.filter((column) => before.column(table, column)?.notNull === false);
}

/** No row can have NULL: the column is NOT NULL already, or came with a default in this run. */
function isFilled({ before }: RuleContext, table: ObjectName, column: string): boolean {
  const known = before.column(table, column);
  return known !== undefined && (known.notNull || (known.isNew && hasDefault(known)));
}

function isProven(
  { before, provider, majorVersion }: RuleContext,
  table: ObjectName,
  column: string,
): boolean {
  if (provider !== 'postgresql' || (majorVersion !== undefined && majorVersion < BELIEVES_CHECKS))
    return false;
  return isProvenNotNull(before.table(table), column);
}

function scanOf({ provider }: RuleContext, table: ObjectName): string {
  return provider === 'postgresql'
    ? `reads all of ${nameOf(table)} while it is locked against reads and writes (ACCESS EXCLUSIVE)`
    : `all rows of ${nameOf(table)} are gone through`;
}

function suggestionFor({ provider }: RuleContext, table: ObjectName, column: string): string {
  const alter = `ALTER TABLE ${sqlName(provider, table)}`;
  const name = quoteWhereNeeded(provider, column);
  if (provider !== 'postgresql')
    return `SELECT count(*) FROM ${sqlName(provider, table)} WHERE ${name} IS NULL; -- fill these rows first`;
  const check = quoteWhereNeeded(provider, `${table.name}_${column}_not_null`);
  return [
    `${alter} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID;`,
    '-- in a later migration:',
    `${alter} VALIDATE CONSTRAINT ${check};`,
    `${alter} ALTER COLUMN ${name} SET NOT NULL;`,
    `${alter} DROP CONSTRAINT ${check};`,
  ].join('\n');
}

import type { ChangeOf } from '../change';
import { defineRule, type RuleContext, type RunChange } from '../rule';
import { listText } from './support/list-text';
import { lockTime } from './support/lock-time';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isColumnInUse } from './support/table-in-use';
import { isNeverFree, typeChangeCost } from './support/type-change-cost';

/**
 * ALTER COLUMN … TYPE writes the table anew, with all of its indexes, unless the new type only relabels the
 * old one's values; a change that compares them in another way still builds the indexes anew. All the while
 * the table is locked against reads and writes.
 *
 * Source: PostgreSQL, ALTER TABLE, notes on table rewrites; squawk `changing-column-type`, Atlas PG301,
 * strong_migrations `change_column`, eugene E5. Safe: a new column, filled in batches, that takes the old one's place.
 * ```sql
 * ALTER TABLE users ADD COLUMN visits_new bigint;
 * -- a trigger keeps both equal, the rows are filled in batches, then in a later migration:
 * ALTER TABLE users DROP COLUMN visits;
 * ALTER TABLE users RENAME COLUMN visits_new TO visits;
 * ```
 */
export const changeTypeRewrite = defineRule({
  id: 'change-type-rewrite',
  title: 'A change of a column’s type that rewrites the table or its indexes',
  engines: ['postgresql'],
  risk: 'high',
  on: ['alter-column-type'],
  examples: [
    {
      provider: 'postgresql',
      why: 'bigint takes twice the room of integer',
      schema: 'CREATE TABLE users (id integer PRIMARY KEY, visits integer);',
      sql: 'ALTER TABLE users ALTER COLUMN visits TYPE bigint;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'every value has to be checked against the new limit',
      schema: 'CREATE TABLE users (name text);',
      sql: 'ALTER TABLE users ALTER COLUMN name TYPE varchar(50);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'timestamps are converted unless the session’s time zone is UTC',
      schema: 'CREATE TABLE events (at timestamp);',
      sql: 'ALTER TABLE events ALTER at TYPE timestamptz;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'an expression in USING is computed for every row',
      schema: 'CREATE TABLE users (name text);',
      sql: 'ALTER TABLE users ALTER COLUMN name TYPE text USING trim(name);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the index compares citext in another way',
      schema: 'CREATE TABLE users (email text); CREATE INDEX users_email ON users (email);',
      sql: 'ALTER TABLE users ALTER COLUMN email TYPE citext;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the index sorts by the new collation',
      schema: 'CREATE TABLE users (email text UNIQUE);',
      sql: 'ALTER TABLE users ALTER COLUMN email TYPE text COLLATE "C";',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'what the column is now is not known, but nothing turns into uuid for free',
      sql: 'ALTER TABLE users ALTER COLUMN token TYPE uuid USING token::uuid;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'nothing is written, but the CHECK is checked for every row',
      schema: "CREATE TABLE users (email varchar(20) CHECK (email <> ''));",
      sql: 'ALTER TABLE users ALTER email TYPE varchar(50);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'varchar may grow',
      schema: 'CREATE TABLE users (name varchar(20) UNIQUE);',
      sql: 'ALTER TABLE users ALTER COLUMN name TYPE varchar(50);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'varchar and text are stored and compared alike',
      schema: 'CREATE TABLE users (name varchar(20) UNIQUE);',
      sql: 'ALTER TABLE users ALTER COLUMN name TYPE text USING name::text;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the precision grows and the scale stays',
      schema: 'CREATE TABLE bills (total numeric(10,2));',
      sql: 'ALTER TABLE bills ALTER COLUMN total TYPE numeric(12,2);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'in UTC both types hold the same values',
      schema: 'CREATE TABLE events (at timestamp);',
      sql: "SET TimeZone = 'UTC'; ALTER TABLE events ALTER at TYPE timestamptz;",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (visits integer); ALTER TABLE users ALTER visits TYPE bigint;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'an attribute of a composite type, which no table may use then',
      sql: 'ALTER TYPE address ALTER ATTRIBUTE zip TYPE integer;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'what the column is now is not known, and varchar may be free',
      sql: 'ALTER TABLE users ALTER COLUMN name TYPE varchar(100);',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    const { before } = context;
    if (happensLater(current) || !isColumnInUse(before, change.table, change.column)) return undefined;
    if (isOfCompositeType(current)) return undefined;
    const effect = effectOf(change, context);
    if (effect === undefined) return undefined;
    const object = columnName(change.table, change.column);
    return {
      object,
      message:
        `Changing the type of ${object} to ${change.type} ${effect} ` +
        `while ${nameOf(change.table)} is locked against reads and writes (ACCESS EXCLUSIVE).`,
      suggestion: newColumnInstead(change, context),
      ...lockTime(context, change.table),
    };
  },
});

/** ALTER TYPE … ALTER ATTRIBUTE: PostgreSQL refuses it while a table uses the type. */
function isOfCompositeType({ statement: { text, start, sqlStart } }: RunChange): boolean {
  return /^alter\s+type\b/i.test(text.slice(sqlStart - start));
}

/** What is written anew, as the second half of a sentence; undefined: nothing, as far as it is known. */
function effectOf(change: ChangeOf<'alter-column-type'>, { before }: RuleContext): string | undefined {
  const column = before.column(change.table, change.column);
  const table = before.table(change.table);
  if (column === undefined) {
    const computes = change.using !== undefined && change.usingIsPlainCast !== true;
    return computes || isNeverFree(change.type) ? 'rewrites the table and its indexes' : undefined;
  }
  const cost = typeChangeCost(before, change, column, table);
  if (cost.table) return `(it is ${column.type}) rewrites the table and its indexes`;
  const check = table?.constraints.find(
    ({ kind, columns }) => kind === 'check' && columns.includes(change.column),
  );
  if (cost.indexes.length === 0) {
    return check === undefined ? undefined : `checks ${check.name} anew for all rows`;
  }
  return `builds the indexes ${listText(cost.indexes.map(({ name }) => name))} anew`;
}

function newColumnInstead(change: ChangeOf<'alter-column-type'>, { provider }: RuleContext): string {
  const table = sqlName(provider, change.table);
  const column = quoteWhereNeeded(provider, change.column);
  const replacement = quoteWhereNeeded(provider, `${change.column}_new`);
  return [
    `ALTER TABLE ${table} ADD COLUMN ${replacement} ${change.type};`,
    `-- keep both columns equal (trigger), fill ${replacement} in batches, then in a later migration:`,
    `ALTER TABLE ${table} DROP COLUMN ${column};`,
    `ALTER TABLE ${table} RENAME COLUMN ${replacement} TO ${column};`,
  ].join('\n');
}

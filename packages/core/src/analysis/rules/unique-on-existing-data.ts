import type { ChangeOf, ColumnDefinition, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { addedConstraints, describeConstraint } from './support/added-constraints';
import { fillsExistingRows, givesAllRowsTheSame } from './support/column-default';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { rebuildDroppedHere } from './support/rebuilds';
import { isRelationInUse } from './support/relation-in-use';
import { isKnownColumn } from './support/required-column';
import { newKeysOfRebuild } from './support/rebuild-keys';
import { areKnownUnique } from './support/unique-columns';

/** What is to be unique. */
interface UniqueKey {
  /** Of the index or constraint, for people. */
  name: string;
  columns: readonly string[];
  where?: string | undefined;
  nullsNotDistinct?: boolean | undefined;
}

/**
 * A unique index, UNIQUE or PRIMARY KEY over columns that hold data fails if two rows are alike, which shows
 * up in production for the first time.
 *
 * Source: Atlas MF101 and MF102, Bytebase. Safe: look for duplicates before, and mend them.
 * ```sql
 * SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1; -- mend these first
 * ```
 */
export const uniqueOnExistingData = defineRule({
  id: 'unique-on-existing-data',
  title: 'Columns that hold data become unique',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['create-index', 'add-constraint', 'add-column', 'drop-table'],
  examples: [
    {
      provider: 'postgresql',
      why: 'two users may have the same address',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'a unique key, which is no other kind of index',
      schema: 'CREATE TABLE users (id int PRIMARY KEY, email varchar(100));',
      sql: 'ALTER TABLE users ADD UNIQUE KEY users_email (email);',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'SQLite fails as well',
      schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);',
      sql: 'CREATE UNIQUE INDEX users_email ON users (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the new column is NULL in all rows, and NULLs count as alike',
      sql: 'ALTER TABLE users ADD COLUMN code text; CREATE UNIQUE INDEX c ON users (code) NULLS NOT DISTINCT;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'all rows get the same value',
      sql: "ALTER TABLE users ADD COLUMN code text DEFAULT 'x' UNIQUE;",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'fewer columns than those that were unique together',
      schema: 'CREATE TABLE t (a int, b int, UNIQUE (a, b));',
      sql: 'ALTER TABLE t ADD PRIMARY KEY (a);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'an index that is not unique refuses nothing',
      sql: 'CREATE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'more columns than those that were unique before',
      schema: 'CREATE TABLE t (a int, b int, CONSTRAINT t_a UNIQUE (a));',
      sql: 'ALTER TABLE t DROP CONSTRAINT t_a; CREATE UNIQUE INDEX CONCURRENTLY t_ab ON t (a, b);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the index that is used has looked at the rows already',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'NULLs are not alike, and each row gets its own uuid',
      sql: 'ALTER TABLE users ADD COLUMN a text UNIQUE, ADD COLUMN b uuid DEFAULT gen_random_uuid() UNIQUE;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (email varchar(100)); CREATE UNIQUE INDEX users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the column is new',
      sql: 'ALTER TABLE users ADD COLUMN email TEXT; CREATE UNIQUE INDEX users_email ON users (email);',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (happensLater(current)) return undefined;
    if (change.kind === 'drop-table') {
      const keys = newKeysOfRebuild(rebuildDroppedHere(context), context);
      return keys.map((columns) =>
        hit(context, change.table, { name: `UNIQUE (${columns.join(', ')})`, columns }),
      );
    }
    const { table } = change;
    if (!isRelationInUse(context.before, table)) return undefined;
    if (change.kind === 'add-column') return addedColumn(change, context);
    return keysOf(change, context)
      .filter((key) => mayRepeat(context, table, key))
      .map((key) => hit(context, table, key));
  },
});

function keysOf(change: ChangeOf<'create-index' | 'add-constraint'>, { before }: RuleContext): UniqueKey[] {
  if (change.kind === 'add-constraint') {
    const { constraint } = change;
    const isKey = constraint.kind === 'unique' || constraint.kind === 'primary-key';
    if (!isKey || constraint.usingIndex !== undefined) return [];
    const { columns, nullsNotDistinct } = constraint;
    return [{ name: describeConstraint(constraint), columns, nullsNotDistinct }];
  }
  const { index, ifNotExists, table } = change;
  if (!index.unique) return [];
  if (ifNotExists && index.name !== undefined) {
    const schema = before.table(table)?.name.schema ?? table.schema;
    if (before.index({ name: index.name, ...(schema ? { schema } : {}) }, table)) return [];
  }
  const name = index.name ?? `UNIQUE (${index.columns.join(', ')})`;
  const { columns, where, nullsNotDistinct } = index;
  return [{ name, columns, where, nullsNotDistinct }];
}

/** Whether rows that exist may have the same values there. */
function mayRepeat(
  context: RuleContext,
  table: ObjectName,
  { columns, nullsNotDistinct = false }: UniqueKey,
): boolean {
  const known = columns.map((column) => context.before.column(table, column));
  const areNew = known.length > 0 && known.every((column) => column?.isNew === true);
  if (areNew)
    return known.every((column) => column !== undefined && repeatsInAllRows(column, nullsNotDistinct));
  return !areKnownUnique(context, table, columns);
}

function repeatsInAllRows(column: ColumnDefinition, nullsNotDistinct: boolean): boolean {
  return givesAllRowsTheSame(column) || (nullsNotDistinct && !fillsExistingRows(column));
}

/** A new column repeats only what its default puts into all rows, or their emptiness where that counts. */
function addedColumn(change: ChangeOf<'add-column'>, context: RuleContext): Hit[] {
  const { table, column, ifNotExists } = change;
  if (ifNotExists && isKnownColumn(context, table, column.name)) return [];
  return addedConstraints(change)
    .filter(({ kind }) => kind === 'unique' || kind === 'primary-key')
    .filter(({ nullsNotDistinct = false }) => repeatsInAllRows(column, nullsNotDistinct))
    .map((constraint) =>
      hit(context, table, { name: describeConstraint(constraint), columns: constraint.columns }),
    );
}

function hit({ provider, before }: RuleContext, table: ObjectName, { name, columns, where }: UniqueKey): Hit {
  const list = columns
    .map((column) => (column.startsWith('(') ? column : quoteWhereNeeded(provider, column)))
    .join(', ');
  const estimatedRows = before.table(table)?.estimatedRows;
  return {
    object: `${nameOf(table)}.${name}`,
    message: `${name} fails if two rows of ${nameOf(table)} have the same values in (${columns.join(', ')}).`,
    suggestion:
      `-- before, and mend what it shows:\nSELECT ${list}, count(*) FROM ${sqlName(provider, table)}` +
      `${where ? ` WHERE ${where}` : ''} GROUP BY ${list} HAVING count(*) > 1;`,
    ...(estimatedRows === undefined ? {} : { estimatedRows }),
  };
}

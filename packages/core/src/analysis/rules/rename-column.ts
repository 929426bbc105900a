import type { ProviderName } from '../../environments/connection';
import type { ObjectName } from '../change';
import { foldName } from '../model/schema-model';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { columnName, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { rebuildDroppedHere } from './support/rebuilds';
import { sameIdentifier } from './support/run-index';
import { isUsedHere } from './support/used-here';

/**
 * From the moment of a rename until the new version of the application runs everywhere, all queries of the
 * old one that name the column fail.
 *
 * Source: Atlas BC102, squawk `renaming-column`, strong_migrations `rename_column`.
 *
 * Safe alternative: a new column that is kept in step, then the old one dropped.
 * ```sql
 * ALTER TABLE users ADD COLUMN full_name text;
 * -- write both columns, fill the new one in batches, read the new one, drop the old one
 * ```
 */
export const renameColumn = defineRule({
  id: 'rename-column',
  title: 'A column is renamed while versions of the application use the old name',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['rename-column', 'drop-table'],
  check(current, context) {
    const { change } = current;
    const { before, after, provider } = context;
    if (change.kind === 'drop-table') return renamesOfRebuild(context);

    const { table, column, to } = change;
    if (happensLater(current) || !isUsedHere(current, context, table)) return undefined;
    if (before.column(table, column)?.isNew || sameIdentifier(provider, column, to)) return undefined;
    if (after.column(table, column) !== undefined) return undefined;
    return hitFor(provider, table, column, to, before.column(table, column)?.type);
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'a plain rename',
      sql: 'ALTER TABLE users RENAME COLUMN a TO b;',
      finds: 1,
    },
    { provider: 'mysql', why: 'a plain rename', sql: 'ALTER TABLE users RENAME COLUMN a TO b;', finds: 1 },
    {
      provider: 'mysql',
      why: 'CHANGE with another name',
      sql: 'ALTER TABLE users CHANGE a b int;',
      finds: 1,
    },
    { provider: 'sqlite', why: 'COLUMN left out', sql: 'ALTER TABLE users RENAME a TO b;', finds: 1 },
    {
      provider: 'sqlite',
      why: 'a rebuild that copies into a column of another name',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, email TEXT);
        INSERT INTO new_t (id, email) SELECT id, mail FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'CHANGE with the same name',
      sql: 'ALTER TABLE users CHANGE a a int;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the old name is added back',
      schema: 'CREATE TABLE t (a int);',
      sql: 'ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t ADD COLUMN a int;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO b;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the column is new',
      sql: 'ALTER TABLE t ADD COLUMN a int; ALTER TABLE t RENAME COLUMN a TO b;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a constraint is another rule',
      sql: 'ALTER TABLE t RENAME CONSTRAINT a TO b;',
      finds: false,
    },
  ],
});

/** Columns that a SQLite rebuild copies into one of another name, while the old name is gone. */
function renamesOfRebuild(context: RuleContext): Hit[] {
  const rebuild = rebuildDroppedHere(context);
  if (rebuild === undefined) return [];
  const { table, before, after, copied } = rebuild;
  const renamed = new Map<string, Hit>();
  for (const [to, { column }] of copied ?? []) {
    const from = column === undefined ? undefined : foldName('sqlite', column);
    const old = from === undefined ? undefined : before?.columns.get(from);
    if (from === undefined || old === undefined || old.isNew || after.columns.has(from)) continue;
    const name = after.columns.get(to)?.name ?? to;
    renamed.set(from, hitFor('sqlite', table, old.name, name, old.type));
  }
  return [...renamed.values()];
}

function hitFor(provider: ProviderName, table: ObjectName, column: string, to: string, type = '…'): Hit {
  return {
    object: columnName(table, column),
    message: `Renames ${columnName(table, column)} to ${to}: versions of the application that still use the old name fail at once.`,
    suggestion: [
      '-- Add the new column, write both, fill it in batches, read the new one, and drop the old one later:',
      `ALTER TABLE ${sqlName(provider, table)} ADD COLUMN ${quoteWhereNeeded(provider, to)} ${type};`,
    ].join('\n'),
  };
}

import { defineRule } from '../rule';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { rebuildOf } from './support/rebuilds';
import { sameName } from './support/run-index';
import { isKnownMissing } from './support/table-in-use';
import { isUsedHere } from './support/used-here';

/**
 * From the moment of a rename until the new version of the application runs everywhere, all queries of
 * the old one fail. The same happens when a table moves to another schema. A view of the old name prevents it.
 *
 * Source: Atlas BC101, squawk `renaming-table`, strong_migrations `rename_table`.
 *
 * Safe alternative: a view of the old name in the same migration, dropped when nobody uses it any more.
 * ```sql
 * ALTER TABLE users RENAME TO accounts;
 * CREATE VIEW users AS SELECT * FROM accounts;
 * ```
 */
export const renameTable = defineRule({
  id: 'rename-table',
  title: 'A table is renamed while versions of the application use the old name',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['rename-table'],
  check(current, context) {
    const { table, to } = current.change;
    const { before, after, provider } = context;
    if (happensLater(current) || !isUsedHere(current, context, table)) return undefined;
    if (sameName(before, table, to) || rebuildOf(context)) return undefined;
    const old = before.table(table)?.name ?? table;
    const isAnswered =
      after.table(old) !== undefined ||
      after.object('view', old) !== undefined ||
      after.object('materialized view', old) !== undefined;
    // A view can stand behind the name as well: ALTER TABLE renames those too, and so says the model.
    if (isAnswered || (isKnownMissing(before, table) && before.object('view', table)?.isNew))
      return undefined;

    return {
      object: nameOf(table),
      message: `Renames ${nameOf(table)} to ${nameOf(to)}: versions of the application that still use the old name fail at once.`,
      suggestion: [
        '-- Keep the old name as a view until nobody uses it, and drop the view in a later migration:',
        `CREATE VIEW ${sqlName(provider, table)} AS SELECT * FROM ${sqlName(provider, to)};`,
      ].join('\n'),
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a plain rename', sql: 'ALTER TABLE users RENAME TO accounts;', finds: 1 },
    { provider: 'mysql', why: 'each of a list', sql: 'RENAME TABLE a TO b, c TO d;', finds: 2 },
    { provider: 'sqlite', why: 'a plain rename', sql: 'ALTER TABLE users RENAME TO accounts;', finds: 1 },
    { provider: 'postgresql', why: 'moved away', sql: 'ALTER TABLE users SET SCHEMA archive;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a view of the old name follows',
      sql: 'ALTER TABLE users RENAME TO accounts; CREATE VIEW users AS SELECT * FROM accounts;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the old name is taken by another table',
      sql: 'CREATE TABLE users_new (id int); RENAME TABLE users TO users_old, users_new TO users;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE a (id int); ALTER TABLE a RENAME TO b;',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the last step of a rebuild',
      sql: `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    { provider: 'postgresql', why: 'an index', sql: 'ALTER INDEX users_idx RENAME TO u_idx;', finds: false },
  ],
});

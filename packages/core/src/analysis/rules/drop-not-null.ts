import type { ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { rebuildDroppedHere } from './support/rebuilds';
import { isUsedHere } from './support/used-here';

/**
 * Versions of the application that know the column as NOT NULL meet values that they cannot handle as soon as
 * the first NULL is written, and the way back is a scan of all rows.
 *
 * Source: squawk `ban-drop-not-null`.
 *
 * Safe alternative: deploy a version that can read NULL everywhere first; then drop NOT NULL.
 */
export const dropNotNull = defineRule({
  id: 'drop-not-null',
  title: 'A column may hold NULL from now on',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['drop-not-null', 'alter-domain-constraint', 'drop-table'],
  check(current, context) {
    const { change } = current;
    if (change.kind === 'drop-table') {
      const rebuild = rebuildDroppedHere(context);
      return rebuild?.becameNullable.map((column) => hit(context, rebuild.table, column, ''));
    }
    if (change.kind === 'alter-domain-constraint') {
      const isLost =
        change.action === 'drop-not-null' && !context.before.object('domain', change.domain)?.isNew;
      if (!isLost) return undefined;
      return {
        object: nameOf(change.domain),
        message: `Values of the domain ${nameOf(change.domain)} may be NULL from now on${occasionOf(current)}; versions of the application that do not expect it fail.`,
        suggestion: '-- Deploy a version that can read NULL there first.',
      };
    }

    const { table, column } = change;
    const known = context.before.column(table, column);
    if (!isUsedHere(current, context, table) || known?.isNew || known?.notNull === false) return undefined;
    if (context.after.column(table, column)?.notNull) return undefined;
    return hit(context, table, column, occasionOf(current));
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'a plain drop',
      sql: 'ALTER TABLE t ALTER COLUMN a DROP NOT NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'known to be NOT NULL',
      schema: 'CREATE TABLE t (a int NOT NULL);',
      sql: 'ALTER TABLE t ALTER a DROP NOT NULL;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MODIFY without NOT NULL',
      schema: 'CREATE TABLE t (a int NOT NULL);',
      sql: 'ALTER TABLE t MODIFY a int;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the new table of a rebuild has it without',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL);',
      sql: `PRAGMA foreign_keys=OFF;
            CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL);
            INSERT INTO new_t (id, a, b) SELECT id, a, b FROM t;
            DROP TABLE t; ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    { provider: 'postgresql', why: 'of a domain', sql: 'ALTER DOMAIN d DROP NOT NULL;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'it is nullable already',
      schema: 'CREATE TABLE t (a int);',
      sql: 'ALTER TABLE t ALTER a DROP NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (a int NOT NULL); ALTER TABLE t ALTER a DROP NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the column is new',
      sql: 'ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0; ALTER TABLE t ALTER a DROP NOT NULL;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'MODIFY of a column that is not known',
      sql: 'ALTER TABLE t MODIFY a int;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'put back',
      schema: 'CREATE TABLE t (a int NOT NULL);',
      sql: 'ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t ALTER a SET NOT NULL;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'only the default',
      sql: 'ALTER TABLE t ALTER a DROP DEFAULT;',
      finds: false,
    },
  ],
});

function hit({ provider }: RuleContext, table: ObjectName, column: string, occasion: string): Hit {
  const name = quoteWhereNeeded(provider, column);
  return {
    object: columnName(table, column),
    message: `${columnName(table, column)} may be NULL from now on${occasion}; versions of the application that do not expect it fail on the first one.`,
    suggestion: [
      '-- Deploy a version that can read NULL there first. To have it back later, all rows must be looked at:',
      `SELECT count(*) FROM ${sqlName(provider, table)} WHERE ${name} IS NULL;`,
    ].join('\n'),
  };
}

import type { ColumnDefinition, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isAtLeastVersion } from './support/server-version';

/**
 * MySQL before 9.0 and MariaDB before 10.5 read `REFERENCES` behind a column and ignore it without a word: there is
 * no foreign key, and rows that point nowhere come in.
 *
 * Source: Atlas MY102; MySQL, "FOREIGN KEY Constraint Differences"; MariaDB, "Foreign Keys".
 *
 * Safe alternative: a foreign key of the table.
 * ```sql
 * ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);
 * ```
 */
export const mysqlInlineReferences = defineRule({
  id: 'mysql-inline-references',
  title: 'REFERENCES behind a column is ignored by the server',
  engines: ['mysql'],
  risk: 'medium',
  on: ['create-table', 'add-column'],
  check(current, context) {
    if (happensLater(current) || isHonoured(context)) return undefined;
    const { change } = current;
    const columns = change.kind === 'create-table' ? change.columns : [change.column];
    return columns.flatMap((column) => hitsFor(change.table, column));
  },
  examples: [
    { provider: 'mysql', why: 'a new table', sql: 'CREATE TABLE o (u int REFERENCES users (id));', finds: 1 },
    {
      provider: 'mysql',
      why: 'a new column',
      sql: 'ALTER TABLE o ADD u int REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MySQL 8',
      serverVersion: '8.0.36',
      sql: 'CREATE TABLE o (u int REFERENCES users (id) ON DELETE CASCADE);',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'two columns',
      sql: 'CREATE TABLE o (u int REFERENCES users (id), v int NOT NULL REFERENCES v (id));',
      finds: 2,
    },
    {
      provider: 'mysql',
      why: 'MariaDB honours it',
      serverVersion: '10.11.6-MariaDB',
      sql: 'CREATE TABLE o (u int REFERENCES users (id));',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'MySQL 9 honours it',
      serverVersion: '9.1.0',
      sql: 'CREATE TABLE o (u int REFERENCES users (id));',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a foreign key of the table',
      sql: 'CREATE TABLE o (u int, FOREIGN KEY (u) REFERENCES users (id));',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a comment of the column',
      sql: "CREATE TABLE o (u int COMMENT 'REFERENCES users (id)');",
      finds: false,
    },
  ],
});

function isHonoured({ flavour, serverVersion }: RuleContext): boolean {
  if (flavour === 'mariadb') return isAtLeastVersion(serverVersion, 10, 5);
  return flavour === 'mysql' && isAtLeastVersion(serverVersion, 9);
}

function hitsFor(table: ObjectName, { name, inlineReferences }: ColumnDefinition): Hit[] {
  if (inlineReferences === undefined) return [];
  return [
    {
      object: columnName(table, name),
      message: `The server ignores REFERENCES behind ${columnName(table, name)}: there will be no foreign key to ${nameOf(inlineReferences)}.`,
      suggestion: `ALTER TABLE ${sqlName('mysql', table)} ADD FOREIGN KEY (${quoteWhereNeeded('mysql', name)}) REFERENCES ${sqlName('mysql', inlineReferences)} (id);`,
    },
  ];
}

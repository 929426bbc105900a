import type { Change } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { addedConstraints } from './support/added-constraints';
import { lockTime } from './support/lock-time';
import { dropsPrimaryKey, mysqlCopy, type MysqlCopy } from './support/mysql-copy';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { changesOfStatement } from './support/same-statement';
import { isTableInUse } from './support/table-in-use';

/**
 * MySQL and MariaDB do these by copying the table row by row, with writes blocked until the copy is done, or
 * by a scan that blocks writes. With ALGORITHM=INPLACE, INSTANT or LOCK=NONE written the server refuses instead.
 *
 * Source: MySQL manual, "Online DDL Operations"; strong_migrations (MySQL parts), Atlas MY110 to MY123;
 * measured on MariaDB 10.11. Safe: gh-ost or pt-online-schema-change, or a form that need not copy.
 * ```sql
 * ALTER TABLE users ADD COLUMN visits_new bigint, ALGORITHM=INSTANT;
 * -- fill it in batches, and let it take the old column's place
 * ```
 */
export const mysqlTableCopy = defineRule({
  id: 'mysql-table-copy',
  title: 'An ALTER TABLE that copies the table or blocks writes for long',
  engines: ['mysql'],
  risk: 'high',
  on: [
    'alter-column-type',
    'convert-charset',
    'add-constraint',
    'drop-constraint',
    'add-column',
    'create-index',
    'rewrite-table',
    'alter-options',
  ],
  examples: [
    {
      provider: 'mysql',
      why: 'every row gets longer',
      schema: 'CREATE TABLE users (id int PRIMARY KEY, visits int);',
      sql: 'ALTER TABLE users MODIFY visits bigint;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the text of every row is written anew',
      sql: 'ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'a member in the middle gives the others new numbers',
      schema: "CREATE TABLE users (state enum('new','old'));",
      sql: "ALTER TABLE users MODIFY state enum('new','middle','old');",
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'all rows are looked up',
      sql: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the server is told to copy',
      sql: 'ALTER TABLE users ADD COLUMN a int, ALGORITHM=COPY;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the storage engine is changed, the primary key taken away, a column computed and stored',
      sql: `ALTER TABLE users ENGINE=InnoDB; ALTER TABLE users DROP PRIMARY KEY;
            ALTER TABLE users ADD COLUMN b int GENERATED ALWAYS AS (a + 1) STORED;`,
      finds: 3,
    },
    {
      provider: 'mysql',
      why: 'MySQL needs a second byte for the length of the text',
      serverVersion: '8.0.36',
      schema: 'CREATE TABLE users (name varchar(20)) DEFAULT CHARSET=utf8mb4;',
      sql: 'ALTER TABLE users MODIFY name varchar(64);',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MariaDB does not',
      serverVersion: '10.11.6-MariaDB',
      schema: 'CREATE TABLE users (name varchar(20)) DEFAULT CHARSET=utf8mb4;',
      sql: 'ALTER TABLE users MODIFY name varchar(64);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a member at the end, and another default',
      schema: "CREATE TABLE users (state enum('new','old'), n int);",
      sql: "ALTER TABLE users MODIFY state enum('new','old','gone'), MODIFY n int DEFAULT 3;",
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'columns and indexes are added beside the work of others',
      sql: 'ALTER TABLE users ADD COLUMN a int, ADD INDEX users_b (b);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'nothing is looked up, at the author’s risk',
      sql: `SET foreign_key_checks = 0;
            ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);`,
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the server refuses rather than copies',
      schema: 'CREATE TABLE users (visits int);',
      sql: 'ALTER TABLE users MODIFY visits bigint, ALGORITHM=INPLACE;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the new key comes with the old one’s end',
      sql: 'ALTER TABLE users DROP PRIMARY KEY, ADD PRIMARY KEY (uuid);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (visits int); ALTER TABLE users MODIFY visits bigint;',
      finds: false,
    },
  ],
  check(current, context): Hit | undefined {
    const { change } = current;
    const { table } = change;
    if (table === undefined || happensLater(current) || !isTableInUse(context.before, table))
      return undefined;
    if (change.kind !== 'alter-options' && refusesToCopy(context)) return undefined;
    const copy = dropsKeyForGood(change, context) ?? mysqlCopy(change, context);
    if (copy === undefined) return undefined;
    return {
      // One finding for all clauses of an ALTER TABLE: they are done in one copy.
      object: nameOf(table),
      message: copy.copies
        ? `${copy.reason}: the server copies ${nameOf(table)}, and writes wait until that is done.`
        : `${copy.reason}: writes wait while the server works through ${nameOf(table)}.`,
      suggestion: [
        `-- try on a copy whether it goes without: ALTER TABLE ${sqlName('mysql', table)} …, ALGORITHM=INPLACE, LOCK=NONE;`,
        `-- else: gh-ost --table=${table.name} --alter='…' or pt-online-schema-change`,
      ].join('\n'),
      ...lockTime(context, table, copy.risk),
    };
  },
});

/** ALGORITHM or LOCK is written so that the server fails where it would have to copy or to block writes. */
function refusesToCopy(context: RuleContext): boolean {
  return changesOfStatement(context).some(
    ({ change }) =>
      change.kind === 'alter-options' &&
      (/^(inplace|instant|nocopy)$/i.test(change.algorithm ?? '') || /^none$/i.test(change.lock ?? '')),
  );
}

/** DROP PRIMARY KEY without a new one in the same statement. */
function dropsKeyForGood(change: Change, context: RuleContext): MysqlCopy | undefined {
  if (!dropsPrimaryKey(change)) return undefined;
  const isReplaced = changesOfStatement(context).some(({ change: other }) => addsPrimaryKey(other));
  return isReplaced ? undefined : { reason: 'DROP PRIMARY KEY orders the rows anew', copies: true };
}

function addsPrimaryKey(change: Change): boolean {
  if (change.kind !== 'add-constraint' && change.kind !== 'add-column') return false;
  return addedConstraints(change).some(({ kind }) => kind === 'primary-key');
}

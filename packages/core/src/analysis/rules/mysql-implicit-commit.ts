import type { ChangeKind } from '../change';
import { defineRule, type RuleContext, type RunChange } from '../rule';
import { COMMITTING_DDL, commitsImplicitly } from '../run-changes-commits';
import { happensLater } from './support/occasion';
import { earlierInTransaction } from './support/same-transaction';
import { isTableInUse } from './support/table-in-use';

const DATA_CHANGES: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'insert',
  'update',
  'delete',
  'merge',
  'copy',
]);

/** Kinds of which some or all commit. */
const DDL = ['create-table', 'drop-table', 'other', ...COMMITTING_DDL] as const;

/**
 * In MySQL and MariaDB every DDL statement first commits the open transaction, even if it then fails. The COMMIT or
 * ROLLBACK at the end has no effect on what came before, and a failure leaves the migration half applied.
 *
 * Source: MySQL, "Statements That Cause an Implicit Commit"; measured on MariaDB 10.11.
 *
 * Safe alternative: no transaction around DDL; one DDL statement per migration, data changes in another.
 */
export const mysqlImplicitCommit = defineRule({
  id: 'mysql-implicit-commit',
  title: 'A DDL statement commits the transaction in which it stands',
  engines: ['mysql'],
  risk: 'medium',
  on: DDL,
  check(current, context) {
    if (current.inOwnTransaction ? !isFirstCommit(current, context) : !followsData(current, context))
      return undefined;
    return {
      object: '',
      message:
        'Commits everything that was done before it, even if it fails: nothing can undo the data changes any more.',
      suggestion:
        '-- Put the data changes and this statement into migrations of their own (without START TRANSACTION).',
    };
  },
  examples: [
    {
      provider: 'mysql',
      why: 'after a data change',
      sql: 'START TRANSACTION; UPDATE t SET a = 1 WHERE id = 1; ALTER TABLE t ADD b int; COMMIT;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'only the first one',
      sql: 'BEGIN; CREATE TABLE a (id int); CREATE TABLE b (id int); COMMIT;',
      finds: 1,
    },
    { provider: 'mysql', why: 'a view', sql: 'BEGIN; CREATE VIEW v AS SELECT 1; COMMIT;', finds: 1 },
    { provider: 'mysql', why: 'rights', sql: "BEGIN; GRANT SELECT ON s.* TO 'a'@'%'; COMMIT;", finds: 1 },
    {
      provider: 'mysql',
      why: 'without a transaction, too: the data stays when the DDL fails',
      sql: 'UPDATE t SET a = 1 WHERE id = 1; ALTER TABLE t ADD b int; ALTER TABLE t ADD c int;',
      finds: 1,
    },
    { provider: 'mysql', why: 'no data before it', sql: 'ALTER TABLE t ADD b int;', finds: false },
    {
      provider: 'mysql',
      why: 'data behind it',
      sql: 'ALTER TABLE t ADD b int; UPDATE t SET a = 1 WHERE id = 1;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a temporary table',
      sql: 'BEGIN; CREATE TEMPORARY TABLE t (id int); COMMIT;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'after the end',
      sql: 'BEGIN; INSERT INTO t VALUES (1); COMMIT; ALTER TABLE t ADD b int;',
      finds: false,
    },
    { provider: 'mysql', why: 'only data', sql: 'BEGIN; DELETE FROM t WHERE id = 1; COMMIT;', finds: false },
  ],
});

/** The statement that ends the transaction which the file began. */
function isFirstCommit(current: RunChange, context: RuleContext): boolean {
  if (!commitsTransaction(current)) return false;
  for (const earlier of earlierInTransaction(context)) if (commitsTransaction(earlier)) return false;
  return true;
}

/** Without a transaction: the first DDL behind data changes of the same file, which it makes final. */
function followsData(current: RunChange, context: RuleContext): boolean {
  if (!commitsImplicitly(current.change) || happensLater(current)) return false;
  for (let at = context.index - 1; at >= 0; at--) {
    const earlier = context.run[at];
    if (earlier === undefined || earlier.file !== current.file) return false;
    if (earlier.statement === current.statement || happensLater(earlier)) continue;
    const { change } = earlier;
    if (change.kind === 'transaction' || commitsImplicitly(change)) return false;
    if (DATA_CHANGES.has(change.kind) && 'table' in change && change.table !== undefined)
      return isTableInUse(context.before, change.table);
  }
  return false;
}

function commitsTransaction({ change, inOwnTransaction }: RunChange): boolean {
  return inOwnTransaction && commitsImplicitly(change);
}

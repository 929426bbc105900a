import type { Change, ChangeOf } from '../change';
import { defineRule, type RuleContext } from '../rule';
import { lockTime } from './support/lock-time';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { sameColumns, sameName } from './support/run-index';
import { earlierInTransaction } from './support/same-transaction';
import { isTableInUse } from './support/table-in-use';

/**
 * VALIDATE CONSTRAINT needs no more than a lock that lets reads and writes through, but the lock of the ADD … NOT
 * VALID before it is kept until the transaction ends: together they block as long as without NOT VALID.
 *
 * Source: squawk `constraint-missing-not-valid` (assumed transactions), strong_migrations
 * `validate_foreign_key` and `validate_check_constraint`. Safe: two migrations.
 * ```sql
 * ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
 * -- in a later migration:
 * ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
 * ```
 */
export const validateInSameTransaction = defineRule({
  id: 'validate-in-same-transaction',
  title: 'A constraint that is added NOT VALID and validated in one transaction',
  engines: ['postgresql'],
  risk: 'high',
  on: ['validate-constraint', 'alter-domain-constraint'],
  examples: [
    {
      provider: 'postgresql',
      why: 'a file is one transaction',
      sql: `ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
            ALTER TABLE orders VALIDATE CONSTRAINT total_positive;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'other statements between them change nothing',
      sql: `ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
            COMMENT ON TABLE orders IS 'x'; ALTER TABLE orders VALIDATE CONSTRAINT orders_user;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'nor does one ALTER TABLE make it better',
      sql: `ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID,
            VALIDATE CONSTRAINT total_positive;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the file’s own transaction',
      sql: `BEGIN; ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;
            ALTER TABLE orders VALIDATE CONSTRAINT c; COMMIT;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the constraint was added in an earlier migration',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT total_positive;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'two transactions',
      sql: `BEGIN; ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID; COMMIT;
            BEGIN; ALTER TABLE orders VALIDATE CONSTRAINT c; COMMIT;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it is another constraint that is validated',
      sql: `ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;
            ALTER TABLE orders VALIDATE CONSTRAINT d;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: `CREATE TABLE orders (total int); ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;
            ALTER TABLE orders VALIDATE CONSTRAINT c;`,
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (happensLater(current)) return undefined;
    if (change.kind === 'alter-domain-constraint' && change.action !== 'validate') return undefined;
    const owner = change.kind === 'alter-domain-constraint' ? change.domain : change.table;
    if (change.kind === 'validate-constraint' && !isTableInUse(context.before, owner)) return undefined;
    for (const { change: earlier } of earlierInTransaction(context)) {
      if (!adds(earlier, change, context)) continue;
      const constraint = change.name ?? '';
      const what = change.kind === 'alter-domain-constraint' ? 'DOMAIN' : 'TABLE';
      return {
        object: `${nameOf(owner)}.${constraint}`,
        message:
          `${constraint} is validated in the transaction that adds it: the lock of ADD CONSTRAINT on ` +
          `${nameOf(owner)} is held until all rows are checked, as if NOT VALID were not there.`,
        suggestion: `-- in a later migration:\nALTER ${what} ${sqlName('postgresql', owner)} VALIDATE CONSTRAINT ${quoteWhereNeeded('postgresql', constraint)};`,
        ...(change.kind === 'validate-constraint' ? lockTime(context, owner) : {}),
      };
    }
    return undefined;
  },
});

/** Whether `earlier` added, without checking it, the constraint that `change` validates. */
function adds(
  earlier: Change,
  change: ChangeOf<'validate-constraint' | 'alter-domain-constraint'>,
  { before }: RuleContext,
): boolean {
  if (change.kind === 'alter-domain-constraint')
    return (
      earlier.kind === 'alter-domain-constraint' &&
      earlier.action === 'add' &&
      earlier.notValid === true &&
      sameName(before, earlier.domain, change.domain) &&
      earlier.name === change.name
    );
  if (earlier.kind !== 'add-constraint' || !earlier.constraint.notValid) return false;
  if (!sameName(before, earlier.table, change.table)) return false;
  if (earlier.constraint.name !== undefined) return earlier.constraint.name === change.name;
  const named = before.constraint(change.table, change.name);
  return (
    named?.kind === earlier.constraint.kind &&
    sameColumns('postgresql', named.columns, earlier.constraint.columns)
  );
}

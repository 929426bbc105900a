import { defineRule } from '../rule';
import { constraintName, describeConstraint } from './support/added-constraints';
import { lockTime } from './support/lock-time';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isTableInUse } from './support/table-in-use';

/**
 * An EXCLUDE constraint builds its index while the table is locked against reads and writes. PostgreSQL has
 * no way to build it beforehand.
 *
 * Source: strong_migrations `add_exclusion_constraint`, eugene E8. Safe: only a new table that is filled
 * with the constraint in place; on a small table a short lock_timeout and a quiet hour.
 * ```sql
 * SET lock_timeout = '2s';
 * ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);
 * ```
 */
export const exclusionConstraint = defineRule({
  id: 'exclusion-constraint',
  title: 'An EXCLUDE constraint on a table in use',
  engines: ['postgresql'],
  risk: 'high',
  on: ['add-constraint'],
  examples: [
    {
      provider: 'postgresql',
      why: 'the index is built under an exclusive lock',
      schema: 'CREATE TABLE bookings (room int, during tsrange);',
      sql: 'ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'without a name, and without knowing the table',
      sql: 'ALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a predicate does not make the lock shorter',
      sql: 'ALTER TABLE ONLY bookings ADD EXCLUDE USING gist (during WITH &&) WHERE (active);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'in a DO block it happens at once as well',
      sql: 'DO $$ BEGIN ALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&); END $$;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE bookings (during tsrange); ALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'written with the new table',
      sql: 'CREATE TABLE bookings (during tsrange, EXCLUDE USING gist (during WITH &&));',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'temporary tables are nobody else’s',
      sql: 'CREATE TEMP TABLE b (during tsrange); ALTER TABLE b ADD EXCLUDE USING gist (during WITH &&);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it is a comment',
      sql: 'SELECT 1; -- ALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&);',
      finds: false,
    },
  ],
  check(current, context) {
    const { table, constraint } = current.change;
    if (constraint.kind !== 'exclusion' || happensLater(current)) return undefined;
    if (!isTableInUse(context.before, table)) return undefined;
    return {
      object: `${nameOf(table)}.${describeConstraint(constraint)}`,
      message:
        `${describeConstraint(constraint)} builds an index over all rows of ${nameOf(table)} while it is locked ` +
        'against reads and writes (ACCESS EXCLUSIVE), and fails if two rows conflict.',
      suggestion:
        `-- There is no way to build it beforehand. Either a new table with the constraint that takes the place of ` +
        `${sqlName(context.provider, table)},\n` +
        `-- or a quiet hour with SET lock_timeout = '2s'; before ADD CONSTRAINT ` +
        `${constraintName(table.name, constraint, 'excl')}.`,
      ...lockTime(context, table),
    };
  },
});

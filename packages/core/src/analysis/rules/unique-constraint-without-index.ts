import type { ConstraintDefinition, ObjectName } from '../change';
import { defineRule, type RuleContext } from '../rule';
import { addedConstraints, constraintName, describeConstraint } from './support/added-constraints';
import { lockTime } from './support/lock-time';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isKnownColumn } from './support/required-column';
import { isTableInUse } from './support/table-in-use';

/**
 * ADD UNIQUE and ADD PRIMARY KEY build their index while the table is locked against reads and writes,
 * unless they take over an index that was built before.
 *
 * Source: squawk `disallowed-unique-constraint`, Atlas PG104 and PG105, strong_migrations
 * `add_unique_constraint`, eugene E7. Safe: CREATE UNIQUE INDEX CONCURRENTLY, then ADD … USING INDEX.
 * ```sql
 * CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
 * ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;
 * ```
 */
export const uniqueConstraintWithoutIndex = defineRule({
  id: 'unique-constraint-without-index',
  title: 'A UNIQUE or PRIMARY KEY constraint that builds its index under lock',
  engines: ['postgresql'],
  risk: 'high',
  on: ['add-constraint', 'add-column'],
  examples: [
    {
      provider: 'postgresql',
      why: 'the index is built under lock',
      schema: 'CREATE TABLE users (email text);',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'so is that of a primary key',
      sql: 'ALTER TABLE users ADD PRIMARY KEY (id);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'or of a column’s UNIQUE',
      sql: 'ALTER TABLE users ADD COLUMN email text UNIQUE;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a unique index that exists does not help unless it is used',
      schema: 'CREATE TABLE users (email text); CREATE UNIQUE INDEX users_email ON users (email);',
      sql: 'ALTER TABLE users ADD UNIQUE (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the index is there already',
      sql: `CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);
            ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the same for a primary key',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_id;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (id int, email text UNIQUE); ALTER TABLE users ADD PRIMARY KEY (id);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a unique index alone is judged by other rules',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    const { table } = change;
    if (happensLater(current) || !isTableInUse(context.before, table)) return undefined;
    if (
      change.kind === 'add-column' &&
      change.ifNotExists &&
      isKnownColumn(context, table, change.column.name)
    )
      return undefined;
    return addedConstraints(change)
      .filter(
        ({ kind, usingIndex }) => (kind === 'unique' || kind === 'primary-key') && usingIndex === undefined,
      )
      .map((constraint) => ({
        object: `${nameOf(table)}.${describeConstraint(constraint)}`,
        message:
          `${describeConstraint(constraint)} builds an index over all rows of ${nameOf(table)} while it is locked ` +
          'against reads and writes (ACCESS EXCLUSIVE).',
        suggestion: inSteps(context, table, constraint),
        ...lockTime(context, table),
      }));
  },
});

function inSteps({ provider }: RuleContext, table: ObjectName, constraint: ConstraintDefinition): string {
  const isPrimary = constraint.kind === 'primary-key';
  const name = quoteWhereNeeded(
    provider,
    isPrimary ? (constraint.name ?? `${table.name}_pkey`) : constraintName(table.name, constraint, 'key'),
  );
  const columns = constraint.columns.map((column) => quoteWhereNeeded(provider, column)).join(', ');
  return [
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${sqlName(provider, table)} (${columns});`,
    `ALTER TABLE ${sqlName(provider, table)} ADD CONSTRAINT ${name} ${isPrimary ? 'PRIMARY KEY' : 'UNIQUE'} USING INDEX ${name};`,
  ].join('\n');
}

import type { ChangeOf, ConstraintDefinition, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { addedConstraints, constraintName, describeConstraint } from './support/added-constraints';
import { hasDefault } from './support/column-default';
import { lockTime } from './support/lock-time';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isKnownColumn } from './support/required-column';
import { isTableInUse } from './support/table-in-use';

/**
 * A CHECK or FOREIGN KEY that is added without NOT VALID is checked for all rows under a lock that keeps out
 * writes (FOREIGN KEY: on both tables) or everything (CHECK).
 *
 * Source: squawk `constraint-missing-not-valid`, `adding-foreign-key-constraint` and
 * `ban-alter-domain-with-add-constraint`, Atlas PG305, strong_migrations `add_foreign_key` and
 * `add_check_constraint`, eugene E1. Safe: NOT VALID, and VALIDATE CONSTRAINT in a later transaction.
 * ```sql
 * ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
 * -- in a later migration:
 * ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
 * ```
 */
export const constraintWithoutNotValid = defineRule({
  id: 'constraint-without-not-valid',
  title: 'A CHECK or FOREIGN KEY that is checked for all rows at once',
  engines: ['postgresql'],
  risk: 'high',
  on: ['add-constraint', 'add-column', 'alter-domain-constraint'],
  examples: [
    {
      provider: 'postgresql',
      why: 'writes to both tables wait until all rows are checked',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'reads and writes wait',
      schema: 'CREATE TABLE orders (total int);',
      sql: 'ALTER TABLE orders ADD CHECK (total > 0);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the CHECK of a new column is evaluated for all rows as well',
      sql: 'ALTER TABLE orders ADD COLUMN total int CHECK (total > 0);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'every row refers to user 1, which is looked up',
      sql: 'ALTER TABLE orders ADD COLUMN user_id int DEFAULT 1 REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'all columns of the domain are checked',
      sql: "ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (value LIKE '%@%');",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'NOT VALID looks at no row',
      sql: `ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
            ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (value LIKE '%@%') NOT VALID;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a column of NULLs refers to nothing',
      sql: 'ALTER TABLE orders ADD COLUMN user_id int REFERENCES users (id);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the referencing table is new',
      schema: 'CREATE TABLE users (id int PRIMARY KEY);',
      sql: `CREATE TABLE orders (user_id int);
            ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id), ADD CHECK (user_id > 0);`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'other kinds of constraints have their own rules',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number);',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (happensLater(current)) return undefined;
    if (change.kind === 'alter-domain-constraint') return domainHit(change, context);
    const { table } = change;
    if (!isTableInUse(context.before, table)) return undefined;
    if (
      change.kind === 'add-column' &&
      change.ifNotExists &&
      isKnownColumn(context, table, change.column.name)
    )
      return undefined;
    const checked = addedConstraints(change).filter((constraint) => checksRows(change, constraint));
    return checked.map((constraint) => tableHit(context, table, constraint, change.kind === 'add-column'));
  },
});

function checksRows(
  change: ChangeOf<'add-constraint' | 'add-column'>,
  constraint: ConstraintDefinition,
): boolean {
  if (constraint.notValid) return false;
  if (constraint.kind === 'check') return true;
  // PostgreSQL does not look up a column that it has just filled with NULL.
  return constraint.kind === 'foreign-key' && (change.kind === 'add-constraint' || hasDefault(change.column));
}

function tableHit(
  context: RuleContext,
  table: ObjectName,
  constraint: ConstraintDefinition,
  isInline: boolean,
): Hit {
  const { provider } = context;
  const name = describeConstraint(constraint);
  const referenced = constraint.references?.table;
  const wait = referenced
    ? `writes to ${nameOf(table)} and ${nameOf(referenced)} wait (SHARE ROW EXCLUSIVE)`
    : 'reads and writes wait (ACCESS EXCLUSIVE)';
  const alter = `ALTER TABLE ${sqlName(provider, table)}`;
  const written = quoteWhereNeeded(
    provider,
    constraintName(table.name, constraint, referenced ? 'fkey' : 'check'),
  );
  return {
    object: `${nameOf(table)}.${name}`,
    message: `${name} is checked for all rows of ${nameOf(table)} at once; until that is done, ${wait}.`,
    suggestion: [
      ...(isInline ? ['-- add the column without the constraint, then:'] : []),
      `${alter} ADD CONSTRAINT ${written} ${definition(context, constraint)} NOT VALID;`,
      '-- in a later migration:',
      `${alter} VALIDATE CONSTRAINT ${written};`,
    ].join('\n'),
    ...lockTime(context, table),
  };
}

function definition({ provider }: RuleContext, constraint: ConstraintDefinition): string {
  const list = (columns: readonly string[]) =>
    columns.map((column) => quoteWhereNeeded(provider, column)).join(', ');
  const { references } = constraint;
  if (references === undefined) return `CHECK (${constraint.expression ?? '…'})`;
  const key = references.columns.length > 0 ? ` (${list(references.columns)})` : '';
  return `FOREIGN KEY (${list(constraint.columns)}) REFERENCES ${sqlName(provider, references.table)}${key}`;
}

function domainHit(
  { domain, action, name, notValid }: ChangeOf<'alter-domain-constraint'>,
  { before, provider }: RuleContext,
): Hit | undefined {
  if (action !== 'add' || notValid || before.object('domain', domain)?.isNew) return undefined;
  const alter = `ALTER DOMAIN ${sqlName(provider, domain)}`;
  const constraint = quoteWhereNeeded(provider, name ?? `${domain.name}_check`);
  return {
    object: nameOf(domain),
    message:
      `The new constraint of the domain ${nameOf(domain)} is checked for all rows of all tables that use it; ` +
      'writes to them wait until that is done.',
    suggestion: [
      `${alter} ADD CONSTRAINT ${constraint} CHECK (…) NOT VALID;`,
      '-- in a later migration:',
      `${alter} VALIDATE CONSTRAINT ${constraint};`,
    ].join('\n'),
  };
}

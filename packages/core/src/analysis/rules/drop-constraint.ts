import type { ChangeOf, ObjectName } from '../change';
import type { ModelConstraint } from '../model/schema-model';
import { defineRule, type Hit, type RuleContext, type RunChange } from '../rule';
import { hasEquivalent } from './support/equivalent-constraint';
import { columnName, nameOf } from './support/names';
import { occasionOf } from './support/occasion';
import { rebuildDroppedHere } from './support/rebuilds';
import { isConstraintNew } from './support/run-index';
import { isTableInUse } from './support/table-in-use';
import { isReplacedUnseen, mayBeProofOfNotNull } from './support/unknown-constraint';
import { isUsedHere } from './support/used-here';

/**
 * Without the constraint rows come in that break what the application takes for granted, and it cannot be had
 * back before they are mended. A constraint that is replaced by an equivalent one is not lost, nor is a
 * CHECK (c IS NOT NULL) once the column itself is NOT NULL.
 *
 * Source: Atlas CD101 (foreign keys only); the others follow from it.
 *
 * Safe alternative: keep it until no version of the application relies on it; to change it, add the new one first.
 * ```sql
 * ALTER TABLE orders ADD CONSTRAINT orders_total_check2 CHECK (total >= 0) NOT VALID;
 * ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check2;
 * ALTER TABLE orders DROP CONSTRAINT orders_total_check;
 * ```
 */
export const dropConstraint = defineRule({
  id: 'drop-constraint',
  title: 'A constraint is dropped, so that rows may come in which break it',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['drop-constraint', 'drop-index', 'alter-domain-constraint', 'drop-table'],
  check(current, context) {
    const { change } = current;
    switch (change.kind) {
      case 'drop-constraint':
        return checkDrop({ ...current, change }, context);
      case 'drop-index':
        return checkIndex({ ...current, change }, context);
      case 'alter-domain-constraint':
        return checkDomain({ ...current, change }, context);
      case 'drop-table': {
        const rebuild = rebuildDroppedHere(context);
        return rebuild?.lost?.constraints.map(({ name, kind }) => hitFor(current, rebuild.table, name, kind));
      }
    }
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'a foreign key',
      sql: 'ALTER TABLE orders DROP CONSTRAINT orders_user_fkey;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'a foreign key',
      sql: 'ALTER TABLE orders DROP FOREIGN KEY orders_ibfk_1;',
      finds: 1,
    },
    { provider: 'mysql', why: 'a primary key', sql: 'ALTER TABLE orders DROP PRIMARY KEY;', finds: 1 },
    {
      provider: 'mysql',
      why: 'the index of a unique constraint',
      schema: 'CREATE TABLE t (a int, CONSTRAINT t_a UNIQUE (a));',
      sql: 'ALTER TABLE t DROP INDEX t_a;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'of a domain',
      sql: 'ALTER DOMAIN email DROP CONSTRAINT email_check;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'uniqueness of one column gives way to that of two',
      schema: 'CREATE TABLE t (a int, b int, CONSTRAINT t_a UNIQUE (a));',
      sql: 'ALTER TABLE t DROP CONSTRAINT t_a; ALTER TABLE t ADD CONSTRAINT t_ab UNIQUE (a, b);',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'a rebuild without the check',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a > 0));',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a INTEGER);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'added in this run',
      sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t DROP CONSTRAINT c;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'replaced by another over the same column',
      schema: 'CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));',
      sql: 'ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT d CHECK (a >= 0) NOT VALID;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it only proved what the column now says itself',
      schema: 'CREATE TABLE t (a int, CONSTRAINT c CHECK (a IS NOT NULL));',
      sql: 'ALTER TABLE t ALTER COLUMN a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT c;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0)); ALTER TABLE t DROP CONSTRAINT c;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a unique index is no constraint',
      schema: 'CREATE TABLE t (a int); CREATE UNIQUE INDEX t_a ON t (a);',
      sql: 'DROP INDEX t_a ON t;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'put back under the same name',
      sql: `ALTER TABLE orders DROP FOREIGN KEY fk;
        ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;`,
      finds: false,
    },
  ],
});

function checkDrop(current: RunChange<'drop-constraint'>, context: RuleContext): Hit | undefined {
  const { change } = current;
  const { table, name } = change;
  if (!isUsedHere(current, context, table)) return undefined;
  const known = findConstraint(change, context);
  const realName = name ?? known?.name;
  if (realName !== undefined && isConstraintNew(context, table, realName)) return undefined;
  if (known === undefined) {
    const isGone = context.before.table(table)?.columnsKnown === true && context.before.isComplete;
    if (change.ifExists && isGone) return undefined;
    if (isReplacedUnseen(change, context) || mayBeProofOfNotNull(change, context)) return undefined;
  } else if (isStillPromised(table, known, context)) {
    return undefined;
  }
  return hitFor(current, table, realName ?? 'primary key', change.constraintKind ?? known?.kind);
}

function checkIndex(current: RunChange<'drop-index'>, context: RuleContext): Hit | undefined {
  if (context.provider !== 'mysql') return undefined;
  const known = context.before.index(current.change.index, current.change.table);
  if (known?.index.constraint === undefined) return undefined;
  const table = known.table.name;
  const constraint = context.before.constraint(table, known.index.constraint);
  if (constraint?.kind !== 'unique' || !isTableInUse(context.before, table)) return undefined;
  if (isConstraintNew(context, table, constraint.name) || isStillPromised(table, constraint, context)) {
    return undefined;
  }
  return hitFor(current, current.change.table ?? table, constraint.name, constraint.kind);
}

function checkDomain(current: RunChange<'alter-domain-constraint'>, context: RuleContext): Hit | undefined {
  const { domain, action, name } = current.change;
  if (action !== 'drop' || context.before.object('domain', domain)?.isNew) return undefined;
  const isPutBack = context.run
    .slice(context.index + 1)
    .some(
      ({ change }) =>
        change.kind === 'alter-domain-constraint' &&
        change.action === 'add' &&
        change.domain.name === domain.name &&
        change.name === name,
    );
  return isPutBack ? undefined : hitFor(current, domain, name ?? '', undefined);
}

function findConstraint(
  { table, name, constraintKind }: ChangeOf<'drop-constraint'>,
  { before }: RuleContext,
): ModelConstraint | undefined {
  if (name !== undefined) return before.constraint(table, name);
  return before.table(table)?.constraints.find(({ kind }) => kind === constraintKind);
}

function isStillPromised(table: ObjectName, constraint: ModelConstraint, context: RuleContext): boolean {
  const column = constraint.provesNotNull;
  if (column !== undefined && context.before.column(table, column)?.notNull) return true;
  return hasEquivalent(context.after, table, constraint);
}

function hitFor(current: RunChange, table: ObjectName, name: string, kind: string | undefined): Hit {
  const what = kind === undefined ? 'constraint' : `${kind.replace('-', ' ')} constraint`;
  const object = name === '' ? nameOf(table) : columnName(table, name);
  return {
    object,
    message: `Drops the ${what} ${name} of ${nameOf(table)}${occasionOf(current)}: rows that break it can come in, and it cannot be had back before they are mended.`,
    suggestion:
      '-- Keep it until nothing relies on it. To change it, add the new constraint first, in the same migration, and then drop the old one.',
  };
}

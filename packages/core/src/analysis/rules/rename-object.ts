import type { ChangeOf, OtherObjectType } from '../change';
import { defineRule, type RuleContext } from '../rule';
import { nameOf } from './support/names';
import { happensLater } from './support/occasion';
import { isConstraintNew } from './support/run-index';
import { isTableInUse } from './support/table-in-use';

/**
 * Views, types, enum values, functions, sequences, constraints and the like are found by their name: by
 * queries, by error handling (`ON CONFLICT ON CONSTRAINT`), by values that applications compare. Versions that
 * know the old name fail. Indexes are left out: queries do not name them.
 *
 * Source: strong_migrations `rename_schema`, `rename_enum_value`.
 *
 * Safe alternative: create the new one beside the old one, move over, drop the old one in a later migration.
 * ```sql
 * ALTER TYPE mood ADD VALUE 'content';
 * ```
 */
export const renameObject = defineRule({
  id: 'rename-object',
  title: 'A view, type, enum value, function, constraint or other object is renamed',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['rename-object'],
  check(current, context) {
    const { change } = current;
    const { objectType, name, to } = change;
    if (objectType === 'index' || happensLater(current) || isNew(change, context)) return undefined;
    if (isAnswered(change, context)) return undefined;
    return {
      object: nameOf(name),
      message: `Renames the ${objectType} ${nameOf(name)} to ${to}: whatever uses the old name fails.`,
      suggestion: suggestionFor(objectType, nameOf(name), to),
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a schema', sql: 'ALTER SCHEMA a RENAME TO b;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a value',
      sql: "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';",
      finds: 1,
    },
    { provider: 'postgresql', why: 'a view', sql: 'ALTER VIEW a RENAME TO b;', finds: 1 },
    { provider: 'postgresql', why: 'a constraint', sql: 'ALTER TABLE t RENAME CONSTRAINT a TO b;', finds: 1 },
    { provider: 'postgresql', why: 'a function', sql: 'ALTER FUNCTION f(int) RENAME TO g;', finds: 1 },
    { provider: 'postgresql', why: 'an index', sql: 'ALTER INDEX a RENAME TO b;', finds: false },
    { provider: 'mysql', why: 'an index', sql: 'ALTER TABLE t RENAME INDEX a TO b;', finds: false },
    {
      provider: 'postgresql',
      why: 'new in this run',
      sql: "CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood RENAME TO feeling;",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a constraint of a new table',
      sql: 'CREATE TABLE t (x int CONSTRAINT a CHECK (x > 0)); ALTER TABLE t RENAME CONSTRAINT a TO b;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the old name still answers',
      sql: 'ALTER VIEW a RENAME TO b; CREATE VIEW a AS SELECT * FROM b;',
      finds: false,
    },
    { provider: 'postgresql', why: 'a column', sql: 'ALTER TABLE t RENAME COLUMN a TO b;', finds: false },
    { provider: 'sqlite', why: 'a table', sql: 'ALTER TABLE t RENAME TO u;', finds: false },
  ],
});

function isNew(change: ChangeOf<'rename-object'>, context: RuleContext): boolean {
  const { objectType, name, table } = change;
  const { before } = context;
  if (table !== undefined && !isTableInUse(before, table)) return true;
  switch (objectType) {
    case 'constraint':
      return table !== undefined && isConstraintNew(context, table, name.name);
    case 'schema':
      return before.isNewSchema(name.name);
    case 'enum value':
      return before.object('type', name)?.isNew === true;
    default:
      return before.object(objectType, name, table)?.isNew === true;
  }
}

/** Whether something of the same kind has the old name when the run is over. */
function isAnswered({ objectType, name, table }: ChangeOf<'rename-object'>, { after }: RuleContext): boolean {
  if (objectType === 'enum value') return false;
  if (objectType === 'constraint') {
    return table !== undefined && after.constraint(table, name.name) !== undefined;
  }
  if (objectType === 'view' && after.table(name)) return true;
  return after.object(objectType, name, table) !== undefined;
}

function suggestionFor(objectType: OtherObjectType, name: string, to: string): string {
  switch (objectType) {
    case 'view':
      return `-- Create the view ${to} beside ${name}, and drop ${name} in a later migration.`;
    case 'enum value':
      return `-- Add the new value with ALTER TYPE … ADD VALUE, change the rows, and leave the old one unused.`;
    default:
      return `-- Rename it when no version of the application knows the name ${name} any more.`;
  }
}

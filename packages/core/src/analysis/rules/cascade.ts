import type { ChangeOf } from '../change';
import { defineRule, type RuleContext } from '../rule';
import { columnName, nameOf } from './support/names';
import { occasionOf } from './support/occasion';
import { isConstraintNew, isIndexNew } from './support/run-index';
import { isColumnInUse, isColumnKnownMissing, isKnownMissing, isTableInUse } from './support/table-in-use';

/** The statements that can say CASCADE. */
type Cascading = ChangeOf<
  | 'drop-table'
  | 'drop-column'
  | 'drop-constraint'
  | 'drop-index'
  | 'drop-schema'
  | 'drop-object'
  | 'truncate'
  | 'alter-domain-constraint'
>;

/**
 * CASCADE drops whatever depends on the object, or empties every table with a foreign key to it: views,
 * constraints, functions and columns of which the author need not have thought, and which only the server knows.
 *
 * Source: squawk `ban-truncate-cascade`, Bytebase `disallow-cascade`, pgfence; PostgreSQL, "Dependency Tracking".
 *
 * Safe alternative: name every object that shall go, so that the statement fails where there is another.
 * ```sql
 * DROP VIEW active_users;
 * DROP TABLE users;
 * ```
 */
export const cascade = defineRule({
  id: 'cascade',
  title: 'CASCADE also drops or empties what the statement does not name',
  engines: ['postgresql'],
  risk: 'high',
  on: [
    'drop-table',
    'drop-column',
    'drop-constraint',
    'drop-index',
    'drop-schema',
    'drop-object',
    'truncate',
    'alter-domain-constraint',
  ],
  check(current, context) {
    const { change } = current;
    if (!change.cascade || isNothingToLose(change, context)) return undefined;
    const object = objectOf(change);
    const message =
      change.kind === 'truncate'
        ? `CASCADE empties ${object} and every table that refers to it by a foreign key${others(change, context)}${occasionOf(current)}.`
        : `CASCADE also drops everything that depends on ${object} (views, foreign keys, columns, functions)${occasionOf(current)}, whatever it is.`;
    return {
      object,
      message,
      suggestion:
        change.kind === 'truncate'
          ? '-- Leave out CASCADE and name each table that shall be emptied; the server then refuses to empty others.'
          : '-- Leave out CASCADE and drop each dependent object by its name first; the server then refuses to drop others.',
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a table', sql: 'DROP TABLE users CASCADE;', finds: 1 },
    { provider: 'postgresql', why: 'a column', sql: 'ALTER TABLE users DROP COLUMN a CASCADE;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a constraint',
      sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;',
      finds: 1,
    },
    { provider: 'postgresql', why: 'a truncate', sql: 'TRUNCATE users CASCADE;', finds: 1 },
    { provider: 'postgresql', why: 'a type', sql: 'DROP TYPE mood CASCADE;', finds: 1 },
    { provider: 'postgresql', why: 'a schema', sql: 'DROP SCHEMA audit CASCADE;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a constraint of a domain',
      sql: 'ALTER DOMAIN email DROP CONSTRAINT email_check CASCADE;',
      finds: 1,
    },
    { provider: 'postgresql', why: 'an index', sql: 'DROP INDEX users_email_key CASCADE;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'in a function',
      sql: "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'TRUNCATE users CASCADE';",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'new in this run',
      sql: 'CREATE TABLE t (id int); DROP TABLE t CASCADE;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'known not to exist',
      schema: 'CREATE TABLE t (id int);',
      sql: 'DROP TABLE IF EXISTS u CASCADE;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'RESTRICT is the default',
      sql: 'DROP TABLE users RESTRICT;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'of a foreign key: another thing',
      sql: 'CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE);',
      finds: false,
    },
  ],
});

function isNothingToLose(change: Cascading, context: RuleContext): boolean {
  const { before } = context;
  switch (change.kind) {
    case 'drop-table':
      return (
        change.temporary === true ||
        !isTableInUse(before, change.table) ||
        (change.ifExists && isKnownMissing(before, change.table))
      );
    case 'drop-column':
      return (
        !isColumnInUse(before, change.table, change.column) ||
        (change.ifExists && isColumnKnownMissing(before, change.table, change.column))
      );
    case 'drop-constraint':
      return (
        !isTableInUse(before, change.table) ||
        (change.name !== undefined && isConstraintNew(context, change.table, change.name))
      );
    case 'drop-index': {
      const known = before.index(change.index, change.table);
      if (known === undefined) return change.ifExists && before.isComplete;
      return known.table.isNew || isIndexNew(context, change.index, known.table.name);
    }
    case 'drop-schema':
      return before.isNewSchema(change.name);
    case 'drop-object': {
      const known = before.object(change.objectType, change.name, change.table);
      return known?.isNew === true || (change.table !== undefined && !isTableInUse(before, change.table));
    }
    case 'truncate':
      return !isTableInUse(before, change.table);
    case 'alter-domain-constraint':
      return before.object('domain', change.domain)?.isNew === true;
  }
}

function objectOf(change: Cascading): string {
  switch (change.kind) {
    case 'drop-table':
    case 'truncate':
      return nameOf(change.table);
    case 'drop-column':
      return columnName(change.table, change.column);
    case 'drop-constraint':
      return columnName(change.table, change.name ?? 'primary key');
    case 'drop-index':
      return nameOf(change.index);
    case 'drop-schema':
      return change.name;
    case 'drop-object':
      return nameOf(change.name);
    case 'alter-domain-constraint':
      return nameOf(change.domain);
  }
}

/** The tables that TRUNCATE … CASCADE is known to empty as well. */
function others({ table }: ChangeOf<'truncate'>, { before }: RuleContext): string {
  const names = before.referencing(table).map((other) => other.name.name);
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

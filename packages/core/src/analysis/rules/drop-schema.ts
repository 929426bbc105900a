import type { SchemaModel } from '../model/schema-model';
import { defineRule } from '../rule';
import { quoteWhereNeeded } from './support/names';
import { occasionOf } from './support/occasion';

/**
 * DROP SCHEMA takes everything in the schema with it (CASCADE), or shows that something larger than a
 * migration goes on. No suppression is honoured for it.
 *
 * Source: Atlas DS101, pgfence; PostgreSQL, "DROP SCHEMA".
 *
 * Safe alternative: drop what is in it, one object after the other, in migrations of their own; or take it
 * out of the application's reach first.
 * ```sql
 * ALTER SCHEMA audit RENAME TO audit_del;
 * ```
 */
export const dropSchema = defineRule({
  id: 'drop-schema',
  title: 'DROP SCHEMA deletes a schema',
  engines: ['postgresql'],
  risk: 'critical',
  on: ['drop-schema'],
  check(current, context) {
    const { name, ifExists } = current.change;
    if (context.before.isNewSchema(name)) return undefined;
    if (ifExists && isSchemaKnownMissing(context.before, name)) return undefined;
    return {
      object: name,
      message: `Deletes the schema ${name}${occasionOf(current)}; with CASCADE also all tables in it with their rows.`,
      suggestion: [
        '-- Drop its objects by name in migrations of their own, or hide it first:',
        `ALTER SCHEMA ${quoteWhereNeeded(context.provider, name)} RENAME TO ${quoteWhereNeeded(context.provider, `${name}_del`)};`,
      ].join('\n'),
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a plain drop', sql: 'DROP SCHEMA audit;', finds: 1 },
    { provider: 'postgresql', why: 'with everything', sql: 'DROP SCHEMA IF EXISTS audit CASCADE;', finds: 1 },
    { provider: 'postgresql', why: 'each of a list', sql: 'DROP SCHEMA a, b;', finds: 2 },
    {
      provider: 'postgresql',
      why: 'it exists',
      schema: 'CREATE SCHEMA audit; CREATE TABLE audit.log (id int);',
      sql: 'DROP SCHEMA IF EXISTS audit CASCADE;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'it exists, though it is empty',
      schema: 'CREATE SCHEMA audit;',
      sql: 'DROP SCHEMA IF EXISTS audit;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'hidden in a DO block',
      sql: 'DO $$ BEGIN DROP SCHEMA public CASCADE; END $$;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'new in this run',
      sql: 'CREATE SCHEMA tmp; DROP SCHEMA tmp CASCADE;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'known not to exist',
      schema: 'CREATE TABLE t (id int);',
      sql: 'DROP SCHEMA IF EXISTS audit CASCADE;',
      finds: false,
    },
    { provider: 'postgresql', why: 'only a string', sql: "SELECT 'DROP SCHEMA public';", finds: false },
    { provider: 'postgresql', why: 'another statement', sql: 'ALTER SCHEMA a OWNER TO b;', finds: false },
  ],
});

/** What is in a schema may be known without the schema itself, from scripts that leave CREATE SCHEMA out. */
function isSchemaKnownMissing(model: SchemaModel, name: string): boolean {
  if (!model.isComplete || model.hasSchema?.(name) !== false) return false;
  return ![...model.tables()].some((table) => table.name.schema === name);
}

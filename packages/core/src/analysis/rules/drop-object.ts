import type { ChangeOf, ObjectName, OtherObjectType } from '../change';
import { foldName, type SchemaModel } from '../model/schema-model';
import { defineRule, type RuleContext } from '../rule';
import { formerNames } from './support/former-names';
import { nameOf, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { isTableInUse } from './support/table-in-use';

/** What is lost with them cannot be had back by creating them again: data, rights, or everything inside. */
const PRECIOUS: ReadonlySet<OtherObjectType> = new Set([
  'owned',
  'sequence',
  'materialized view',
  'extension',
  'role',
  'policy',
]);

/** Kinds of which a complete model knows all; roles and the like belong to the server, not to the schema. */
const ALWAYS_KNOWN: ReadonlySet<OtherObjectType> = new Set([
  'view',
  'materialized view',
  'type',
  'domain',
  'function',
  'procedure',
  'trigger',
  'policy',
  'event',
]);

/** A later one of any of these answers the queries of a former one. */
const RELATIONS: readonly OtherObjectType[] = ['view', 'materialized view', 'foreign table'];

/**
 * Dropping a view, type, function, trigger, policy, … breaks whoever uses it, and silently ends what a trigger or a
 * policy guaranteed. With sequences, materialized views, extensions, roles and DROP OWNED more is lost than
 * a definition. What the run creates again under the same name is not lost (sequences are: they start anew).
 *
 * Source: no other linter has it beyond views (Bytebase).
 *
 * Safe alternative: see who depends on it, deploy versions that do not, and drop it in a later migration.
 * ```sql
 * SELECT classid::regclass, objid FROM pg_depend WHERE refobjid = 'active_users'::regclass;
 * ```
 */
export const dropObject = defineRule({
  id: 'drop-object',
  title: 'DROP of a view, sequence, type, function, trigger, policy, role or other object in use',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['drop-object'],
  check(current, context) {
    const { change } = current;
    if (change.objectType === 'index' || isNew(change, context) || isPutBack(change, context)) {
      return undefined;
    }
    if (change.ifExists && isKnownMissingObject(change, context.before)) return undefined;

    const what = change.objectType === 'owned' ? 'everything that is owned by' : `the ${change.objectType}`;
    return {
      object: nameOf(change.name),
      message: `Deletes ${what} ${nameOf(change.name)}${occasionOf(current)}${loss(change.objectType)}.`,
      suggestion: [
        '-- Make sure that nothing uses it any more, and drop it in a later migration.',
        ...lookup(change, context),
      ].join('\n'),
      ...(PRECIOUS.has(change.objectType) ? { risk: 'high' as const } : {}),
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a view', sql: 'DROP VIEW active_users;', finds: 1 },
    { provider: 'postgresql', why: 'each of a list', sql: 'DROP TYPE mood, colour;', finds: 2 },
    { provider: 'postgresql', why: 'everything that a role owns', sql: 'DROP OWNED BY app;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a new sequence begins at 1 again',
      sql: 'DROP SEQUENCE s; CREATE SEQUENCE s;',
      finds: 1,
    },
    { provider: 'postgresql', why: 'a policy', sql: 'DROP POLICY p ON users;', finds: 1 },
    { provider: 'postgresql', why: 'an extension', sql: 'DROP EXTENSION IF EXISTS pgcrypto;', finds: 1 },
    { provider: 'mysql', why: 'an event', sql: 'DROP EVENT IF EXISTS nightly;', finds: 1 },
    { provider: 'mysql', why: 'a trigger', sql: 'DROP TRIGGER users_audit;', finds: 1 },
    { provider: 'sqlite', why: 'a trigger', sql: 'DROP TRIGGER users_audit;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'a view that is put back',
      sql: 'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a type that is swapped for a new one, as Prisma writes it',
      schema: "CREATE TYPE mood AS ENUM ('a', 'b');",
      sql: `CREATE TYPE mood_new AS ENUM ('a'); ALTER TYPE mood RENAME TO mood_old;
        ALTER TYPE mood_new RENAME TO mood; DROP TYPE mood_old;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a type that is renamed and dropped, with none in its place',
      sql: 'ALTER TYPE mood RENAME TO mood_old; DROP TYPE mood_old;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a trigger that is put back',
      sql: 'DROP TRIGGER IF EXISTS a ON t; CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'new in this run',
      sql: "CREATE TYPE mood AS ENUM ('a'); DROP TYPE mood;",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'known not to exist',
      schema: 'CREATE TABLE t (id int);',
      sql: 'DROP VIEW IF EXISTS v;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'indexes are another rule',
      sql: 'DROP INDEX users_email_idx;',
      finds: false,
    },
    { provider: 'sqlite', why: 'only a comment', sql: '/* DROP VIEW v; */ SELECT 1;', finds: false },
  ],
});

function isNew({ objectType, name, table }: ChangeOf<'drop-object'>, { before }: RuleContext): boolean {
  const known = before.object(objectType, name, table);
  const owner = table ?? known?.table;
  return known?.isNew === true || (owner !== undefined && !isTableInUse(before, owner));
}

function isPutBack({ objectType, name, table }: ChangeOf<'drop-object'>, context: RuleContext): boolean {
  if (objectType === 'sequence' || objectType === 'owned') return false;
  const { after } = context;
  return [name, ...formerNames(context, objectType, name)].some((each) =>
    RELATIONS.includes(objectType)
      ? after.table(each)?.isNew === true ||
        RELATIONS.some((type) => after.object(type, each)?.isNew === true)
      : after.object(objectType, each, table)?.isNew === true,
  );
}

function isKnownMissingObject(change: ChangeOf<'drop-object'>, model: SchemaModel): boolean {
  const { objectType, name, table } = change;
  return (
    model.isComplete && ALWAYS_KNOWN.has(objectType) && model.object(objectType, name, table) === undefined
  );
}

function loss(objectType: OtherObjectType): string {
  switch (objectType) {
    case 'sequence':
      return ' with its position: a new one begins anew and gives numbers that are taken';
    case 'policy':
      return ': rows that it hid become visible, or rows that it showed disappear';
    case 'trigger':
    case 'rule':
    case 'event':
    case 'event trigger':
      return ': what it did no longer happens, and nothing tells';
    case 'extension':
      return ' with its types, functions and operators';
    case 'role':
      return ' with its rights: whoever connects with it cannot any more';
    default:
      return ': whatever still uses it fails';
  }
}

const HAS_ENTRY_IN_PG_CLASS: readonly OtherObjectType[] = [
  'view',
  'materialized view',
  'sequence',
  'foreign table',
];

function lookup({ objectType, name }: ChangeOf<'drop-object'>, { provider }: RuleContext): string[] {
  if (provider === 'postgresql' && HAS_ENTRY_IN_PG_CLASS.includes(objectType)) {
    const literal = sqlName(provider, name).replaceAll("'", "''");
    return [
      `SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend WHERE refobjid = '${literal}'::regclass AND deptype = 'n';`,
    ];
  }
  if (provider === 'mysql' && objectType === 'view') return [viewUsers(name)];
  return [];
}

function viewUsers({ name }: ObjectName): string {
  const pattern = foldName('mysql', name).replaceAll("'", "''");
  return `SELECT table_schema, table_name FROM information_schema.views WHERE view_definition LIKE '%${pattern}%';`;
}

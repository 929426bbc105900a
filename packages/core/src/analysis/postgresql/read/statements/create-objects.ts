import type { Change, ObjectName, OtherObjectType } from '../../../change';
import { nameFrom, strings, tableName } from '../ast';
import { objectTypeOf } from './object-types';
import { other, type Translators } from '../translator';

function create(
  objectType: OtherObjectType,
  name: ObjectName | string,
  more: Partial<CreateFlags> = {},
): Change {
  const named = typeof name === 'string' ? { name } : name;
  return { kind: 'create-object', objectType, name: named, orReplace: false, ...more };
}

interface CreateFlags {
  orReplace: boolean;
  table: ObjectName;
}

/** CREATE of everything that is neither table, index, type, role nor routine. */
export const createObjects: Translators = {
  CreateSchemaStmt: (statement, scope) => [
    {
      kind: 'create-schema',
      name: statement.schemaname ?? statement.authrole?.rolename ?? '',
      ...(statement.if_not_exists && { ifNotExists: true }),
    },
    ...(statement.schemaElts ?? []).flatMap((element) =>
      scope.nested(element).map((change) => inSchema(change, statement.schemaname)),
    ),
  ],
  // A view's query runs when the view is read, and may not change anything.
  ViewStmt: (statement) => [
    create('view', tableName(statement.view), { orReplace: statement.replace === true }),
  ],
  CreateSeqStmt: (statement) => [create('sequence', tableName(statement.sequence))],
  CreateTrigStmt: (statement) => [
    create('trigger', statement.trigname ?? '', {
      table: tableName(statement.relation),
      orReplace: statement.replace === true,
    }),
  ],
  CreateEventTrigStmt: (statement) => [create('event trigger', statement.trigname ?? '')],
  CreatePolicyStmt: (statement) => [
    create('policy', statement.policy_name ?? '', { table: tableName(statement.table) }),
  ],
  RuleStmt: (statement, scope) => [
    create('rule', statement.rulename ?? '', {
      table: tableName(statement.relation),
      orReplace: statement.replace === true,
    }),
    ...(statement.actions ?? []).flatMap((action) =>
      scope.nested(action, 'function-body').filter((change) => change.kind !== 'other'),
    ),
  ],
  CreateExtensionStmt: (statement) => [create('extension', statement.extname ?? '')],
  CreatePublicationStmt: (statement) => [create('publication', statement.pubname ?? '')],
  CreateSubscriptionStmt: (statement) => [create('subscription', statement.subname ?? '')],
  CreateTableSpaceStmt: (statement) => [create('tablespace', statement.tablespacename ?? '')],
  CreateForeignServerStmt: (statement) => [create('server', statement.servername ?? '')],
  CreateFdwStmt: (statement) => [create('other', statement.fdwname ?? '')],
  CreateUserMappingStmt: (statement) => [create('other', statement.servername ?? '')],
  CreateStatsStmt: (statement) => [create('other', nameFrom(strings(statement.defnames)))],
  CreateAmStmt: (statement) => [create('other', statement.amname ?? '')],
  CreatePLangStmt: (statement) => [
    create('other', statement.plname ?? '', { orReplace: statement.replace === true }),
  ],
  CreateConversionStmt: (statement) => [create('other', nameFrom(strings(statement.conversion_name)))],
  CreateCastStmt: () => other('create cast', true),
  CreateTransformStmt: () => other('create transform', true),
  CreateOpClassStmt: (statement) => [create('other', nameFrom(strings(statement.opclassname)))],
  CreateOpFamilyStmt: (statement) => [create('other', nameFrom(strings(statement.opfamilyname)))],
  // Aggregates, base types, operators, collations, text search objects.
  DefineStmt: (statement) => [
    create(objectTypeOf(statement.kind), nameFrom(strings(statement.defnames)), {
      orReplace: statement.replace === true,
    }),
  ],
  CreatedbStmt: () => other('create database', true),
  ImportForeignSchemaStmt: () => other('import foreign schema', true),
};

/** What CREATE SCHEMA makes along with the schema is in it, where it names no other. */
function inSchema(change: Change, schema: string | undefined): Change {
  if (schema === undefined) return change;
  const within = (name: ObjectName): ObjectName => ({ schema, ...name });
  if (change.kind === 'create-table') return { ...change, table: within(change.table) };
  if (change.kind === 'create-index') return { ...change, table: within(change.table) };
  if (change.kind === 'create-object') {
    return {
      ...change,
      ...(change.table ? { table: within(change.table) } : { name: within(change.name) }),
    };
  }
  return change;
}

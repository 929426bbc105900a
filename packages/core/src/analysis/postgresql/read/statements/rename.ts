import type { AlterObjectSchemaStmt, RenameStmt } from 'libpg-query';
import type { Change, ObjectName } from '../../../change';
import { nameFrom, objectName, strings, tableName } from '../ast';
import { objectTypeOf } from './object-types';
import { other, type Translators } from '../translator';

/** RENAME and SET SCHEMA of everything. */
export const rename: Translators = {
  RenameStmt: (statement) => [renamed(statement)],
  AlterObjectSchemaStmt: (statement) => [moved(statement)],
  AlterEnumStmt: (statement) => {
    const type = nameFrom(strings(statement.typeName));
    const value = statement.newVal ?? '';
    if (statement.oldVal === undefined) {
      return [{ kind: 'add-enum-value', type, value, ifNotExists: statement.skipIfNewValExists === true }];
    }
    const name = { name: statement.oldVal };
    return [{ kind: 'rename-object', objectType: 'enum value', name, table: type, to: value }];
  },
  AlterOwnerStmt: () => other('alter owner', true),
  AlterObjectDependsStmt: () => other('alter depends on extension', true),
};

function renamed(statement: RenameStmt): Change {
  const { relation, object, renameType } = statement;
  const to = statement.newname ?? '';
  const name = statement.subname ?? '';
  const owner: ObjectName = relation ? tableName(relation) : objectName(object);
  switch (renameType) {
    case 'OBJECT_TABLE':
      return { kind: 'rename-table', table: owner, to: { ...owner, name: to } };
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE':
      return { kind: 'rename-column', table: owner, column: name, to };
    case 'OBJECT_TABCONSTRAINT':
    case 'OBJECT_DOMCONSTRAINT':
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return {
        kind: 'rename-object',
        objectType: objectTypeOf(renameType),
        name: { name },
        table: owner,
        to,
      };
    default:
      return {
        kind: 'rename-object',
        objectType: objectTypeOf(renameType),
        name: owner.name === '' ? { name } : owner,
        to,
      };
  }
}

function moved(statement: AlterObjectSchemaStmt): Change {
  const schema = statement.newschema ?? '';
  const name = statement.relation ? tableName(statement.relation) : objectName(statement.object);
  if (statement.objectType === 'OBJECT_TABLE') {
    return { kind: 'rename-table', table: name, to: { schema, name: name.name } };
  }
  return {
    kind: 'rename-object',
    objectType: objectTypeOf(statement.objectType),
    name,
    to: `${schema}.${name.name}`,
  };
}

import type { DropStmt, Node } from 'libpg-query';
import type { Change } from '../../../change';
import { bodies, body, nameFrom, nameParts, objectName, tableName } from '../ast';
import { roleName } from './roles';
import { objectTypeOf } from './object-types';
import type { Translators } from '../translator';

/** DROP of everything, and TRUNCATE. */
export const drop: Translators = {
  DropStmt: (statement) => (statement.objects ?? []).map((object) => dropped(object, statement)),
  DropdbStmt: (statement) => [
    { kind: 'drop-database', name: statement.dbname ?? '', ifExists: statement.missing_ok === true },
  ],
  DropRoleStmt: (statement) =>
    bodies('RoleSpec', statement.roles).map((role) =>
      dropObject('role', roleName(role), statement.missing_ok === true, false),
    ),
  DropOwnedStmt: (statement) =>
    bodies('RoleSpec', statement.roles).map((role) =>
      dropObject('owned', roleName(role), false, statement.behavior === 'DROP_CASCADE'),
    ),
  DropTableSpaceStmt: (statement) => [
    dropObject('tablespace', statement.tablespacename ?? '', statement.missing_ok === true, false),
  ],
  DropSubscriptionStmt: (statement) => [
    dropObject(
      'subscription',
      statement.subname ?? '',
      statement.missing_ok === true,
      statement.behavior === 'DROP_CASCADE',
    ),
  ],
  DropUserMappingStmt: (statement) => [
    dropObject('other', statement.servername ?? '', statement.missing_ok === true, false),
  ],
  TruncateStmt: (statement) =>
    (statement.relations ?? []).map((node) => ({
      kind: 'truncate',
      table: tableName(body('RangeVar', node)),
      cascade: statement.behavior === 'DROP_CASCADE',
    })),
};

function dropObject(
  objectType: 'role' | 'owned' | 'tablespace' | 'subscription' | 'other',
  name: string,
  ifExists: boolean,
  cascade: boolean,
): Change {
  return { kind: 'drop-object', objectType, name: { name }, ifExists, cascade };
}

function dropped(object: Node, statement: DropStmt): Change {
  const flags = {
    ifExists: statement.missing_ok === true,
    cascade: statement.behavior === 'DROP_CASCADE',
  };
  const name = objectName(object);
  switch (statement.removeType) {
    case 'OBJECT_TABLE':
      return { kind: 'drop-table', table: name, ...flags };
    case 'OBJECT_INDEX':
      return { kind: 'drop-index', index: name, concurrently: statement.concurrent === true, ...flags };
    case 'OBJECT_SCHEMA':
      return { kind: 'drop-schema', name: name.name, ...flags };
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE': {
      // The table's name in parts, then the object's own.
      const parts = nameParts(object);
      return {
        kind: 'drop-object',
        objectType: objectTypeOf(statement.removeType),
        name: { name: parts.at(-1) ?? '' },
        table: nameFrom(parts.slice(0, -1)),
        ...flags,
      };
    }
    default:
      return { kind: 'drop-object', objectType: objectTypeOf(statement.removeType), name, ...flags };
  }
}

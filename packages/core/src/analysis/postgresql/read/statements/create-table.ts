import type { CreateStmt } from 'libpg-query';
import type { Change, ColumnDefinition, ConstraintDefinition, IndexDefinition } from '../../../change';
import { bodies, body, firstLocation, objectName, tableName, type Body } from '../ast';
import { columnDefinition } from '../expressions/column-definition';
import { constraintDefinition } from '../expressions/constraint-definition';
import { indexExpression, partsInParentheses, textBehind } from '../expressions/expression-text';
import type { Scope } from '../scope';
import type { Translators } from '../translator';

/** CREATE TABLE, CREATE TABLE … AS, CREATE INDEX. */
export const createTable: Translators = {
  CreateStmt: (statement, scope) => [createTableChange(statement, scope)],
  CreateForeignTableStmt: (statement) => [
    {
      kind: 'create-object',
      objectType: 'foreign table',
      name: tableName(statement.base?.relation),
      orReplace: false,
    },
  ],
  CreateTableAsStmt: (statement, scope) => {
    const inner = scope.nested(statement.query).filter((change) => change.kind !== 'other');
    const relation = statement.into?.rel;
    if (statement.objtype === 'OBJECT_MATVIEW') {
      const name = tableName(relation);
      return [{ kind: 'create-object', objectType: 'materialized view', name, orReplace: false }, ...inner];
    }
    return [tableFromQuery(relation, statement.if_not_exists === true), ...inner];
  },
  IndexStmt: (statement, scope) => [
    {
      kind: 'create-index',
      table: tableName(statement.relation),
      index: indexDefinition(statement, scope),
      concurrently: statement.concurrent === true,
      ifNotExists: statement.if_not_exists === true,
      ...(!statement.relation?.inh && { only: true }),
    },
  ],
};

/** The table that CREATE TABLE … AS and SELECT … INTO make. */
export function tableFromQuery(relation: CreateStmt['relation'], ifNotExists: boolean): Change {
  return {
    kind: 'create-table',
    table: tableName(relation),
    columns: [],
    constraints: [],
    indexes: [],
    ifNotExists,
    temporary: relation?.relpersistence === 't',
    asSelect: true,
  };
}

function createTableChange(statement: CreateStmt, scope: Scope): Change {
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  for (const element of statement.tableElts ?? []) {
    const column = body('ColumnDef', element);
    const constraint = body('Constraint', element);
    if (column) {
      const read = columnDefinition(column, scope);
      columns.push(read.column);
      constraints.push(...read.constraints);
    } else if (constraint) {
      const read = constraintDefinition(constraint, scope);
      if (read) constraints.push(read);
    }
  }
  requireKeys(columns, constraints);
  const parent = statement.inhRelations?.[0] && objectName(statement.inhRelations[0]);
  const copied = bodies('TableLikeClause', statement.tableElts)[0]?.relation;
  const like = copied
    ? tableName(copied)
    : statement.ofTypename
      ? objectName({ TypeName: statement.ofTypename })
      : parent;
  return {
    kind: 'create-table',
    table: tableName(statement.relation),
    columns,
    constraints,
    indexes: [],
    ifNotExists: statement.if_not_exists === true,
    temporary: statement.relation?.relpersistence === 't',
    ...(statement.partbound && parent ? { partitionOf: parent } : like && { like }),
    ...(statement.partspec && { partitioned: true }),
  };
}

/** A primary key, and NOT NULL as a constraint of the table, make their columns NOT NULL. */
function requireKeys(
  columns: readonly ColumnDefinition[],
  constraints: readonly ConstraintDefinition[],
): void {
  for (const { kind, columns: names } of constraints) {
    if (kind !== 'primary-key' && kind !== 'not-null') continue;
    for (const column of columns) if (names.includes(column.name)) column.notNull = true;
  }
}

function indexDefinition(statement: Body<'IndexStmt'>, scope: Scope): IndexDefinition {
  const start = scope.offset(statement.relation?.location);
  const elements = statement.indexParams ?? [];
  const hasExpression = elements.some((element) => body('IndexElem', element)?.expr);
  const texts = hasExpression ? partsInParentheses(scope.sql, start) : [];
  const columns = elements.map(
    (element, index) => body('IndexElem', element)?.name ?? indexExpression(texts[index] ?? ''),
  );
  const condition = firstLocation(statement.whereClause);
  return {
    ...(statement.idxname !== undefined && { name: statement.idxname }),
    unique: statement.unique === true,
    columns,
    ...(statement.accessMethod !== undefined && { method: statement.accessMethod }),
    ...(statement.nulls_not_distinct === true && { nullsNotDistinct: true }),
    ...(condition !== undefined && {
      where: textBehind(scope.sql, ['WHERE'], start, scope.offset(condition)),
    }),
  };
}

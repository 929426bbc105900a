import type { ColumnDef, Constraint } from 'libpg-query';
import type { ColumnDefinition, ConstraintDefinition } from '../../../change';
import { bodies, strings } from '../ast';
import type { Scope } from '../scope';
import { columnDefault } from './column-default';
import { constraintDefinition } from './constraint-definition';
import { defaultText } from './expression-text';
import { canonicalType } from './type-name';

/** A column and the constraints that are written with it. NOT NULL is one of those only if it has a name. */
export interface ColumnWithConstraints {
  column: ColumnDefinition;
  constraints: ConstraintDefinition[];
}

/** Reads a column of CREATE TABLE or ADD COLUMN. */
export function columnDefinition(definition: ColumnDef, scope: Scope): ColumnWithConstraints {
  const { type, isSerial } = canonicalType(definition.typeName);
  const name = definition.colname ?? '';
  const column: ColumnDefinition = { name, type, notNull: isSerial, ...(isSerial && { isSerial }) };
  const collation = strings(definition.collClause?.collname).at(-1);
  if (collation !== undefined) column.collation = collation;
  const constraints: ConstraintDefinition[] = [];
  for (const part of bodies('Constraint', definition.constraints)) {
    readProperty(part, column, scope);
    const constraint = constraintDefinition(part, scope, name);
    if (constraint && (constraint.kind !== 'not-null' || constraint.name !== undefined)) {
      constraints.push(constraint);
    }
  }
  return { column, constraints };
}

function readProperty(part: Constraint, column: ColumnDefinition, scope: Scope): void {
  switch (part.contype) {
    case 'CONSTR_NOTNULL':
    case 'CONSTR_PRIMARY':
      column.notNull = true;
      break;
    case 'CONSTR_IDENTITY':
      column.notNull = true;
      column.isIdentity = true;
      break;
    case 'CONSTR_GENERATED':
      column.generated = part.generated_kind === 'v' ? 'virtual' : 'stored';
      break;
    case 'CONSTR_DEFAULT':
      if (part.raw_expr) {
        column.default = columnDefault(part.raw_expr, defaultText(scope.sql, scope.offset(part.location)));
      }
      break;
  }
}

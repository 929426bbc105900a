import type { ConstraintKind, ObjectName } from '../../change';
import type { ModelConstraint, ModelTable, SchemaModel } from '../../model/schema-model';
import { includesColumns, sameColumns } from './run-index';

/**
 * Whether the table still has a constraint that promises what `dropped` promised: the same kind over the same
 * columns (whatever a foreign key points at and a check says), or uniqueness of the same columns or fewer.
 */
export function hasEquivalent(model: SchemaModel, table: ObjectName, dropped: ModelConstraint): boolean {
  const known = model.table(table);
  if (known === undefined) return false;
  switch (dropped.kind) {
    case 'unique':
    case 'primary-key':
      return isUniqueOver(model, known, dropped);
    case 'not-null':
      return dropped.columns.every((column) => model.column(table, column)?.notNull === true);
    default:
      return known.constraints.some(
        (other) => other.kind === dropped.kind && sameColumns(model.provider, other.columns, dropped.columns),
      );
  }
}

function isUniqueOver(model: SchemaModel, table: ModelTable, { kind, columns }: ModelConstraint): boolean {
  const covers = (some: readonly string[]) =>
    some.length > 0 && includesColumns(model.provider, columns, some);
  const kinds: readonly ConstraintKind[] = kind === 'unique' ? ['unique', 'primary-key'] : ['primary-key'];
  return (
    table.constraints.some((other) => kinds.includes(other.kind) && covers(other.columns)) ||
    (kind === 'unique' &&
      table.indexes.some((index) => index.unique && index.where === undefined && covers(index.columns)))
  );
}

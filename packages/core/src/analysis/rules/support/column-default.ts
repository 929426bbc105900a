import type { ColumnDefinition, Volatility } from '../../change';
import type { SchemaModel } from '../../model/schema-model';

/** Whether the column gets something in the rows that exist, without a value of its own being NULL. */
export function fillsExistingRows(column: ColumnDefinition): boolean {
  return (
    hasDefault(column) ||
    column.generated !== undefined ||
    column.isIdentity === true ||
    column.isSerial === true ||
    column.isAutoIncrement === true
  );
}

/** Whether the column has a DEFAULT other than NULL. */
export function hasDefault(column: ColumnDefinition): boolean {
  return column.default !== undefined && !column.default.isNull;
}

/** Whether every existing row gets the same value, so that it cannot be unique. */
export function givesAllRowsTheSame(column: ColumnDefinition): boolean {
  const volatility = column.default?.volatility;
  return hasDefault(column) && (volatility === 'constant' || volatility === 'stable');
}

/**
 * How the column's default behaves, with the functions of the schema looked up. `unknown`: it calls a
 * function that the model does not know; `missing` names those.
 */
export function defaultBehaviour(
  model: SchemaModel,
  column: ColumnDefinition,
): { volatility: Volatility; missing: readonly string[] } {
  const value = column.default;
  if (value === undefined || value.isNull) return { volatility: 'constant', missing: [] };
  if (value.volatility !== 'unknown') return { volatility: value.volatility, missing: [] };
  const missing: string[] = [];
  let volatility: Volatility = 'stable';
  for (const name of value.functions) {
    const declared = model.object('function', { name });
    // Not every function named is of the unknown kind: built-in ones stand in the list as well.
    if (declared === undefined) missing.push(name);
    else if ((declared.details.volatility ?? 'volatile') === 'volatile') volatility = 'volatile';
  }
  if (volatility === 'volatile') return { volatility, missing: [] };
  return missing.length > 0 ? { volatility: 'unknown', missing } : { volatility, missing };
}

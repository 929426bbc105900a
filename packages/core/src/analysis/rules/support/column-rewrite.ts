import type { ColumnDefinition } from '../../change';
import type { SchemaModel } from '../../model/schema-model';
import { defaultBehaviour, hasDefault } from './column-default';
import { listText } from './list-text';
import { resolveType } from './postgresql-type';

/** Since version 11 a default that is the same for all rows is stored once. */
const STORES_DEFAULTS_ONCE = 11;

/**
 * Why PostgreSQL writes the table anew when this column is added, as half a sentence; undefined: it does not.
 * @param majorVersion undefined: not known, and taken for a recent one
 */
export function rewriteByColumn(
  column: ColumnDefinition,
  before: SchemaModel,
  majorVersion: number | undefined,
): string | undefined {
  if (column.generated === 'stored') return 'the value is computed and stored for every row';
  if (column.generated === 'virtual') return undefined;
  if (column.isSerial || column.isIdentity) return 'every row gets its own number';
  if (resolveType(before, column.type).hasConstraint)
    return `the constraint of the domain ${column.type} is checked for every row`;
  const { volatility, missing } = defaultBehaviour(before, column);
  if (volatility === 'volatile') return 'its default is evaluated for every row';
  if (volatility === 'unknown')
    return (
      `its default calls ${listText(missing.map((name) => `${name}()`))}, which is not known here: ` +
      'functions are volatile, and evaluated for every row, unless they are declared otherwise'
    );
  if (hasDefault(column) && majorVersion !== undefined && majorVersion < STORES_DEFAULTS_ONCE)
    return `PostgreSQL ${majorVersion} writes the default into every row`;
  return undefined;
}

import type { RuleContext, RunChange } from '../../rule';
import { conditionText } from './condition-text';
import { sameIdentifier } from './run-index';

/** `column IS NULL`, the column with or without quotes and table. */
const IS_NULL = /^(?:["`\w]+\.)?["`]?(\w+)["`]?\s+is\s+null$/i;

/**
 * Whether an UPDATE has `WHERE column IS NULL` for a column that the run has only just added, without a default: it
 * goes through every row, whatever their number.
 */
export function fillsNewColumn(
  current: RunChange<'update' | 'delete'>,
  { before, provider }: RuleContext,
): boolean {
  const name = IS_NULL.exec(conditionText(current) ?? '')?.[1];
  const table = before.table(current.change.table);
  if (current.change.kind !== 'update' || name === undefined || table === undefined) return false;
  return [...table.columns.values()].some(
    (column) =>
      column.isNew && sameIdentifier(provider, column.name, name) && (column.default?.isNull ?? true),
  );
}

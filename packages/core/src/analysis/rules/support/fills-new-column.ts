import type { RuleContext, RunChange } from '../../rule';
import { conditionText } from './condition-text';
import { sameIdentifier } from './run-index';

/** `column IS NULL`, the column with or without quotes and table. */
const IS_NULL = /^(?:["`\w]+\.)?["`]?(\w+)["`]?\s+is\s+null$/i;

/**
 * Whether an UPDATE fills a column that the run has only just added, and goes through every row for that, whatever
 * their number: without WHERE, or with `WHERE column IS NULL` where the column has no default.
 */
export function fillsNewColumn(
  current: RunChange<'update' | 'delete'>,
  { before, provider }: RuleContext,
): boolean {
  const { change } = current;
  const table = before.table(change.table);
  if (change.kind !== 'update' || table === undefined) return false;
  const isNew = (name: string, isEmpty: boolean) =>
    [...table.columns.values()].some(
      (column) =>
        column.isNew &&
        sameIdentifier(provider, column.name, name) &&
        (!isEmpty || (column.default?.isNull ?? true)),
    );
  if (change.where.form !== 'some') return change.columns?.some((name) => isNew(name, false)) ?? false;
  const name = IS_NULL.exec(conditionText(current) ?? '')?.[1];
  return name !== undefined && isNew(name, true);
}

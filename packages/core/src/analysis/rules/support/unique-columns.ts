import type { ObjectName } from '../../change';
import type { ModelTable } from '../../model/schema-model';
import type { RuleContext } from '../../rule';
import { includesColumns } from './run-index';

/**
 * Whether no two rows can have the same values in these columns: a unique index or constraint covers some of
 * them, or did so at the beginning of the run.
 */
export function areKnownUnique(
  { before, start, provider }: RuleContext,
  table: ObjectName,
  columns: readonly string[],
): boolean {
  return [before, start].some((model) =>
    uniqueKeys(model.table(table)).some((key) => includesColumns(provider, columns, key)),
  );
}

/** The columns of every unique constraint and index that covers all rows of the table. */
export function uniqueKeys(known: ModelTable | undefined): (readonly string[])[] {
  if (known === undefined) return [];
  const constraints = known.constraints
    .filter(({ kind, columns }) => (kind === 'unique' || kind === 'primary-key') && columns.length > 0)
    .map(({ columns }) => columns);
  const indexes = known.indexes
    .filter(({ unique, where, isValid }) => unique && isValid && where === undefined)
    .map(({ columns }) => columns);
  return [...constraints, ...indexes];
}

import type { ConstraintDefinition } from '../../change';
import type { RuleContext } from '../../rule';
import type { TableRebuild } from '../../sqlite/rebuild';
import { includesColumns, sameColumns, sameName } from './run-index';
import { uniqueKeys } from './unique-columns';

/**
 * Columns of a rebuilt table that are unique at the end of the run, hold what columns of the old table held,
 * and were not unique there. None where the old table is not known.
 */
export function newKeysOfRebuild(
  rebuild: TableRebuild | undefined,
  { after, provider }: RuleContext,
): (readonly string[])[] {
  if (rebuild?.before === undefined || rebuild.copied === undefined) return [];
  const { before, copied } = rebuild;
  const old = uniqueKeys(before);
  const sources = (key: readonly string[]) => key.map((column) => copied.get(column.toLowerCase())?.column);
  const found = uniqueKeys(after.table(rebuild.table) ?? rebuild.after).filter((key) => {
    const from = sources(key);
    // What is not copied as it is cannot be told: a default, or an expression that may well be unique.
    if (!from.every((column) => column !== undefined)) return false;
    return !old.some((unique) => includesColumns(provider, from, unique));
  });
  return [...new Map(found.map((key) => [key.join('\n').toLowerCase(), key])).values()];
}

/** Foreign keys of a rebuilt table that the old one did not have. None where the old table is not known. */
export function newForeignKeysOfRebuild(
  { before, after, copied }: TableRebuild,
  { start, provider }: RuleContext,
): ConstraintDefinition[] {
  if (before === undefined || copied === undefined) return [];
  return after.constraints.filter(({ kind, columns, references }) => {
    if (kind !== 'foreign-key' || references === undefined) return false;
    const from = columns.map((column) => copied.get(column.toLowerCase())?.column ?? column);
    return !before.constraints.some(
      (old) =>
        old.references !== undefined &&
        sameColumns(provider, old.columns, from) &&
        sameName(start, old.references.table, references.table),
    );
  });
}

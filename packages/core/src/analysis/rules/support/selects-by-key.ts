import type { ModelTable } from '../../model/schema-model';
import type { RuleContext, RunChange } from '../../rule';
import { conditionText } from './condition-text';
import { sameIdentifier } from './run-index';

/** `column = constant` or `column IN (constants)`, the column with or without quotes and table. */
const COMPARISON =
  /^(?:["`\w]+\.)?["`]?(\w+)["`]?\s*(?:=\s*(?:[\d.]+|'[^']*')|in\s*\(\s*(?:[\d.]+|'[^']*')(?:\s*,\s*(?:[\d.]+|'[^']*'))*\s*\))$/i;

/**
 * Whether an UPDATE or DELETE picks its rows by a unique column and constants written in the statement, so that it
 * touches a handful of rows however large the table is. Says no where the condition is anything less plain.
 */
export function selectsByKey(
  current: RunChange<'update' | 'delete'>,
  { before, provider }: RuleContext,
): boolean {
  const table = before.table(current.change.table);
  const condition = conditionText(current);
  if (table === undefined || condition === undefined) return false;
  return condition.split(/\s+and\s+/i).some((part) => {
    const column = COMPARISON.exec(part)?.[1];
    return (
      column !== undefined && isUnique(table, column, (one, other) => sameIdentifier(provider, one, other))
    );
  });
}

function isUnique(
  { constraints, indexes }: ModelTable,
  column: string,
  isSame: (one: string, other: string) => boolean,
): boolean {
  const isAlone = (columns: readonly string[]) => columns.length === 1 && isSame(columns[0] ?? '', column);
  return (
    constraints.some(
      ({ kind, columns }) => (kind === 'primary-key' || kind === 'unique') && isAlone(columns),
    ) || indexes.some(({ unique, where, columns }) => unique && where === undefined && isAlone(columns))
  );
}

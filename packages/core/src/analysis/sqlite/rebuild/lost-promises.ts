import type { ConstraintDefinition, IndexDefinition } from '../../change';
import type { ModelConstraint, ModelIndex, ModelTable } from '../../model/schema-model';
import { tokenizeSqlite } from '../tokenize';
import { unquote } from '../read/cursor';
import type { CopiedColumn } from './copied-columns';
import { tableKey } from './table-history';

/** Gives the names that old columns have in the new table, folded. */
export type Renaming = (column: string) => string;

/** The renaming that the copy of the rows amounts to: plain columns that go into a column of another name. */
export function renamingOf(copied: ReadonlyMap<string, CopiedColumn>): Renaming {
  const renamed = new Map<string, string>();
  for (const [to, { column }] of copied) {
    const from = column?.toLowerCase();
    if (from !== undefined && (!renamed.has(from) || from === to)) renamed.set(from, to);
  }
  return (column) => renamed.get(column.toLowerCase()) ?? column.toLowerCase();
}

/**
 * The constraints that the new table and its unique indexes do not keep: no other one promises the same
 * over the same columns. Those over a lost column go with it and are not counted.
 */
export function lostConstraints(
  before: ModelTable,
  now: { constraints: readonly ConstraintDefinition[]; indexes: readonly IndexDefinition[] },
  lostColumns: ReadonlySet<string>,
  renaming: Renaming,
): ModelConstraint[] {
  const left = [...now.constraints];
  const uniqueIndexes = now.indexes.filter(({ unique, where }) => unique && where === undefined);
  const uniques = [...uniqueIndexes, ...now.constraints.filter(({ kind }) => isUnique(kind))];
  const takeMatch = (matches: (other: ConstraintDefinition) => boolean): boolean => {
    const index = left.findIndex(matches);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  };
  const candidates = before.constraints.filter(
    ({ columns }) => !columns.some((column) => lostColumns.has(column.toLowerCase())),
  );
  // Checks that are still there word for word go first, so that what remains is matched with what was changed.
  const unchanged = candidates.filter(
    ({ kind, expression = '' }) =>
      kind === 'check' &&
      takeMatch(
        (other) => other.kind === 'check' && plain(other.expression ?? '') === plain(expression, renaming),
      ),
  );
  return candidates.filter((constraint) => {
    if (unchanged.includes(constraint)) return false;
    const { kind, references } = constraint;
    const columns = keyOf(constraint.columns, renaming);
    if (kind === 'unique') return !uniques.some((other) => keyOf(other.columns) === columns);
    return !takeMatch(
      (other) =>
        other.kind === kind &&
        keyOf(other.columns) === columns &&
        (!references ||
          (other.references && tableKey(other.references.table) === tableKey(references.table))) === true,
    );
  });
}

/** The indexes that are not there any more, by name or by what they index. Those over a lost column go with it. */
export function lostIndexes(
  before: ModelTable,
  now: { constraints: readonly ConstraintDefinition[]; indexes: readonly IndexDefinition[] },
  lostColumns: ReadonlySet<string>,
  renaming: Renaming,
): ModelIndex[] {
  const uniques = now.constraints.filter(({ kind }) => isUnique(kind));
  return before.indexes.filter((index) => {
    if (index.constraint !== undefined) return false;
    if (index.columns.some((column) => lostColumns.has(column.toLowerCase()))) return false;
    const columns = listOf(index.columns, renaming);
    const isKept = now.indexes.some(
      (other) =>
        other.name?.toLowerCase() === index.name.toLowerCase() ||
        (other.unique === index.unique &&
          listOf(other.columns) === columns &&
          plain(other.where ?? '') === plain(index.where ?? '', renaming)),
    );
    const isConstraintNow = index.unique && uniques.some((other) => listOf(other.columns) === columns);
    return !isKept && !isConstraintNow;
  });
}

function isUnique(kind: ConstraintDefinition['kind']): boolean {
  return kind === 'unique' || kind === 'primary-key';
}

/** Columns without regard to their order. */
function keyOf(columns: readonly string[], renaming?: Renaming): string {
  return JSON.stringify(columns.map((column) => plain(column, renaming)).sort());
}

function listOf(columns: readonly string[], renaming?: Renaming): string {
  return JSON.stringify(columns.map((column) => plain(column, renaming)));
}

/** SQL without what makes no difference: quotes of names, case, blanks. */
function plain(sql: string, renaming: Renaming = (name) => name.toLowerCase()): string {
  return [...tokenizeSqlite(sql)]
    .map((token) =>
      token.kind === 'word' || token.kind === 'identifier' ? renaming(unquote(token)) : token.text,
    )
    .join(' ');
}

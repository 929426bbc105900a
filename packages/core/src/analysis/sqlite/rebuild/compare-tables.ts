import { affinityOf, type Affinity } from '../affinity';
import type { ModelColumn, ModelTable } from '../../model/schema-model';
import type { CopiedColumn } from './copied-columns';

/** A column that got another type. */
export interface ChangedType {
  /** Its name in the new table. */
  column: string;
  /** The types as written, and what SQLite makes of them. */
  from: { type: string; affinity: Affinity };
  to: { type: string; affinity: Affinity };
}

/** A column that takes no NULL any more. */
export interface NewNotNull {
  /** Its name in the new table. */
  column: string;
  /** The copy puts a value where the old column is NULL. */
  isFilled: boolean;
}

type Copied = ReadonlyMap<string, CopiedColumn>;

/** Names of the columns whose values are used by no column of the new table. */
export function lostColumns(before: ModelTable, after: ModelTable, copied: Copied): string[] {
  const used = new Set([...copied.values()].flatMap(({ uses }) => uses));
  return [...before.columns]
    .filter(([key, { generated }]) => (generated === undefined ? !used.has(key) : !after.columns.has(key)))
    .map(([, { name }]) => name);
}

/** Columns that are carried over into another type. */
export function changedTypes(before: ModelTable, after: ModelTable, copied: Copied): ChangedType[] {
  return [...after.columns].flatMap(([key, { name, type }]) => {
    const old = oldColumn(before, copied.get(key));
    if (!old || old.type.toUpperCase() === type.toUpperCase()) return [];
    return [{ column: name, from: describeType(old.type), to: describeType(type) }];
  });
}

/** Columns that are NOT NULL now, while the columns that fill them could hold NULL. */
export function newNotNulls(before: ModelTable, after: ModelTable, copied: Copied): NewNotNull[] {
  return [...after.columns].flatMap(([key, { name, notNull }]) => {
    const from = copied.get(key);
    if (!notNull || !from) return [];
    const wasNullable = from.uses.some((used) => {
      const column = before.columns.get(used);
      return column !== undefined && !isNeverNull(before, column);
    });
    const isNull = from.uses.length === 0 && !from.fillsNulls;
    return wasNullable || isNull ? [{ column: name, isFilled: from.fillsNulls }] : [];
  });
}

/** Names of the columns that may hold NULL now, while the columns that fill them could not. */
export function newNullables(before: ModelTable, after: ModelTable, copied: Copied): string[] {
  return [...after.columns].flatMap(([key, column]) => {
    const old = oldColumn(before, copied.get(key));
    return old !== undefined && isNeverNull(before, old) && !isNeverNull(after, column) ? [column.name] : [];
  });
}

function oldColumn(before: ModelTable, copied: CopiedColumn | undefined): ModelColumn | undefined {
  const column = copied?.column ?? castColumn(copied);
  return column === undefined ? undefined : before.columns.get(column.toLowerCase());
}

/** The column of `CAST(column AS type)`, which is copied as much as a bare one. */
function castColumn(copied: CopiedColumn | undefined): string | undefined {
  const [column, ...others] = copied?.uses ?? [];
  return others.length === 0 && /^cast\s*\(\s*["`[]?\w+["`\]]?\s+as\s/i.test(copied?.sql ?? '')
    ? column
    : undefined;
}

function describeType(type: string): ChangedType['from'] {
  return { type, affinity: affinityOf(type) };
}

/** NOT NULL, or the row number under another name (INTEGER PRIMARY KEY). */
function isNeverNull({ constraints }: ModelTable, { name, type, notNull }: ModelColumn): boolean {
  const key = constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  const isRowNumber = type.toUpperCase() === 'INTEGER' && key.length === 1;
  return notNull || (isRowNumber && key[0]?.toLowerCase() === name.toLowerCase());
}

import { readCopy } from './read-copy';

/** Where the values of a column of the new table come from. */
export interface CopiedColumn {
  /** The expression of the copying SELECT. */
  sql: string;
  /** The old table's column, where the expression is nothing but that. */
  column?: string;
  /** Folded names of the old table's columns that the expression uses. */
  uses: readonly string[];
  /** The expression gives a value where the old column is NULL: COALESCE, IFNULL, CASE, or a constant other than NULL. */
  fillsNulls: boolean;
}

/** The columns that one step of copying fills. */
export interface CopiedColumns {
  /** By folded name of the filled column; undefined where it cannot be told (`SELECT *` from an unknown table). */
  byColumn: ReadonlyMap<string, CopiedColumn> | undefined;
  isRestricted: boolean;
}

/** Functions that give a value for NULL. */
const FILLING = new Set(['coalesce', 'ifnull', 'iif']);

/**
 * What `INSERT INTO target SELECT … FROM source` carries over. `source` and `target` are the names of the
 * columns that the tables have, generated ones left out of the target; undefined if they are not known.
 */
export function copiedColumns(
  sql: string,
  source: readonly string[] | undefined,
  target: readonly string[] | undefined,
): CopiedColumns {
  const copy = readCopy(sql);
  if (!copy) return { byColumn: undefined, isRestricted: false };
  const { results, isRestricted } = copy;
  const columns = copy.columns ?? target;
  const sources: (CopiedColumn | undefined)[] = [];
  for (const { sql: text, isStar, column, uses, functions } of results) {
    if (isStar) {
      if (!source) return { byColumn: undefined, isRestricted };
      sources.push(...source.map(plainColumn));
    } else if (column !== undefined) sources.push({ ...plainColumn(column), sql: text });
    else {
      const folded = [...new Set(uses.map((name) => name.toLowerCase()))];
      const isNull = /^\(*\s*null\s*\)*$/i.test(text);
      const isConstant = folded.length === 0 && functions.length === 0 && !isNull;
      const fillsNulls =
        isConstant || functions.some((name) => FILLING.has(name)) || /^\(*\s*case\b/i.test(text);
      sources.push({ sql: text, uses: folded, fillsNulls });
    }
  }
  if (!columns) return { byColumn: undefined, isRestricted };
  const byColumn = new Map<string, CopiedColumn>();
  for (const [index, column] of columns.entries()) {
    const from = sources[index];
    if (from) byColumn.set(column.toLowerCase(), from);
  }
  return { byColumn, isRestricted };
}

/** What the second step carries over of the old table, given the first. */
export function chain(first: CopiedColumns, second: CopiedColumns): CopiedColumns {
  const isRestricted = first.isRestricted || second.isRestricted;
  if (!first.byColumn || !second.byColumn) return { byColumn: undefined, isRestricted };
  const byColumn = new Map<string, CopiedColumn>();
  for (const [column, copied] of second.byColumn) {
    const before = copied.column === undefined ? undefined : first.byColumn.get(copied.column.toLowerCase());
    if (before) byColumn.set(column, before);
    else {
      const uses = copied.uses.flatMap((name) => first.byColumn?.get(name)?.uses ?? []);
      byColumn.set(column, { sql: copied.sql, uses, fillsNulls: copied.fillsNulls });
    }
  }
  return { byColumn, isRestricted };
}

function plainColumn(column: string): CopiedColumn {
  return { sql: column, column, uses: [column.toLowerCase()], fillsNulls: false };
}

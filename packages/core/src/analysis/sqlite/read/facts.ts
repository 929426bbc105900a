import type { ObjectName } from '../../change';

/** What was met while expressions and SELECTs were read. */
export interface Facts {
  /** Lower-case names of the functions called. */
  functions: string[];
  /** Names of the columns that expressions name, as written. */
  columns: string[];
  /** Tables and views in FROM clauses, common table expressions included. */
  tables: ObjectName[];
  /** Lower-case names of the common table expressions. */
  expressionTables: Set<string>;
  /** CURRENT_TIMESTAMP, CURRENT_DATE or CURRENT_TIME was used. */
  readsClock: boolean;
}

/** Facts of nothing. */
export function noFacts(): Facts {
  return { functions: [], columns: [], tables: [], expressionTables: new Set(), readsClock: false };
}

/** The tables that are read, each once, without common table expressions. */
export function tablesRead({ tables, expressionTables }: Facts): ObjectName[] {
  const seen = new Set<string>();
  return tables.filter(({ schema, name }) => {
    if (schema === undefined && expressionTables.has(name.toLowerCase())) return false;
    const key = JSON.stringify([schema?.toLowerCase(), name.toLowerCase()]);
    return !seen.has(key) && seen.add(key);
  });
}

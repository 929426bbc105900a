import type { ChangeOf, ObjectName } from '../../change';
import type { RunChange } from '../../rule';

/** A copy of rows from one table of the run into another. */
export interface Copy {
  from: HistoricTable;
  to: HistoricTable;
  /** Index of the INSERT in the run. */
  index: number;
}

/** A table through the run, whatever its name is at the time. */
export interface HistoricTable {
  /** Its names, each with the index of the change that gave it; -1: it had it before the run. */
  names: { name: ObjectName; since: number }[];
  /** Where the run created it. */
  created?: { index: number; change: ChangeOf<'create-table'> };
  /** Index of its DROP TABLE. */
  dropped?: number;
  renamed: number[];
  /** Copies from it, in order. */
  copies: Copy[];
}

/** Follows the tables of a run through CREATE, ALTER … RENAME, DROP and INSERT … SELECT; gives those that are dropped. */
export function droppedTables(run: readonly RunChange[]): HistoricTable[] {
  const tables = new Map<string, HistoricTable>();
  const dropped: HistoricTable[] = [];
  const tableAt = (name: ObjectName): HistoricTable => {
    const key = tableKey(name);
    const table = tables.get(key) ?? { names: [{ name, since: -1 }], renamed: [], copies: [] };
    tables.set(key, table);
    return table;
  };
  for (const [index, { change }] of run.entries()) {
    if (change.via === 'function-body') continue;
    switch (change.kind) {
      case 'create-table': {
        const key = tableKey(change.table);
        if (change.ifNotExists && tables.has(key)) break;
        const names = [{ name: change.table, since: index }];
        tables.set(key, { names, created: { index, change }, renamed: [], copies: [] });
        break;
      }
      case 'rename-table': {
        const table = tableAt(change.table);
        tables.delete(tableKey(change.table));
        tables.set(tableKey(change.to), table);
        table.names.push({ name: change.to, since: index });
        table.renamed.push(index);
        break;
      }
      case 'drop-table': {
        const table = tableAt(change.table);
        tables.delete(tableKey(change.table));
        table.dropped = index;
        dropped.push(table);
        break;
      }
      case 'insert': {
        if (change.source !== 'select') break;
        const to = tableAt(change.table);
        for (const name of change.from ?? []) {
          const from = tableAt(name);
          from.copies.push({ from, to, index });
        }
        break;
      }
    }
  }
  return dropped;
}

/** Names that are equal for SQLite give equal keys. */
export function tableKey({ schema = 'main', name }: ObjectName): string {
  return JSON.stringify([schema.toLowerCase(), name.toLowerCase()]);
}

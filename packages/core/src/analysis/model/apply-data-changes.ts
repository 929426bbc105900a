import type { ChangeOf, ObjectName } from '../change';
import type { Appliers } from './applier';
import type { SchemaState } from './schema-state';

/** Changes of data, as far as they change what is known about the number of rows. */
export const dataChanges: Appliers = {
  insert(state, change) {
    const rows = insertedRows(state, change);
    state.update(change.table, (table) => ({
      ...table,
      estimatedRows: sum(table.estimatedRows, rows),
    }));
  },
  truncate(state, { table }) {
    empty(state, table);
  },
  delete(state, change) {
    if (change.where.form !== 'some' && !change.limit) empty(state, change.table);
  },
  merge(state, { table }) {
    setRows(state, table, undefined);
  },
  copy(state, { table, direction }) {
    if (table && direction === 'from') setRows(state, table, undefined);
  },
};

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

/** Undefined: not known. */
function insertedRows(state: SchemaState, change: ChangeOf<'insert'>): number | undefined {
  if (change.rows !== undefined) return change.rows;
  if (change.source === 'default') return 1;
  const [source, ...others] = change.from ?? [];
  // A condition, limit or join makes it another number.
  if (!source || others.length > 0 || change.hasWhere || change.hasLimit) return undefined;
  return state.table(source)?.estimatedRows;
}

/** In a live database what a run deletes is there before it runs: a later DROP has to tell of those rows. */
function empty(state: SchemaState, name: ObjectName): void {
  if (!state.options.isLive || state.table(name)?.isNew) setRows(state, name, 0);
}

function setRows(state: SchemaState, name: ObjectName, estimatedRows: number | undefined): void {
  state.update(name, (table) => ({ ...table, estimatedRows }));
}

import type { ChangeOf } from '../change';
import type { Appliers } from './applier';
import { mentions } from './expression-names';
import { addOwnedSequences } from './owned-sequences';
import { makeObjectName } from './postgresql-names';
import { renameColumn } from './rename-column';
import type { ModelColumn, ModelConstraint, ModelIndex, ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';
import { withConstraint, withNotNull } from './with-constraint';

/** Columns of tables: added, dropped, renamed, altered. Partitions follow their table. */
export const columnChanges: Appliers = {
  'add-column': addColumn,
  'drop-column': dropColumn,
  'rename-column': renameColumn,
  'alter-column-type'(state, { table, column, type, collation }) {
    alterColumn(state, table, column, (old) => ({ ...old, type, ...(collation ? { collation } : {}) }));
  },
  'set-not-null'(state, { table, column }) {
    state.updateTree(table, (found) => ({ ...found, columns: withNotNull(state, found, [column]) }));
  },
  'drop-not-null'(state, { table, column }) {
    state.updateTree(table, (found) => withoutNotNull(state, found, column));
  },
  'set-default'(state, { table, column, default: value }) {
    alterColumn(state, table, column, (old) => ({ ...old, default: value }));
  },
  'drop-default'(state, { table, column }) {
    alterColumn(state, table, column, (old) => ({ ...old, default: undefined }));
  },
  'modify-column': modifyColumn,
};

function addColumn(state: SchemaState, change: ChangeOf<'add-column'>): void {
  const key = state.fold(change.column.name);
  state.updateTree(change.table, (table) => {
    if (table.columns.has(key)) return table;
    const added: [string, ModelColumn] = [key, { ...change.column, isNew: !table.isNew }];
    const columns = change.position === 'first' ? [added, ...table.columns] : [...table.columns, added];
    return change.constraints.reduce<ModelTable>(
      (made, constraint) => withConstraint(state, made, constraint),
      { ...table, columns: new Map(columns) },
    );
  });
  const table = state.table(change.table);
  if (table) addOwnedSequences(state, table, [key]);
}

function dropColumn(state: SchemaState, { table: name, column, cascade }: ChangeOf<'drop-column'>): void {
  const table = state.table(name);
  if (!table) return;
  if (cascade) dropReferencesTo(state, table, column);
  state.updateTree(name, (found) => withoutColumn(state, found, column));
  const sequence = { schema: table.name.schema, name: makeObjectName(table.name.name, column, 'seq') };
  const owned = state.object('sequence', sequence);
  if (owned?.table && state.key(owned.table) === state.key(table.name)) state.removeObject(owned);
}

function dropReferencesTo(state: SchemaState, table: ModelTable, column: string): void {
  const key = state.key(table.name);
  for (const referrer of state.referencing(table.name)) {
    const constraints = referrer.constraints.filter(
      ({ references }) =>
        !references ||
        state.key(state.fullName(references.table)) !== key ||
        !references.columns.some((target) => state.sameName(target, column)),
    );
    state.put({ ...referrer, constraints });
  }
}

/**
 * The table without a column. The indexes and constraints that use it go too; MySQL only
 * takes the column out of its indexes, and drops those that are left with none.
 */
function withoutColumn(state: SchemaState, table: ModelTable, column: string): ModelTable {
  const columns = new Map(table.columns);
  columns.delete(state.fold(column));
  const isColumn = (name: string) => state.sameName(name, column);
  if (state.provider === 'mysql') {
    const indexes = table.indexes.flatMap((index) => shortened(index, isColumn));
    const constraints = table.constraints
      .flatMap((constraint) =>
        constraint.kind === 'unique' || constraint.kind === 'primary-key'
          ? shortened(constraint, isColumn)
          : constraint,
      )
      .filter((constraint) => constraint.kind !== 'check' || !constraint.columns.every(isColumn));
    return { ...table, columns, indexes, constraints };
  }
  const constraints = table.constraints.filter((constraint) => !constraint.columns.some(isColumn));
  const gone = new Set(
    table.constraints.filter((constraint) => !constraints.includes(constraint)).map(({ name }) => name),
  );
  const indexes = table.indexes.filter(
    (index) =>
      !(index.constraint !== undefined && gone.has(index.constraint)) && !usesColumn(index, column, isColumn),
  );
  return { ...table, columns, constraints, indexes };
}

function shortened<T extends ModelIndex | ModelConstraint>(
  owner: T,
  isColumn: (name: string) => boolean,
): T[] {
  const columns = owner.columns.filter((name) => !isColumn(name));
  if (columns.length === owner.columns.length) return [owner];
  return columns.length === 0 ? [] : [{ ...owner, columns }];
}

function usesColumn(index: ModelIndex, column: string, isColumn: (name: string) => boolean): boolean {
  return (
    index.columns.some((part) => (part.startsWith('(') ? mentions(part, column) : isColumn(part))) ||
    (index.where !== undefined && mentions(index.where, column))
  );
}

function withoutNotNull(state: SchemaState, table: ModelTable, name: string): ModelTable {
  const found = table.columns.get(state.fold(name));
  if (!found) return table;
  return {
    ...table,
    columns: new Map(table.columns).set(state.fold(name), { ...found, notNull: false }),
    constraints: table.constraints.filter(
      ({ kind, columns }) => kind !== 'not-null' || !state.sameName(columns[0], name),
    ),
  };
}

function alterColumn(
  state: SchemaState,
  table: ChangeOf<'alter-column-type'>['table'],
  name: string,
  alter: (column: ModelColumn) => ModelColumn,
): void {
  const key = state.fold(name);
  state.updateTree(table, (found) => {
    const column = found.columns.get(key);
    return column ? { ...found, columns: new Map(found.columns).set(key, alter(column)) } : found;
  });
}

/** The whole definition anew. */
function modifyColumn(state: SchemaState, { table, column, definition }: ChangeOf<'modify-column'>): void {
  if (definition.name !== column) renameColumn(state, { table, column, to: definition.name });
  alterColumn(state, table, definition.name, ({ isNew }) => ({ ...definition, isNew }));
}

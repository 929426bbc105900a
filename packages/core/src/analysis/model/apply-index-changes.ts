import type { ChangeOf, ObjectName } from '../change';
import type { Appliers } from './applier';
import { withoutConstraint } from './apply-constraint-changes';
import { isSame, withIndex } from './new-table';
import type { ModelIndex, ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';

/** Indexes of tables. */
export const indexChanges: Appliers = {
  'create-index': createIndex,
  'drop-index': dropIndex,
};

function createIndex(
  state: SchemaState,
  { table: name, index, only }: Pick<ChangeOf<'create-index'>, 'table' | 'index' | 'only'>,
): void {
  const table = state.table(name);
  if (!table) return;
  // The statement fails, or with IF NOT EXISTS does nothing.
  if (index.name !== undefined && indexExists(state, table, index.name)) return;
  state.put(withIndex(state, table, index));
  if (only) return;
  for (const partition of state.partitionsOf(table)) {
    createIndex(state, { table: partition.name, index: { ...index, name: undefined } });
  }
}

function indexExists(state: SchemaState, table: ModelTable, name: string): boolean {
  if (state.provider === 'mysql') return table.indexes.some((index) => state.sameName(index.name, name));
  return state.indexOwner({ schema: table.name.schema, name }) !== undefined;
}

function dropIndex(state: SchemaState, { index: name, table }: ChangeOf<'drop-index'>): void {
  const owner = state.indexOwner(name, table);
  const index = owner?.indexes.find((candidate) => state.sameName(candidate.name, name.name));
  if (!owner || !index) return;
  const constraint = owner.constraints.find((candidate) => candidate.name === index.constraint);
  if (constraint) state.put(withoutConstraint(state, owner, constraint));
  else state.updateTree(owner.name, (found) => withoutIndex(found, index));
}

/** The table without an index; of a partition, without the one that was made for it. */
function withoutIndex(table: ModelTable, index: ModelIndex): ModelTable {
  const own =
    table.indexes.find((candidate) => candidate === index) ??
    (table.partitionOf && table.indexes.find((candidate) => isSame(candidate, index)));
  return { ...table, indexes: table.indexes.filter((candidate) => candidate !== own) };
}

/** Renames an index, and the constraint that it belongs to. */
export function renameIndex(state: SchemaState, name: ObjectName, to: string, table?: ObjectName): void {
  const owner = state.indexOwner(name, table);
  const index = owner?.indexes.find((candidate) => state.sameName(candidate.name, name.name));
  if (!owner || !index) return;
  renameIndexOf(state, owner, index.name, index.constraint, to);
}

/** Renames a constraint, and its index where it has one of the same name. */
export function renameConstraint(state: SchemaState, table: ObjectName, name: string, to: string): void {
  const owner = state.table(table);
  if (!owner) return;
  renameIndexOf(state, owner, name, name, to);
}

function renameIndexOf(
  state: SchemaState,
  owner: ModelTable,
  indexName: string,
  constraintName: string | undefined,
  to: string,
): void {
  state.put({
    ...owner,
    indexes: owner.indexes.map((index) =>
      state.sameName(index.name, indexName)
        ? { ...index, name: to, ...(index.constraint === undefined ? {} : { constraint: to }) }
        : index,
    ),
    constraints: owner.constraints.map((constraint) =>
      state.sameName(constraint.name, constraintName) ? { ...constraint, name: to } : constraint,
    ),
  });
}

import type { ChangeOf } from '../change';
import type { Appliers } from './applier';
import { newTable, withInherited } from './new-table';
import { addOwnedSequences } from './owned-sequences';
import type { ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';
import type { FullName } from './name-keys';

/** CREATE, DROP, RENAME TABLE and partitions. */
export const tableChanges: Appliers = {
  'create-table': createTable,
  'drop-table'(state, { table }) {
    const found = state.table(table);
    if (found) dropTable(state, found);
  },
  'rename-table': renameTable,
  'attach-partition'(state, { table, partition }) {
    const parent = state.table(table);
    if (!parent) return;
    state.put({ ...parent, isPartitioned: true });
    state.update(partition, (part) => ({
      ...withInherited(state, part, parent, true),
      partitionOf: parent.name,
    }));
  },
  'detach-partition'(state, { partition }) {
    state.update(partition, (part) => ({ ...part, partitionOf: undefined }));
  },
  'convert-charset'(state, { table, charset }) {
    state.update(table, (found) => ({ ...found, charset }));
  },
};

function createTable(state: SchemaState, change: ChangeOf<'create-table'>): void {
  const name = state.fullName(change.table, change.temporary);
  const existing = state.table(name);
  // A temporary table hides the ordinary one of its name; any other that exists stays as it is.
  if (existing && existing.isTemporary === change.temporary) return;
  const table = newTable(state, change);
  state.put(table);
  addOwnedSequences(state, table, [...table.columns.keys()]);
}

/** Removes a table and what goes with it: partitions, triggers, policies, owned sequences, and (PostgreSQL) foreign keys on it. */
export function dropTable(state: SchemaState, table: ModelTable): void {
  for (const partition of state.partitionsOf(table)) dropTable(state, partition);
  // Elsewhere they stay, and mean the next table of that name: that is how SQLite's rebuilds work.
  if (state.provider === 'postgresql') {
    for (const referrer of state.referencing(table.name)) {
      state.put({
        ...referrer,
        constraints: referrer.constraints.filter(
          ({ references }) =>
            !references || state.key(state.fullName(references.table)) !== state.key(table.name),
        ),
      });
    }
  }
  state.remove(table);
  // A temporary table has none; in MySQL those of its name belong to the table that it hides.
  if (table.isTemporary && state.provider === 'mysql') return;
  for (const object of state.objectsOf(table.name)) state.removeObject(object);
}

function renameTable(state: SchemaState, { table: name, to }: ChangeOf<'rename-table'>): void {
  const table = state.table(name);
  if (!table) return renameView(state, { table: name, to });
  // MySQL moves the table into the current database where none is written.
  const schema = to.schema ?? (state.provider === 'mysql' ? state.defaultSchema : table.name.schema);
  moveTable(state, table, { schema, name: to.name });
}

/** Gives a table another name, which its foreign keys, partitions, triggers and policies follow. */
export function moveTable(state: SchemaState, table: ModelTable, name: FullName): void {
  const old = state.key(table.name);
  const referrers = state.referencing(table.name);
  const partitions = state.partitionsOf(table);
  const objects = state.objectsOf(table.name);
  state.remove(table);
  state.put({ ...withAutoindexesOf(state, table, name.name), name });
  for (const { name: referrer } of referrers) {
    state.update(state.key(referrer) === old ? name : referrer, (found) => ({
      ...found,
      constraints: found.constraints.map((constraint) =>
        constraint.references && state.key(state.fullName(constraint.references.table)) === old
          ? { ...constraint, references: { ...constraint.references, table: name } }
          : constraint,
      ),
    }));
  }
  for (const partition of partitions) state.put({ ...partition, partitionOf: name });
  for (const object of objects) {
    state.removeObject(object);
    state.putObject({ ...object, name: { ...object.name, schema: name.schema }, table: name });
  }
}

/** SQLite's automatic indexes carry the table's name. */
function withAutoindexesOf(state: SchemaState, table: ModelTable, to: string): ModelTable {
  if (state.provider !== 'sqlite') return table;
  const prefix = `sqlite_autoindex_${table.name.name}_`;
  const renamed = (name: string) =>
    name.startsWith(prefix) ? `sqlite_autoindex_${to}_${name.slice(prefix.length)}` : name;
  return {
    ...table,
    constraints: table.constraints.map((constraint) => ({ ...constraint, name: renamed(constraint.name) })),
    indexes: table.indexes.map(({ constraint, ...index }) => ({
      ...index,
      name: renamed(index.name),
      ...(constraint === undefined ? {} : { constraint: renamed(constraint) }),
    })),
  };
}

/** PostgreSQL's ALTER TABLE also renames views, sequences and indexes. */
function renameView(state: SchemaState, { table, to }: Pick<ChangeOf<'rename-table'>, 'table' | 'to'>): void {
  for (const type of ['view', 'materialized view', 'sequence', 'foreign table'] as const) {
    const object = state.object(type, table);
    if (!object) continue;
    state.removeObject(object);
    state.putObject({ ...object, name: { schema: to.schema ?? object.name.schema, name: to.name } });
    return;
  }
}

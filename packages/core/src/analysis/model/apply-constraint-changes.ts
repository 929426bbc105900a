import type { ChangeOf, ObjectName } from '../change';
import type { Appliers } from './applier';
import { isSame, withInherited } from './new-table';
import type { ModelConstraint, ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';
import { withConstraint, withNotNull } from './with-constraint';

/** Constraints of tables. */
export const constraintChanges: Appliers = {
  'add-constraint'(state, { table, constraint }) {
    state.update(table, (found) => withConstraint(state, found, constraint));
    inheritConstraints(state, table);
  },
  'drop-constraint': dropConstraint,
  'validate-constraint'(state, { table, name }) {
    state.update(table, (found) => validated(state, found, name));
  },
};

/** Partitions get the constraints of their table. */
function inheritConstraints(state: SchemaState, name: ObjectName): void {
  const table = state.table(name);
  if (!table) return;
  for (const partition of state.partitionsOf(table)) {
    state.put(withInherited(state, partition, table, true));
    inheritConstraints(state, partition.name);
  }
}

function dropConstraint(state: SchemaState, change: ChangeOf<'drop-constraint'>): void {
  const table = state.table(change.table);
  const constraint = table?.constraints.find((candidate) => isMeant(state, candidate, change));
  if (!table || !constraint) return;
  state.updateTree(table.name, (found) => {
    const own = found.constraints.find((candidate) => isSame(candidate, constraint));
    return own ? withoutConstraint(state, found, own) : found;
  });
  if (change.cascade) dropReferencesTo(state, table, constraint);
}

function isMeant(
  state: SchemaState,
  constraint: ModelConstraint,
  { name, constraintKind }: ChangeOf<'drop-constraint'>,
): boolean {
  const kindFits = constraintKind === undefined || constraint.kind === constraintKind;
  return (
    kindFits && (name === undefined ? constraintKind !== undefined : state.sameName(constraint.name, name))
  );
}

/** The table without a constraint and the index that belongs to it. */
export function withoutConstraint(
  state: SchemaState,
  table: ModelTable,
  constraint: ModelConstraint,
): ModelTable {
  const { kind, columns, name } = constraint;
  const [column = ''] = columns;
  const found = kind === 'not-null' ? table.columns.get(state.fold(column)) : undefined;
  return {
    ...table,
    columns: found
      ? new Map(table.columns).set(state.fold(column), { ...found, notNull: false })
      : table.columns,
    constraints: table.constraints.filter((candidate) => candidate !== constraint),
    indexes: table.indexes.filter((index) => index.constraint === undefined || index.constraint !== name),
  };
}

/** Foreign keys that rely on a key which is dropped with CASCADE. */
function dropReferencesTo(state: SchemaState, table: ModelTable, { columns }: ModelConstraint): void {
  const key = state.key(table.name);
  for (const referrer of state.referencing(table.name)) {
    const constraints = referrer.constraints.filter(
      ({ references }) =>
        !references ||
        state.key(state.fullName(references.table)) !== key ||
        references.columns.join('\0') !== columns.join('\0'),
    );
    state.put({ ...referrer, constraints });
  }
}

function validated(state: SchemaState, table: ModelTable, name: string): ModelTable {
  const constraint = table.constraints.find((candidate) => state.sameName(candidate.name, name));
  if (!constraint) return table;
  return {
    ...table,
    columns: constraint.kind === 'not-null' ? withNotNull(state, table, constraint.columns) : table.columns,
    constraints: table.constraints.map((candidate) =>
      candidate === constraint ? { ...constraint, notValid: false, isValidated: true } : candidate,
    ),
  };
}

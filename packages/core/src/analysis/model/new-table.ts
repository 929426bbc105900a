import type { ChangeOf, ColumnDefinition, ConstraintDefinition, IndexDefinition } from '../change';
import { defaultIndexName } from './constraint-names';
import type { ModelColumn, ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';
import type { FullName } from './name-keys';
import { withConstraint } from './with-constraint';

/** The order in which PostgreSQL makes (and names) constraints: a foreign key needs the keys before it. */
const ORDER = ['not-null', 'check', 'primary-key', 'unique', 'exclusion', 'foreign-key'] as const;

/** The table that a CREATE TABLE makes. */
export function newTable(state: SchemaState, change: ChangeOf<'create-table'>): ModelTable {
  const model = change.partitionOf ?? change.like;
  const template = model && state.table(model);
  const bare: ModelTable = {
    name: state.fullName(change.table, change.temporary),
    isNew: true,
    isTemporary: change.temporary,
    isPartitioned: change.partitioned ?? false,
    columns: newColumns(state, [...(template?.columns.values() ?? []), ...change.columns]),
    constraints: [],
    indexes: [],
    columnsKnown: !change.asSelect && (model === undefined || template?.columnsKnown === true),
    // IF NOT EXISTS of a table that may have been there before says nothing about its rows.
    ...(change.ifNotExists && !state.options.isComplete ? { mayHaveExisted: true } : {}),
    ...(change.asSelect || (change.ifNotExists && !state.options.isComplete) ? {} : { estimatedRows: 0 }),
    ...(change.partitionOf ? { partitionOf: template?.name ?? state.fullName(change.partitionOf) } : {}),
    ...(change.charset === undefined ? {} : { charset: change.charset }),
  };
  const inherited = template ? withInherited(state, bare, template, change.partitionOf !== undefined) : bare;
  const constrained = inCreationOrder(state, change.constraints).reduce(
    (table, constraint) => withConstraint(state, table, constraint),
    inherited,
  );
  return change.indexes.reduce((table, index) => withIndex(state, table, index), constrained);
}

/** A table that is mentioned for the first time in a model that does not know all: it was there before. */
export function tableOfHearsay(name: FullName): ModelTable {
  return {
    name,
    isNew: false,
    isTemporary: false,
    isPartitioned: false,
    columns: new Map(),
    constraints: [],
    indexes: [],
    columnsKnown: false,
  };
}

/** The table with one more index, named by the engine where it has no name. */
export function withIndex(state: SchemaState, table: ModelTable, index: IndexDefinition): ModelTable {
  const name = index.name ?? defaultIndexName(state, table, index);
  return { ...table, indexes: [...table.indexes, { ...index, name, isValid: true }] };
}

function newColumns(state: SchemaState, columns: readonly ColumnDefinition[]): ModelTable['columns'] {
  return new Map(
    columns.map((column) => [state.fold(column.name), { ...column, isNew: false } as ModelColumn]),
  );
}

function inCreationOrder(
  state: SchemaState,
  constraints: readonly ConstraintDefinition[],
): ConstraintDefinition[] {
  if (constraints.length < 2) return [...constraints];
  const sorted = ORDER.flatMap((kind) => constraints.filter((constraint) => constraint.kind === kind));
  if (state.provider === 'mysql') return sorted;
  return sorted.filter(
    (constraint, position) => !sorted.slice(0, position).some((earlier) => makesSame(earlier, constraint)),
  );
}

/** PostgreSQL makes one index of `UNIQUE PRIMARY KEY` (`transformIndexConstraints`), SQLite too; MySQL makes both. */
function makesSame(earlier: ConstraintDefinition, later: ConstraintDefinition): boolean {
  return (
    later.kind === 'unique' &&
    later.name === undefined &&
    (earlier.kind === 'primary-key' || earlier.kind === 'unique') &&
    earlier.columns.join('\0') === later.columns.join('\0')
  );
}

/**
 * What a partition takes from its table, as far as it does not have it: all constraints, and an index of its own
 * for each. LIKE takes the indexes in MySQL; in PostgreSQL only what INCLUDING says, which is not read.
 */
export function withInherited(
  state: SchemaState,
  table: ModelTable,
  template: ModelTable,
  isPartition: boolean,
): ModelTable {
  if (!isPartition && state.provider !== 'mysql') return table;
  const constrained = template.constraints
    .filter(({ kind }) => isPartition || kind !== 'foreign-key')
    .filter((constraint) => !table.constraints.some((own) => isSame(own, constraint)))
    .reduce((made, constraint) => {
      const hasIndex = ['primary-key', 'unique', 'exclusion'].includes(constraint.kind);
      return withConstraint(state, made, {
        ...constraint,
        ...(isPartition && hasIndex ? { name: undefined } : {}),
      });
    }, table);
  return template.indexes
    .filter(({ constraint }) => constraint === undefined)
    .filter((index) => !constrained.indexes.some((own) => isSame(own, index)))
    .reduce(
      (made, index) => withIndex(state, made, isPartition ? { ...index, name: undefined } : index),
      constrained,
    );
}

/** Equal but for the name. */
export function isSame<T extends ConstraintDefinition | IndexDefinition>(one: T, other: T): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf(definition: ConstraintDefinition | IndexDefinition): string {
  const { columns } = definition;
  return 'kind' in definition
    ? JSON.stringify([definition.kind, columns, definition.references, definition.expression])
    : JSON.stringify([definition.unique, columns, definition.method ?? 'btree', definition.where]);
}

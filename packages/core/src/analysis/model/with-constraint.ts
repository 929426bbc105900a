import type { ConstraintDefinition, ObjectName } from '../change';
import { constraintIndexName, defaultConstraintName, defaultIndexName } from './constraint-names';
import type { ModelConstraint, ModelIndex, ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';

/** The table with one more constraint and what comes with it: its index, NOT NULL of a primary key. */
export function withConstraint(
  state: SchemaState,
  table: ModelTable,
  definition: ConstraintDefinition,
): ModelTable {
  const { name: written } = definition;
  if (written !== undefined && table.constraints.some(({ name }) => state.sameName(name, written)))
    return table;
  const used = table.indexes.find(({ name }) => state.sameName(name, definition.usingIndex));
  const columns = used?.columns ?? definition.columns;
  const constraint: ModelConstraint = {
    ...definition,
    columns,
    name: nameOf(state, table, definition, used),
    isValidated: !definition.notValid && !definition.notEnforced,
  };
  if (definition.references) constraint.references = resolveReference(state, table, definition.references);
  return {
    ...table,
    columns: impliesNotNull(state, constraint) ? withNotNull(state, table, columns) : table.columns,
    constraints: [...table.constraints, constraint],
    indexes: withIndexOf(state, table, constraint, used),
  };
}

function nameOf(
  state: SchemaState,
  table: ModelTable,
  definition: ConstraintDefinition,
  used: ModelIndex | undefined,
): string {
  // MySQL ignores the name of a primary key.
  if (state.provider === 'mysql' && definition.kind === 'primary-key') return 'PRIMARY';
  return definition.name ?? used?.name ?? defaultConstraintName(state, table, definition);
}

/** In SQLite a primary key may hold NULL, for the sake of old files. */
function impliesNotNull(state: SchemaState, { kind, isValidated }: ModelConstraint): boolean {
  return (kind === 'primary-key' && state.provider !== 'sqlite') || (kind === 'not-null' && isValidated);
}

/** The table's columns, with these being NOT NULL. */
export function withNotNull(
  state: SchemaState,
  table: ModelTable,
  names: readonly string[],
): ModelTable['columns'] {
  const columns = new Map(table.columns);
  for (const name of names) {
    const key = state.fold(name);
    const column = columns.get(key);
    if (column && !column.notNull) columns.set(key, { ...column, notNull: true });
  }
  return columns;
}

/** The target with its schema, and with its primary key where no columns were written. */
function resolveReference(
  state: SchemaState,
  table: ModelTable,
  references: NonNullable<ConstraintDefinition['references']>,
): NonNullable<ConstraintDefinition['references']> {
  const written: ObjectName =
    state.provider === 'postgresql' ? references.table : { schema: table.name.schema, ...references.table };
  const isSelf = state.key(state.fullName(written)) === state.key(table.name);
  const target = isSelf ? table : state.table(written);
  const primaryKey = target?.constraints.find(({ kind }) => kind === 'primary-key');
  return {
    ...references,
    table: target?.name ?? state.fullName(written),
    columns: references.columns.length > 0 ? references.columns : (primaryKey?.columns ?? []),
  };
}

function withIndexOf(
  state: SchemaState,
  table: ModelTable,
  constraint: ModelConstraint,
  used: ModelIndex | undefined,
): readonly ModelIndex[] {
  const { name, kind, columns } = constraint;
  if (used) {
    return table.indexes.map((index) => (index === used ? { ...index, name, constraint: name } : index));
  }
  switch (kind) {
    case 'primary-key':
    case 'unique':
    case 'exclusion': {
      const index = constraintIndexName(state, table, constraint);
      const unique = kind !== 'exclusion';
      return [...table.indexes, { name: index, unique, columns, constraint: name, isValid: true }];
    }
    case 'foreign-key':
      return state.provider === 'mysql' ? withForeignKeyIndex(state, table, constraint) : table.indexes;
    default:
      return table.indexes;
  }
}

/**
 * InnoDB gives a foreign key an index where none begins with its columns
 * (https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html), under the constraint's name if one was written.
 */
function withForeignKeyIndex(
  state: SchemaState,
  table: ModelTable,
  { name, columns }: ModelConstraint,
): readonly ModelIndex[] {
  const isCovered = table.indexes.some((index) =>
    columns.every((column, position) => state.sameName(column, index.columns[position])),
  );
  if (isCovered) return table.indexes;
  const isGenerated = name.startsWith(`${table.name.name}_ibfk_`);
  const index = { unique: false, columns, isValid: true };
  return [...table.indexes, { ...index, name: isGenerated ? defaultIndexName(state, table, index) : name }];
}

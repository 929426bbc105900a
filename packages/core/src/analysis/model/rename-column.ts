import type { ChangeOf } from '../change';
import { renamedIn } from './expression-names';
import type { ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';

/** Renames a column together with all that names it: indexes, constraints, foreign keys of other tables. */
export function renameColumn(
  state: SchemaState,
  { table: name, column, to }: Pick<ChangeOf<'rename-column'>, 'table' | 'column' | 'to'>,
): void {
  const table = state.table(name);
  if (!table) return;
  state.updateTree(name, (found) => withRenamedColumn(state, found, column, to));
  for (const referrer of state.referencing(table.name)) {
    state.put(withRenamedTarget(state, referrer, table, column, to));
  }
}

function withRenamedColumn(state: SchemaState, table: ModelTable, from: string, to: string): ModelTable {
  const key = state.fold(from);
  if (!table.columns.has(key)) return table;
  const renamed = (names: readonly string[]) =>
    names.map((name) => {
      if (state.sameName(name, from)) return to;
      return name.startsWith('(') ? renamedIn(name, from, to) : name;
    });
  return {
    ...table,
    columns: new Map(
      [...table.columns].map(([name, column]) =>
        name === key ? [state.fold(to), { ...column, name: to }] : [name, column],
      ),
    ),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: renamed(index.columns),
      ...(index.where === undefined ? {} : { where: renamedIn(index.where, from, to) }),
    })),
    constraints: table.constraints.map((constraint) => ({
      ...constraint,
      columns: renamed(constraint.columns),
      ...(constraint.expression === undefined
        ? {}
        : { expression: renamedIn(constraint.expression, from, to) }),
      ...(state.sameName(constraint.provesNotNull, from) ? { provesNotNull: to } : {}),
    })),
  };
}

function withRenamedTarget(
  state: SchemaState,
  referrer: ModelTable,
  target: ModelTable,
  from: string,
  to: string,
): ModelTable {
  const key = state.key(target.name);
  return {
    ...referrer,
    constraints: referrer.constraints.map((constraint) => {
      const { references } = constraint;
      if (!references || state.key(state.fullName(references.table)) !== key) return constraint;
      const columns = references.columns.map((name) => (state.sameName(name, from) ? to : name));
      return { ...constraint, references: { ...references, columns } };
    }),
  };
}

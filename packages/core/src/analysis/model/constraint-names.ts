import type { ConstraintDefinition, IndexDefinition } from '../change';
import { chooseName, indexNameAddition } from './postgresql-names';
import type { ModelTable } from './schema-model';
import type { SchemaState } from './schema-state';

/** The name that the engine gives to a constraint written without one. */
export function defaultConstraintName(
  state: SchemaState,
  table: ModelTable,
  constraint: ConstraintDefinition,
): string {
  switch (state.provider) {
    case 'postgresql':
      return postgresqlConstraintName(state, table, constraint);
    case 'mysql':
      return mysqlConstraintName(state, table, constraint);
    case 'sqlite':
      return sqliteConstraintName(state, table, constraint);
  }
}

/** The name that the engine gives to an index written without one. */
export function defaultIndexName(state: SchemaState, table: ModelTable, index: IndexDefinition): string {
  if (state.provider === 'mysql') return mysqlIndexName(state, table, index.columns);
  return chooseName(table.name.name, indexNameAddition(index.columns), 'idx', relationIsTaken(state, table));
}

function relationIsTaken(state: SchemaState, table: ModelTable): (name: string) => boolean {
  return (name) =>
    state.isTaken({ schema: table.name.schema, name }) ||
    table.indexes.some((index) => index.name === name) ||
    table.constraints.some((constraint) => constraint.name === name);
}

/** `ChooseIndexName` and the callers of `ChooseConstraintName` in PostgreSQL's source. */
function postgresqlConstraintName(
  state: SchemaState,
  table: ModelTable,
  { kind, columns }: ConstraintDefinition,
): string {
  const { name } = table.name;
  const ownIsTaken = (candidate: string) => table.constraints.some((other) => other.name === candidate);
  switch (kind) {
    case 'primary-key':
      return chooseName(name, undefined, 'pkey', relationIsTaken(state, table));
    case 'unique':
      return chooseName(name, indexNameAddition(columns), 'key', relationIsTaken(state, table));
    case 'exclusion':
      return chooseName(name, indexNameAddition(columns), 'excl', relationIsTaken(state, table));
    case 'foreign-key':
      return chooseName(name, indexNameAddition(columns), 'fkey', ownIsTaken);
    case 'check':
      return chooseName(name, columns.length === 1 ? columns[0] : undefined, 'check', ownIsTaken);
    case 'not-null':
      return chooseName(name, indexNameAddition(columns), 'not_null', ownIsTaken);
  }
}

/** https://dev.mysql.com/doc/refman/8.4/en/create-table.html: `t_ibfk_n`, `t_chk_n`; MariaDB: `CONSTRAINT_n`. */
function mysqlConstraintName(
  state: SchemaState,
  table: ModelTable,
  { kind, columns }: ConstraintDefinition,
): string {
  switch (kind) {
    case 'primary-key':
      return 'PRIMARY';
    case 'foreign-key':
      return nextNumbered(table.constraints, `${table.name.name}_ibfk_`);
    case 'check':
      return nextNumbered(table.constraints, isMariadb(state) ? 'CONSTRAINT_' : `${table.name.name}_chk_`);
    default:
      return mysqlIndexName(state, table, columns);
  }
}

function isMariadb({ options }: SchemaState): boolean {
  return (
    /mariadb/i.test(options.serverVersion ?? '') || Number.parseInt(options.serverVersion ?? '', 10) >= 10
  );
}

/** One more than the highest number in use. */
function nextNumbered(named: readonly { name: string }[], prefix: string): string {
  const numbers = named
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger);
  return `${prefix}${Math.max(0, ...numbers) + 1}`;
}

/** The first column's name, with `_2`, `_3`, … behind it where that is taken. */
function mysqlIndexName(state: SchemaState, table: ModelTable, columns: readonly string[]): string {
  const [first = ''] = columns;
  const base = first.startsWith('(') ? 'functional_index' : first;
  const isTaken = (name: string) => table.indexes.some((index) => state.sameName(index.name, name));
  let name = base;
  for (let number = 2; isTaken(name) || name.toUpperCase() === 'PRIMARY'; number++)
    name = `${base}_${number}`;
  return name;
}

/** Constraints without an index have no name in SQLite. */
function sqliteConstraintName(
  state: SchemaState,
  table: ModelTable,
  constraint: ConstraintDefinition,
): string {
  const owns = constraint.kind === 'primary-key' || constraint.kind === 'unique';
  return owns ? constraintIndexName(state, table, constraint) : '';
}

/**
 * The name of the index that a primary key or unique constraint makes. SQLite numbers them
 * (https://www.sqlite.org/fileformat2.html#intschema), whatever the constraint's name, and has none for an
 * INTEGER PRIMARY KEY, which is the table's own key: it is called `rowid` here.
 */
export function constraintIndexName(
  state: SchemaState,
  table: ModelTable,
  { kind, columns, name }: ConstraintDefinition,
): string {
  if (state.provider !== 'sqlite') return name ?? '';
  const [column = ''] = columns;
  const type = table.columns.get(state.fold(column))?.type;
  if (kind === 'primary-key' && columns.length === 1 && type === 'INTEGER') return 'rowid';
  return nextNumbered(table.indexes, `sqlite_autoindex_${table.name.name}_`);
}

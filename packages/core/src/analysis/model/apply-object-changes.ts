import type { ChangeOf, ObjectName } from '../change';
import type { Appliers } from './applier';
import { renameConstraint, renameIndex } from './apply-index-changes';
import { dropTable, moveTable } from './apply-table-changes';
import type { ModelColumn, ModelObject } from './schema-model';
import type { SchemaState } from './schema-state';

/** Schemas, databases, types, views, functions, triggers and the rest. */
export const objectChanges: Appliers = {
  'create-schema': createSchema,
  'drop-schema'(state, { name }) {
    dropSchema(state, name);
  },
  'drop-database'(state, { name }) {
    // Only in MySQL is a database what a schema is elsewhere.
    if (state.provider === 'mysql') dropSchema(state, name);
  },
  'create-object': createObject,
  'drop-object': dropObject,
  'rename-object': renameObject,
  'add-enum-value'(state, { type, value }) {
    updateDetails(state, 'type', type, (details) => ({
      ...details,
      values: details.values?.includes(value) ? details.values : [...(details.values ?? []), value],
    }));
  },
  'alter-domain-constraint'(state, { domain, action }) {
    if (action !== 'add' && action !== 'set-not-null') return;
    updateDetails(state, 'domain', domain, (details) => ({ ...details, hasConstraint: true }));
  },
};

function createSchema(state: SchemaState, { name, ifNotExists }: ChangeOf<'create-schema'>): void {
  const schema = state.fold(name);
  // IF NOT EXISTS of a schema that may have been there before does not make it a new one.
  const mayExist = ifNotExists === true && !state.options.isComplete;
  if (!schemaExists(state, schema)) state.schemas.set(schema, { isNew: !mayExist });
}

function schemaExists(state: SchemaState, schema: string): boolean {
  if (state.schemas.has(schema)) return true;
  return [...state.tables.values()].some(({ name }) => state.fold(name.schema) === schema);
}

function createObject(state: SchemaState, details: ChangeOf<'create-object'>): void {
  const { objectType, table } = details;
  const owner = table && (state.table(table)?.name ?? state.fullName(table));
  const name = state.fullName(owner ? { schema: owner.schema, ...details.name } : details.name);
  const existing = state.object(objectType, name, owner);
  if (existing && !details.orReplace) return;
  state.putObject({
    objectType,
    name,
    ...(owner ? { table: owner } : {}),
    isNew: existing?.isNew ?? true,
    details,
  });
}

function dropObject(state: SchemaState, { objectType, name, table }: ChangeOf<'drop-object'>): void {
  const object = state.object(objectType, name, table);
  if (object) state.removeObject(object);
  if (objectType === 'foreign table') {
    const found = state.table(name);
    if (found) dropTable(state, found);
  }
}

function dropSchema(state: SchemaState, name: string): void {
  const schema = state.fold(name);
  state.schemas.delete(schema);
  for (const table of [...state.tables.values()]) {
    if (state.fold(table.name.schema) === schema) dropTable(state, table);
  }
  for (const object of [...state.objects.values()]) {
    if (state.fold(object.name.schema) === schema) state.removeObject(object);
  }
}

function renameObject(state: SchemaState, { objectType, name, table, to }: ChangeOf<'rename-object'>): void {
  switch (objectType) {
    case 'index':
      return renameIndex(state, name, to, table);
    case 'constraint':
      return table && renameConstraint(state, table, name.name, to);
    case 'schema':
      return renameSchema(state, name.name, to);
    case 'enum value':
      return table && renameEnumValue(state, table, name.name, to);
    default: {
      const object = state.object(objectType, name, table);
      if (!object) return;
      state.removeObject(object);
      state.putObject({ ...object, name: { ...object.name, name: to } });
      if (objectType === 'type' || objectType === 'domain') renameColumnTypes(state, object, to);
    }
  }
}

function renameEnumValue(state: SchemaState, type: ObjectName, from: string, to: string): void {
  updateDetails(state, 'type', type, (details) => ({
    ...details,
    values: details.values?.map((value) => (value === from ? to : value)),
  }));
}

function renameSchema(state: SchemaState, from: string, to: string): void {
  const schema = state.fold(from);
  const known = state.schemas.get(schema);
  state.schemas.delete(schema);
  if (known) state.schemas.set(state.fold(to), known);
  for (const table of [...state.tables.values()]) {
    if (state.fold(table.name.schema) === schema) moveTable(state, table, { ...table.name, schema: to });
  }
  for (const object of [...state.objects.values()]) {
    if (state.fold(object.name.schema) !== schema) continue;
    state.removeObject(object);
    state.putObject({ ...object, name: { ...object.name, schema: to } });
  }
}

/** Columns are declared with the type's name, with its schema where that was written. */
function renameColumnTypes(state: SchemaState, { name }: ModelObject, to: string): void {
  const names = new Map([
    [name.name, to],
    [`${name.schema}.${name.name}`, `${name.schema}.${to}`],
  ]);
  const renamed = (column: ModelColumn): ModelColumn => {
    const [, base = '', rest = ''] = /^(.*?)((?:\[\])*)$/s.exec(column.type) ?? [];
    const type = names.get(base);
    return type === undefined ? column : { ...column, type: type + rest };
  };
  for (const table of [...state.tables.values()]) {
    state.put({
      ...table,
      columns: new Map([...table.columns].map(([key, column]) => [key, renamed(column)])),
    });
  }
}

function updateDetails(
  state: SchemaState,
  type: 'type' | 'domain',
  name: ObjectName,
  update: (details: ModelObject['details']) => ModelObject['details'],
): void {
  const object = state.object(type, name);
  if (object) state.putObject({ ...object, details: update(object.details) });
}

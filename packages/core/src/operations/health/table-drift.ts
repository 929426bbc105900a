import type { ModelTable, SchemaModel } from '../../analysis/model/schema-model';
import type { ObjectName } from '../../analysis/change';

/**
 * How tables of a database differ from what the migrations make of them: only what certainly is
 * different, as sentences. Tables whose definition cannot be followed (CREATE TABLE … AS) are left out.
 * @param expected the model that the applied migrations give
 * @param actual the model of the live database
 */
export function tableDrift(
  tables: readonly ObjectName[],
  expected: SchemaModel,
  actual: SchemaModel,
): string[] {
  return tables.flatMap((name) => {
    const wanted = expected.table(name);
    const found = actual.table(name);
    if (wanted === undefined || !wanted.columnsKnown || wanted.isTemporary) return [];
    if (found === undefined) return [`The table ${name.name} is missing.`];
    return [...columnDrift(wanted, found), ...indexDrift(wanted, found)];
  });
}

function columnDrift(wanted: ModelTable, found: ModelTable): string[] {
  const table = wanted.name.name;
  const differences: string[] = [];
  for (const [key, column] of wanted.columns) {
    const actual = found.columns.get(key);
    if (actual === undefined) differences.push(`The column ${table}.${column.name} is missing.`);
    else if (actual.type !== column.type) {
      differences.push(`The column ${table}.${column.name} is ${actual.type}, not ${column.type}.`);
    } else if (actual.notNull !== column.notNull) {
      differences.push(
        `The column ${table}.${column.name} ${actual.notNull ? 'is NOT NULL' : 'allows NULL'}, against the migrations.`,
      );
    }
  }
  for (const [key, column] of found.columns) {
    if (!wanted.columns.has(key))
      differences.push(`The column ${table}.${column.name} comes from no migration.`);
  }
  return differences;
}

function indexDrift(wanted: ModelTable, found: ModelTable): string[] {
  const table = wanted.name.name;
  const names = new Set(found.indexes.map(({ name }) => name.toLowerCase()));
  return [
    ...wanted.indexes
      .filter(({ name, constraint }) => constraint === undefined && !names.has(name.toLowerCase()))
      .map(({ name }) => `The index ${name} of ${table} is missing.`),
    ...found.indexes
      .filter(({ isValid }) => !isValid)
      .map(({ name }) => `The index ${name} of ${table} is invalid.`),
  ];
}

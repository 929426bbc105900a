import type { ChangeOf, OtherObjectType, Volatility } from '../../analysis/change';
import { createSchemaModel } from '../../analysis/model/create-schema-model';
import type { SchemaModel } from '../../analysis/model/schema-model';
import { readScript } from '../../analysis/read-script';
import type { Database } from '../database';
import { CONSTRAINTS, INDEXES, OBJECTS, TABLES } from './postgresql-schema-queries';

interface TableRow {
  schema: string;
  name: string;
  sql: string;
  attach: string | null;
  rows: number | null;
  bytes: number | null;
}

interface IndexRow {
  schema: string;
  table: string;
  name: string;
  valid: boolean;
  sql: string;
}

interface ObjectRow {
  type: OtherObjectType;
  schema: string | null;
  name: string;
  table_schema: string | null;
  table_name: string | null;
  volatility: Volatility | null;
  base_type: string | null;
  has_constraint: boolean | null;
  labels: string[] | null;
}

/**
 * The schema of a PostgreSQL database. The catalogs are asked for statements that would make the tables,
 * which go through the same reader as migrations do: what is equal there is equal here.
 * @param schema meant by unqualified names; the session's search path
 */
export async function postgresqlSchemaModel(db: Database, schema: string): Promise<SchemaModel> {
  const tables = await db.query<TableRow>(TABLES);
  const constraints = await db.query<{ sql: string }>(CONSTRAINTS);
  const indexes = await db.query<IndexRow>(INDEXES);
  const objects = await db.query<ObjectRow>(OBJECTS);
  const [serverVersion = ''] = /\d\S*/.exec(await db.version()) ?? [];

  const script = [...tables, ...constraints, ...indexes].map(({ sql }) => sql);
  script.push(...tables.flatMap(({ attach }) => attach ?? []));
  const { statements } = await readScript('postgresql', script.map((sql) => `${sql};\n`).join(''), {
    serverVersion,
  });
  const changes = statements.flatMap((statement) => statement.changes);
  const model = createSchemaModel({
    provider: 'postgresql',
    defaultSchema: schema,
    // Of a server so new that the reader does not know its syntax not everything is known.
    isComplete: !changes.some(({ kind }) => kind === 'unreadable'),
    isLive: true,
    serverVersion,
  });
  for (const change of changes) model.apply(change);
  for (const object of objects) model.apply(creationOf(object));
  for (const table of tables) {
    const invalidIndexes = indexes
      .filter((index) => !index.valid && index.schema === table.schema && index.table === table.name)
      .map(({ name }) => name);
    model.setFacts(table, {
      estimatedRows: table.rows === null ? undefined : Math.round(table.rows),
      sizeBytes: table.bytes ?? undefined,
      invalidIndexes,
    });
  }
  model.beginRun();
  return model;
}

function creationOf(row: ObjectRow): ChangeOf<'create-object' | 'create-schema'> {
  const { type, schema, name, table_name: table, table_schema: tableSchema } = row;
  if (type === 'schema') return { kind: 'create-schema', name };
  return {
    kind: 'create-object',
    objectType: type,
    name: schema === null ? { name } : { schema, name },
    orReplace: false,
    ...(table !== null && tableSchema !== null ? { table: { schema: tableSchema, name: table } } : {}),
    ...(row.volatility === null ? {} : { volatility: row.volatility }),
    ...(row.base_type === null ? {} : { baseType: row.base_type }),
    ...(row.has_constraint === null ? {} : { hasConstraint: row.has_constraint }),
    ...(row.labels === null ? {} : { values: row.labels }),
  };
}

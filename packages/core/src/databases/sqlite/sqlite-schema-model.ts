import { createSchemaModel } from '../../analysis/model/create-schema-model';
import type { SchemaModel } from '../../analysis/model/schema-model';
import { readScript } from '../../analysis/read-script';
import type { Database } from '../database';

/**
 * The schema of a SQLite database: the statements that it keeps in `sqlite_schema`, read as a script,
 * and the numbers of rows.
 */
export async function sqliteSchemaModel(db: Database): Promise<SchemaModel> {
  const rows = await db.query<{ sql: string }>(
    `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`,
  );
  const [serverVersion] = /\d\S*/.exec(await db.version()) ?? [];
  const { statements } = await readScript('sqlite', rows.map(({ sql }) => `${sql};\n`).join(''));
  const changes = statements.flatMap((statement) => statement.changes);
  const model = createSchemaModel({
    provider: 'sqlite',
    isComplete: !changes.some(({ kind }) => kind === 'unreadable'),
    isLive: true,
    ...(serverVersion === undefined ? {} : { serverVersion }),
  });
  for (const change of changes) model.apply(change);
  for (const { name, estimatedRows } of await db.tables()) model.setFacts({ name }, { estimatedRows });
  model.beginRun();
  return model;
}

import type { Database } from '../../databases/database';
import type { TableLayout, TableObject } from './table-layout';

/** Whether the schema or table exists. */
export async function isThere(db: Database, { exists }: TableObject): Promise<boolean> {
  return (await db.query(exists)).length > 0;
}

/** Creates what is missing of a journal's tables, in one transaction. */
export async function createTables(db: Database, { schema, journal, head }: TableLayout): Promise<void> {
  const statements: string[] = [];
  for (const object of [...(schema ? [schema] : []), journal, head]) {
    if (!(await isThere(db, object))) statements.push(...object.create);
  }
  if (statements.length === 0) return;
  await db.transaction(async () => {
    for (const statement of statements) await db.execute(statement);
  });
}

import type { Database } from '../../databases/database';

/** Runs a script as the runner would: what refuses a transaction alone, the rest in transactions. */
export async function runSql(db: Database, sql: string): Promise<void> {
  for (const { mode, statements } of db.dialect.planSteps(db.dialect.splitStatements(sql))) {
    const run = async () => {
      for (const { text } of statements) await db.execute(text);
    };
    await (mode === 'alone' ? run() : db.transaction(run));
  }
}

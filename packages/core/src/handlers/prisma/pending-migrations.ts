import type { Database } from '../../databases/database';
import type { HandlerTarget, PendingMigration } from '../handler';
import { prepareMigration } from './apply/prepared-migration';
import { isResumable } from './history/resumable';
import { HistoryTable } from './history/history-table';
import { listMigrations, readScript } from './migrations-folder';

/**
 * What the next run would apply, in order; a migration that it would continue included. Writes nothing.
 * Without a database (it does not exist yet) that is everything on disk.
 */
export async function readPending(
  target: HandlerTarget,
  db: Database | undefined,
): Promise<PendingMigration[]> {
  const files = await listMigrations(target.database.migrations.directory);
  const rows = (db && (await new HistoryTable(db).read())) ?? [];
  const recorded = new Set(
    rows.filter((row) => row.rolledBackAt === null && !isResumable(row, files)).map(({ name }) => name),
  );
  const scripts = await Promise.all(files.filter(({ name }) => !recorded.has(name)).map(readScript));
  return scripts.map((script) => {
    const { statements, steps, checksum } = prepareMigration(script, target.provider.dialect);
    return {
      name: script.name,
      sql: script.sql,
      checksum,
      statements: statements.length,
      partlyOutsideTransaction: steps.some(({ mode }) => mode === 'alone'),
    };
  });
}

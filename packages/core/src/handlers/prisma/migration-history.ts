import type { Database } from '../../databases/database';
import type { HandlerTarget, MigrationHistory, MigrationState, MigrationStatus } from '../handler';
import { checksumMatches } from './checksum';
import { isFailed, type HistoryRow } from './history/history-row';
import { HistoryTable } from './history/history-table';
import { readableLogs } from './history/readable-logs';
import { isResumable } from './history/resumable';
import { parseProgress, progressMessage } from './history/step-progress';
import { compareNames, listMigrations, readScript, type MigrationScript } from './migrations-folder';

/** Reads Prisma's history table and compares it with the migrations folder. Writes nothing. */
export async function readHistory(target: HandlerTarget, db: Database): Promise<MigrationHistory> {
  const files = await listMigrations(target.database.migrations.directory);
  const scripts = await Promise.all(files.map(readScript));
  const rows = await new HistoryTable(db).read();
  return { initialized: rows !== undefined, migrations: compareHistory(scripts, rows ?? []) };
}

/** The state of every migration that is on disk or recorded, ordered by name. */
export function compareHistory(
  scripts: readonly MigrationScript[],
  rows: readonly HistoryRow[],
): MigrationStatus[] {
  const current = new Map<string, HistoryRow>();
  // Oldest first: of several live rows, which only a hand could have made, the last one counts.
  for (const row of rows) if (row.rolledBackAt === null) current.set(row.name, row);
  const onDisk = new Map(scripts.map((script) => [script.name, script]));
  const names = [...new Set([...onDisk.keys(), ...current.keys()])].sort(compareNames);
  return names.map((name) => statusOf(name, onDisk.get(name), current.get(name), scripts));
}

function statusOf(
  name: string,
  script: MigrationScript | undefined,
  row: HistoryRow | undefined,
  scripts: readonly MigrationScript[],
): MigrationStatus {
  if (!row) return { name, state: 'pending' };
  const known = { name, startedAt: row.startedAt, checksum: row.checksum };
  if (isFailed(row)) {
    return { ...known, state: 'failed', detail: failureDetail(row), resumable: isResumable(row, scripts) };
  }
  return {
    ...known,
    state: finishedState(script, row),
    ...(row.finishedAt ? { appliedAt: row.finishedAt } : {}),
  };
}

function finishedState(script: MigrationScript | undefined, row: HistoryRow): MigrationState {
  if (!script) return 'missing';
  return checksumMatches(script.sql, row.checksum) ? 'applied' : 'modified';
}

function failureDetail(row: HistoryRow): string {
  if (!row.logs)
    return 'It was started and not finished; nothing is recorded about why. It may still be running.';
  const progress = parseProgress(row.logs);
  if (!progress) return readableLogs(row.logs);
  const state = `${progress.done.size} statement(s) took effect; the next run continues.`;
  return (
    `It was interrupted or is still running: ${readableLogs(progressMessage(row.logs) ?? '')}`.trimEnd() +
    ` ${state}`
  );
}

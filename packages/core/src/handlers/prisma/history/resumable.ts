import type { MigrationFile } from '../../handler';
import { isFailed, type HistoryRow } from './history-row';
import { parseProgress } from './step-progress';

/** Whether the row is that of a run which the next run continues: its progress is recorded and its file is there. */
export function isResumable(row: HistoryRow, files: readonly MigrationFile[]): boolean {
  return (
    isFailed(row) && parseProgress(row.logs) !== undefined && files.some(({ name }) => name === row.name)
  );
}

import type { ModelColumn } from '../../model/schema-model';
import type { TableRebuild } from '../../sqlite/rebuild';
import { fillsExistingRows } from './column-default';

/** New NOT NULL columns of a rebuilt table for which the copied rows have nothing. */
export function emptyColumnsOfRebuild(rebuild: TableRebuild | undefined): ModelColumn[] {
  if (rebuild?.copied === undefined) return [];
  const { copied, after } = rebuild;
  const key = after.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  const isRowNumber = ({ name, type }: ModelColumn) =>
    type.toUpperCase() === 'INTEGER' && key.length === 1 && key[0]?.toLowerCase() === name.toLowerCase();
  return [...after.columns]
    .filter(([folded, column]) => !copied.has(folded) && column.notNull)
    .map(([, column]) => column)
    .filter((column) => !fillsExistingRows(column) && !isRowNumber(column));
}

import type { Change, ChangeKind } from '../change';
import type { SchemaModel } from '../model/schema-model';
import type { TableLock } from './table-lock';

/** Changes that write nothing to the database file. */
const READS_ONLY: ReadonlySet<ChangeKind> = new Set([
  'other',
  'pragma',
  'set-variable',
  'transaction',
  'executable-comment',
  'dynamic-sql',
  'unreadable',
]);

/** SQLite has one lock, for the whole database: one connection writes, and the others wait. */
export function sqliteLocks(change: Change, model: SchemaModel): TableLock[] {
  if (READS_ONLY.has(change.kind)) return [];
  if ('table' in change && change.table && model.table(change.table)?.isTemporary) return [];
  return [{ object: 'database', mode: 'write lock', blocks: 'writes', duration: 'whole statement' }];
}

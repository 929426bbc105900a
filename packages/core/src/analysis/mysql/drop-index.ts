import type { Change, ObjectName } from '../change';

/** What dropping an index amounts to: the one named PRIMARY is the primary key. */
export function dropIndex(name: string, table: ObjectName, ifExists: boolean): Change {
  if (name.toUpperCase() === 'PRIMARY') {
    return { kind: 'drop-constraint', table, constraintKind: 'primary-key', ifExists, cascade: false };
  }
  return { kind: 'drop-index', index: { name }, table, concurrently: false, ifExists, cascade: false };
}

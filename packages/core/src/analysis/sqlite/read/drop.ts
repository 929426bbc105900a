import type { Change } from '../../change';
import type { Cursor } from './cursor';
import { readIfExists } from './if-exists';

/**
 * Reads what follows DROP.
 * @throws Unreadable
 */
export function readDrop(cursor: Cursor, changes: Change[]): void {
  const what = cursor.takeOneOf('TABLE', 'INDEX', 'VIEW', 'TRIGGER');
  const ifExists = readIfExists(cursor);
  if (what === undefined) throw cursor.unreadable();
  const name = cursor.objectName();
  switch (what) {
    case 'TABLE':
      changes.push({ kind: 'drop-table', table: name, ifExists, cascade: false });
      break;
    case 'INDEX':
      changes.push({ kind: 'drop-index', index: name, concurrently: false, ifExists, cascade: false });
      break;
    default: {
      const objectType = what === 'VIEW' ? 'view' : 'trigger';
      changes.push({ kind: 'drop-object', objectType, name, ifExists, cascade: false });
    }
  }
}

import type { Change } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';

/** Words with which the statements begin that `readMaintenance` reads. */
export const MAINTENANCE_HEADS = ['REINDEX', 'ANALYZE', 'VACUUM', 'ATTACH', 'DETACH'];

/**
 * Reads a statement that changes neither schema nor data of its own.
 * @throws Unreadable
 */
export function readMaintenance(cursor: Cursor, changes: Change[]): void {
  const verb = cursor.takeOneOf(...MAINTENANCE_HEADS);
  switch (verb) {
    case 'REINDEX': {
      // The name can be that of an index, a table or a collation: only the database knows.
      const name = cursor.atEnd ? undefined : cursor.objectName();
      const target = name ? 'index' : 'database';
      changes.push({ kind: 'reindex', target, ...(name ? { name } : {}), concurrently: false });
      return;
    }
    case 'ANALYZE':
      if (!cursor.atEnd) cursor.objectName();
      break;
    case 'VACUUM':
      if (cursor.seesName()) cursor.name();
      if (cursor.take('INTO')) readExpression(cursor);
      break;
    case 'ATTACH':
      cursor.take('DATABASE');
      readExpression(cursor);
      cursor.expect('AS');
      readExpression(cursor);
      if (cursor.take('KEY')) readExpression(cursor);
      break;
    case 'DETACH':
      cursor.take('DATABASE');
      readExpression(cursor);
      break;
    default:
      throw cursor.unreadable();
  }
  changes.push({ kind: 'other', verb: verb.toLowerCase() });
}

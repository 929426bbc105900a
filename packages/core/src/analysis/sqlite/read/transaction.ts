import type { Change, ChangeOf } from '../../change';
import type { Cursor } from './cursor';

/** Words with which the statements begin that `readTransaction` reads. */
export const TRANSACTION_HEADS = ['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'];

/**
 * Reads a statement that begins or ends a transaction or savepoint.
 * @throws Unreadable
 */
export function readTransaction(cursor: Cursor, changes: Change[]): void {
  changes.push({ kind: 'transaction', action: readAction(cursor) });
}

function readAction(cursor: Cursor): ChangeOf<'transaction'>['action'] {
  switch (cursor.takeOneOf(...TRANSACTION_HEADS)) {
    case 'BEGIN':
      // CONCURRENT is of SQLite's begin-concurrent branch, which libsql and others have.
      cursor.takeOneOf('DEFERRED', 'IMMEDIATE', 'EXCLUSIVE', 'CONCURRENT');
      readTransactionName(cursor);
      return 'begin';
    case 'COMMIT':
    case 'END':
      readTransactionName(cursor);
      return 'commit';
    case 'ROLLBACK':
      readTransactionName(cursor);
      if (!cursor.take('TO')) return 'rollback';
      cursor.take('SAVEPOINT');
      cursor.name();
      return 'rollback-to';
    case 'SAVEPOINT':
      cursor.name();
      return 'savepoint';
    case 'RELEASE':
      cursor.take('SAVEPOINT');
      cursor.name();
      return 'release';
    default:
      throw cursor.unreadable();
  }
}

function readTransactionName(cursor: Cursor): void {
  if (cursor.take('TRANSACTION') && cursor.seesName()) cursor.name();
}

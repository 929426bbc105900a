import type { Change } from '../../change';
import type { Token } from '../../token';
import { readAlter } from './alter-table';
import { readCreate } from './create';
import { Cursor } from './cursor';
import { DML_HEADS, readDml } from './dml';
import { readDrop } from './drop';
import { MAINTENANCE_HEADS, readMaintenance } from './maintenance';
import { readPragma } from './pragma';
import { readTransaction, TRANSACTION_HEADS } from './transaction';
import { Unreadable } from './unreadable';

/**
 * What a statement does, given its tokens (at least one, without its terminator) and the text that
 * their offsets point into. Never throws: where the statement leaves SQLite's grammar, an `unreadable`
 * change follows those that were read before that point.
 */
export function readChanges(source: string, tokens: readonly Token[]): Change[] {
  const cursor = new Cursor(source, tokens);
  const changes: Change[] = [];
  try {
    if (cursor.take('EXPLAIN')) readExplain(cursor, changes);
    else readStatement(cursor, changes);
    if (!cursor.atEnd) throw cursor.unreadable();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    changes.push({ kind: 'unreadable', reason: error.message });
  }
  if (cursor.facts.functions.includes('load_extension')) {
    changes.push({ kind: 'dynamic-sql', reason: 'load_extension() runs code that cannot be read here' });
  }
  return changes;
}

/** Nothing of what is explained runs; it is read only to see whether it can be. */
function readExplain(cursor: Cursor, changes: Change[]): void {
  changes.push({ kind: 'other', verb: 'explain' });
  cursor.take('QUERY', 'PLAN');
  readStatement(cursor, []);
}

function readStatement(cursor: Cursor, changes: Change[]): void {
  if (cursor.take('CREATE')) return readCreate(cursor, changes);
  if (cursor.take('DROP')) return readDrop(cursor, changes);
  if (cursor.take('ALTER')) return readAlter(cursor, changes);
  if (cursor.take('PRAGMA')) return readPragma(cursor, changes);
  if (cursor.seesOneOf(...DML_HEADS)) return readDml(cursor, changes);
  if (cursor.seesOneOf(...TRANSACTION_HEADS)) return readTransaction(cursor, changes);
  if (cursor.seesOneOf(...MAINTENANCE_HEADS)) return readMaintenance(cursor, changes);
  throw cursor.unreadable();
}

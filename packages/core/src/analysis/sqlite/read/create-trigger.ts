import type { Change } from '../../change';
import type { Cursor } from './cursor';
import { tablesRead } from './facts';
import { readIfNotExists } from './if-exists';
import { readExpression } from './expression';
import { readDml } from './dml';
import { Unreadable } from './unreadable';

/**
 * Reads what follows CREATE [TEMP] TRIGGER. The statements of the body give their changes with
 * `via: 'function-body'` and their offset; one that cannot be read does not hide the next.
 * @throws Unreadable
 */
export function readCreateTrigger(cursor: Cursor, changes: Change[]): void {
  readIfNotExists(cursor);
  const name = cursor.objectName();
  if (cursor.takeOneOf('BEFORE', 'AFTER') === undefined) cursor.take('INSTEAD', 'OF');
  const event = cursor.takeOneOf('DELETE', 'INSERT', 'UPDATE');
  if (event === undefined) throw cursor.unreadable();
  if (event === 'UPDATE' && cursor.take('OF')) cursor.list(() => cursor.name());
  cursor.expect('ON');
  const table = cursor.objectName();
  const trigger: Change = { kind: 'create-object', objectType: 'trigger', name, table, orReplace: false };
  changes.push(trigger);
  const { facts } = cursor.collect(() => {
    if (cursor.take('FOR')) cursor.expect('EACH', 'ROW');
    if (cursor.take('WHEN')) readExpression(cursor);
    cursor.expect('BEGIN');
    do readBodyStatement(cursor, changes);
    while (!cursor.sees('END') && !cursor.atEnd);
  });
  cursor.expect('END');
  trigger.reads = tablesRead(facts);
}

function readBodyStatement(cursor: Cursor, changes: Change[]): void {
  const offset = cursor.token?.start ?? cursor.source.length;
  const found: Change[] = [];
  try {
    readDml(cursor, found);
    cursor.expect(';');
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    found.push({ kind: 'unreadable', reason: error.message });
    while (!cursor.atEnd && !cursor.take(';')) cursor.at++;
  }
  for (const change of found) {
    changes.push({ ...change, via: 'function-body', offset });
    if ('table' in change && change.table !== undefined) cursor.facts.tables.push(change.table);
  }
}

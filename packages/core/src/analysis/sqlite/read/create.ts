import type { Change } from '../../change';
import { readColumnNames } from './constraint';
import { readCreateIndex } from './create-index';
import { readCreateTable, readCreateVirtualTable } from './create-table';
import { readCreateTrigger } from './create-trigger';
import type { Cursor } from './cursor';
import { tablesRead } from './facts';
import { readIfNotExists } from './if-exists';
import { readSelect } from './select';

/**
 * Reads what follows CREATE.
 * @throws Unreadable
 */
export function readCreate(cursor: Cursor, changes: Change[]): void {
  if (cursor.take('UNIQUE')) {
    cursor.expect('INDEX');
    return readCreateIndex(cursor, changes, true);
  }
  if (cursor.take('INDEX')) return readCreateIndex(cursor, changes, false);
  if (cursor.take('VIRTUAL')) {
    cursor.expect('TABLE');
    return readCreateVirtualTable(cursor, changes);
  }
  const temporary = cursor.takeOneOf('TEMP', 'TEMPORARY') !== undefined;
  if (cursor.take('TABLE')) return readCreateTable(cursor, changes, temporary);
  if (cursor.take('VIEW')) return readCreateView(cursor, changes);
  cursor.expect('TRIGGER');
  readCreateTrigger(cursor, changes);
}

function readCreateView(cursor: Cursor, changes: Change[]): void {
  readIfNotExists(cursor);
  const name = cursor.objectName();
  const view: Change = { kind: 'create-object', objectType: 'view', name, orReplace: false };
  changes.push(view);
  if (cursor.sees('(')) readColumnNames(cursor);
  cursor.expect('AS');
  const { facts } = cursor.collect(() => readSelect(cursor));
  view.reads = tablesRead(facts);
}

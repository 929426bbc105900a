import type { Change, ChangeOf } from '../../change';
import { readResolution } from './constraint';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { tablesRead } from './facts';
import { readReturning } from './returning';
import { countRows, readSelect, type Select } from './select';
import { readAssignment } from './update-delete';
import { readWhere } from './where';
import { readWrittenTable } from './written-table';

type InsertChange = ChangeOf<'insert'>;

/** The source of an INSERT, for who wants to know more than its change tells. */
export interface InsertSource {
  /** Columns that are filled, where the statement names them. */
  columns?: readonly string[];
  /** Undefined for DEFAULT VALUES. */
  select?: Select;
  /** INSERT OR IGNORE: rows that violate a constraint are left out. */
  ignores: boolean;
}

/**
 * Reads what follows INSERT or REPLACE.
 * @throws Unreadable
 */
export function readInsert(cursor: Cursor, changes: Change[], replaces: boolean): InsertSource {
  const resolution = !replaces && cursor.take('OR') ? readResolution(cursor) : undefined;
  const source: InsertSource = { ignores: resolution === 'IGNORE' };
  cursor.expect('INTO');
  const table = readWrittenTable(cursor);
  const change: InsertChange = { kind: 'insert', table, source: 'values' };
  if (replaces || resolution === 'REPLACE') change.replaces = true;
  changes.push(change);
  if (cursor.take('AS')) cursor.name();
  if (cursor.sees('(')) {
    source.columns = cursor.inParentheses(() => cursor.list(() => cursor.name()));
    change.columns = source.columns;
  }
  if (cursor.take('DEFAULT')) {
    cursor.expect('VALUES');
    change.source = 'default';
    change.rows = 1;
  } else {
    const isSelect = !cursor.sees('VALUES');
    const { result: select, facts } = cursor.collect(() => readSelect(cursor));
    source.select = select;
    if (isSelect || select.cores.length > 1) describeSelect(change, select);
    const rows = countRows(select);
    if (rows !== undefined) change.rows = rows;
    const from = tablesRead({ ...facts, expressionTables: cursor.facts.expressionTables });
    if (from.length > 0) change.from = from;
    while (cursor.sees('ON', 'CONFLICT')) readUpsert(cursor);
  }
  readReturning(cursor);
  return source;
}

function describeSelect(change: InsertChange, { cores, hasLimit }: Select): void {
  change.source = 'select';
  change.hasWhere = cores.some(({ where }) => where.form !== 'none');
  change.hasLimit = hasLimit;
}

function readUpsert(cursor: Cursor): void {
  cursor.expect('ON', 'CONFLICT');
  if (cursor.sees('(')) {
    cursor.inParentheses(() =>
      cursor.list(() => {
        readExpression(cursor);
        cursor.takeOneOf('ASC', 'DESC');
      }),
    );
    readWhere(cursor);
  }
  cursor.expect('DO');
  if (cursor.take('NOTHING')) return;
  cursor.expect('UPDATE', 'SET');
  cursor.list(() => readAssignment(cursor));
  readWhere(cursor);
}

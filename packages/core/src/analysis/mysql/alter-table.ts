import type { ChangeOf, ObjectName } from '../change';
import { readAlterPartition } from './alter-partition';
import { readTableSetting } from './alter-table-setting';
import { type ReadColumn, readColumnDefinition } from './column-definition';
import { readDefault } from './column-default';
import type { Cursor } from './cursor';
import { readDropClause } from './drop-clause';
import type { Reading } from './reading';
import { readTableElement } from './table-elements';
import { readTableOption } from './table-options';
import type { MysqlToken } from './token';

/** What the clauses of one ALTER TABLE share. */
export interface Alteration {
  table: ObjectName;
  options: ChangeOf<'alter-options'>;
  reading: Reading;
}

/** Reads ALTER TABLE from behind the word TABLE. */
export function readAlterTable(cursor: Cursor, reading: Reading, isOnline: boolean): void {
  const start = cursor.peek(-1);
  cursor.ifExists();
  const table = cursor.objectName();
  readLockWait(cursor);
  const options: ChangeOf<'alter-options'> = {
    kind: 'alter-options',
    table,
    ...(isOnline ? { lock: 'none' } : {}),
  };
  reading.add(options, start);
  const alteration: Alteration = { table, options, reading };
  const first = reading.changes.length;
  while (!cursor.atEnd) {
    const clause = cursor.peek() as MysqlToken;
    const before = reading.changes.length;
    readClause(cursor, alteration, clause);
    if (reading.changes.length === before && !isOptionClause(clause)) {
      reading.add({ kind: 'other', verb: `alter table ${clause.text.toLowerCase()}`, isDdl: true }, clause);
    }
    // Table options and PARTITION BY need no comma before them.
    if (!cursor.accept(',') && !cursor.atEnd && !mayFollowWithoutComma(cursor)) cursor.fail();
  }
  if (reading.changes.length === first)
    reading.add({ kind: 'other', verb: 'alter table', isDdl: true }, start);
}

/** Takes MariaDB's `WAIT n` and `NOWAIT`. */
export function readLockWait(cursor: Cursor): void {
  if (cursor.accept('WAIT')) cursor.next();
  else cursor.accept('NOWAIT');
}

function isOptionClause({ upper }: MysqlToken): boolean {
  return upper === 'ALGORITHM' || upper === 'LOCK';
}

function mayFollowWithoutComma(cursor: Cursor): boolean {
  if (cursor.is('PARTITION', 'BY') || cursor.is('REMOVE', 'PARTITIONING')) return true;
  const start = cursor.at;
  const option = readTableOption(cursor);
  cursor.at = start;
  return option !== undefined;
}

function readClause(cursor: Cursor, alteration: Alteration, clause: MysqlToken): void {
  if (readAlterPartition(cursor, alteration)) return;
  if (cursor.accept('ADD')) readAdd(cursor, alteration, clause);
  else if (cursor.accept('DROP')) readDropClause(cursor, alteration, clause);
  else if (cursor.accept('MODIFY') || cursor.is('CHANGE')) readModify(cursor, alteration, clause);
  else if (cursor.accept('ALTER')) readAlter(cursor, alteration, clause);
  else if (cursor.accept('RENAME')) readRename(cursor, alteration, clause);
  else if (!readTableSetting(cursor, alteration, clause)) cursor.fail();
}

function readAdd(cursor: Cursor, alteration: Alteration, clause: MysqlToken): void {
  const { table, reading } = alteration;
  if (cursor.accept('SYSTEM', 'VERSIONING')) {
    reading.add({ kind: 'rewrite-table', table, by: 'add system versioning' }, clause);
    return;
  }
  if (cursor.accept('PERIOD', 'FOR')) {
    cursor.name();
    cursor.skipParentheses();
    return;
  }
  const saysColumn = cursor.accept('COLUMN');
  const ifNotExists = saysColumn && cursor.ifNotExists();
  if (!cursor.is('(')) {
    readAddition(cursor, alteration, clause, { saysColumn, ifNotExists });
    return;
  }
  cursor.at++;
  do readAddition(cursor, alteration, cursor.peek(), { saysColumn: false, ifNotExists });
  while (cursor.accept(','));
  cursor.expect(')');
}

function readAddition(
  cursor: Cursor,
  { table, reading }: Alteration,
  at: MysqlToken | undefined,
  { saysColumn, ifNotExists }: { saysColumn: boolean; ifNotExists: boolean },
): void {
  const element = saysColumn ? undefined : readTableElement(cursor);
  if (!element) {
    const exists = cursor.ifNotExists() || ifNotExists;
    const { column, constraints, position } = readColumnDefinition(cursor, cursor.name(), reading.dialect);
    const place = position === undefined ? {} : { position };
    reading.add({ kind: 'add-column', table, column, constraints, ifNotExists: exists, ...place }, at);
  } else if ('constraint' in element) {
    reading.add({ kind: 'add-constraint', table, constraint: element.constraint }, at);
  } else {
    const { index, ifNotExists: exists } = element;
    reading.add({ kind: 'create-index', table, index, concurrently: false, ifNotExists: exists }, at);
  }
}

/** MODIFY (which is taken) or CHANGE. */
function readModify(cursor: Cursor, { table, reading }: Alteration, clause: MysqlToken): void {
  const isChange = cursor.accept('CHANGE');
  cursor.accept('COLUMN');
  cursor.ifExists();
  const column = cursor.name();
  const name = isChange ? cursor.name() : column;
  const read: ReadColumn = readColumnDefinition(cursor, name, reading.dialect);
  const place = read.position === undefined ? {} : { position: read.position };
  reading.add({ kind: 'modify-column', table, column, definition: read.column, ...place }, clause);
  for (const constraint of read.constraints)
    reading.add({ kind: 'add-constraint', table, constraint }, clause);
}

function readAlter(cursor: Cursor, { table, reading }: Alteration, clause: MysqlToken): void {
  if (cursor.acceptOneOf('INDEX', 'KEY')) {
    cursor.ifExists();
    cursor.name();
    if (!cursor.acceptOneOf('VISIBLE', 'INVISIBLE', 'IGNORED')) cursor.expect('NOT', 'IGNORED');
    return;
  }
  if (cursor.acceptOneOf('CHECK', 'CONSTRAINT')) {
    const name = cursor.name();
    if (cursor.accept('ENFORCED')) reading.add({ kind: 'validate-constraint', table, name }, clause);
    else {
      cursor.expect('NOT', 'ENFORCED');
      // It protects nothing any more.
      reading.add({ kind: 'drop-constraint', table, name, ifExists: false, cascade: false }, clause);
    }
    return;
  }
  cursor.accept('COLUMN');
  cursor.ifExists();
  const column = cursor.name();
  if (cursor.accept('DROP', 'DEFAULT')) reading.add({ kind: 'drop-default', table, column }, clause);
  else if (cursor.accept('SET', 'DEFAULT')) {
    reading.add({ kind: 'set-default', table, column, default: readDefault(cursor) }, clause);
  } else {
    cursor.expect('SET');
    if (!cursor.acceptOneOf('VISIBLE', 'INVISIBLE')) cursor.fail();
  }
}

function readRename(cursor: Cursor, { table, reading }: Alteration, clause: MysqlToken): void {
  const what = cursor.acceptOneOf('COLUMN', 'INDEX', 'KEY');
  if (what === undefined) {
    if (!cursor.acceptOneOf('TO', 'AS')) cursor.accept('=');
    const to = cursor.objectName();
    reading.add({ kind: 'rename-table', table, to }, clause);
    return;
  }
  cursor.ifExists();
  const name = cursor.name();
  cursor.expect('TO');
  const to = cursor.name();
  if (what === 'COLUMN') reading.add({ kind: 'rename-column', table, column: name, to }, clause);
  else reading.add({ kind: 'rename-object', objectType: 'index', name: { name }, table, to }, clause);
}

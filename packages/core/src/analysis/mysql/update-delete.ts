import type { ObjectName, WhereClause } from '../change';
import type { Cursor } from './cursor';
import type { Reading } from './reading';
import { readTableReferences, type TableReferences } from './table-references';
import type { MysqlToken } from './token';
import { readWhere } from './where-clause';

const AFTER_WHERE = ['ORDER', 'LIMIT', 'RETURNING'];

/** Reads UPDATE, one table or several, from behind the word UPDATE. */
export function readUpdate(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.accept('LOW_PRIORITY');
  cursor.accept('IGNORE');
  const portionAt = cursor.at;
  const references = readTableReferences(cursor, 'SET', 'FOR');
  skipPortion(cursor);
  if (cursor.at === portionAt) cursor.fail();
  cursor.expect('SET');
  const assigned: ObjectName[] = [];
  do {
    const column = readColumn(cursor);
    if (!cursor.accept('=')) cursor.expect(':=');
    cursor.skipExpression('WHERE', ...AFTER_WHERE);
    assigned.push(column);
  } while (cursor.accept(','));
  const where = restricted(readWhere(cursor, ...AFTER_WHERE), references);
  const limit = readTail(cursor);
  const byTable = groupByTable(assigned, references);
  for (const [table, columns] of byTable)
    reading.add({ kind: 'update', table, where, limit, columns }, start);
  if (byTable.size === 0) cursor.fail('updates nothing');
}

/** `column`, `table.column` (or alias), `schema.table.column`: the last qualifier stands as the schema. */
function readColumn(cursor: Cursor): ObjectName {
  let column = cursor.objectName();
  while (cursor.accept('.')) column = { schema: column.name, name: cursor.name() };
  return column;
}

/** An unqualified column of several tables is taken for one of the first. */
function groupByTable(
  assigned: ObjectName[],
  { byAlias, tables }: TableReferences,
): Map<ObjectName, string[]> {
  const groups = new Map<ObjectName, string[]>();
  for (const { schema, name } of assigned) {
    const table = byAlias.get(schema?.toLowerCase() ?? '') ?? tables[0];
    if (table) groups.set(table, [...(groups.get(table) ?? []), name]);
  }
  return groups;
}

/** Reads DELETE, one table or several, from behind the word DELETE. */
export function readDelete(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  while (cursor.acceptOneOf('LOW_PRIORITY', 'QUICK', 'IGNORE'));
  if (cursor.accept('HISTORY', 'FROM')) {
    readDeleteHistory(cursor, reading, start);
    return;
  }
  if (!cursor.accept('FROM')) {
    const targets = readTargets(cursor);
    cursor.expect('FROM');
    readMultiDelete(cursor, reading, start, targets);
    return;
  }
  const targets = readTargets(cursor);
  if (cursor.accept('USING')) {
    readMultiDelete(cursor, reading, start, targets);
    return;
  }
  const [table] = targets;
  if (!table || targets.length > 1) cursor.fail();
  if (cursor.accept('PARTITION')) cursor.skipParentheses();
  skipPortion(cursor);
  cursor.accept('AS');
  if (!cursor.atEnd && !cursor.oneOf('WHERE', ...AFTER_WHERE)) cursor.name();
  const where = readWhere(cursor, ...AFTER_WHERE);
  reading.add({ kind: 'delete', table, where, limit: readTail(cursor) }, start);
}

/** MariaDB: the old rows of a system-versioned table. */
function readDeleteHistory(cursor: Cursor, reading: Reading, start: MysqlToken | undefined): void {
  const table = cursor.objectName();
  const where: WhereClause = { form: cursor.accept('BEFORE') ? 'some' : 'none' };
  if (where.form === 'some') cursor.skipTo();
  reading.add({ kind: 'delete', table, where, limit: false }, start);
}

/** `t`, `t.*`, `s.t.*`, separated by commas. */
function readTargets(cursor: Cursor): ObjectName[] {
  const targets: ObjectName[] = [];
  do {
    let target: ObjectName = { name: cursor.name() };
    while (cursor.accept('.')) {
      if (cursor.accept('*')) break;
      target = { schema: target.name, name: cursor.name() };
    }
    targets.push(target);
  } while (cursor.accept(','));
  return targets;
}

function readMultiDelete(
  cursor: Cursor,
  reading: Reading,
  start: MysqlToken | undefined,
  targets: ObjectName[],
): void {
  const references = readTableReferences(cursor, 'WHERE', ...AFTER_WHERE);
  const where = restricted(readWhere(cursor, ...AFTER_WHERE), references);
  const limit = readTail(cursor);
  for (const target of targets) {
    const aliased =
      target.schema === undefined ? references.byAlias.get(target.name.toLowerCase()) : undefined;
    reading.add({ kind: 'delete', table: aliased ?? target, where, limit }, start);
  }
}

/** Without WHERE, an inner join still chooses rows. */
function restricted(where: WhereClause, { restricts }: TableReferences): WhereClause {
  return restricts && where.form !== 'some' ? { form: 'some' } : where;
}

/** MariaDB: FOR PORTION OF period FROM a TO b. */
function skipPortion(cursor: Cursor): void {
  if (cursor.accept('FOR', 'PORTION', 'OF')) cursor.skipTo('SET', 'WHERE', ...AFTER_WHERE);
}

/** ORDER BY, LIMIT, RETURNING; true: there is a LIMIT. */
function readTail(cursor: Cursor): boolean {
  if (cursor.accept('ORDER', 'BY')) cursor.skipTo('LIMIT', 'RETURNING');
  const hasLimit = cursor.accept('LIMIT');
  if (hasLimit) cursor.skipTo('RETURNING');
  if (cursor.accept('RETURNING')) cursor.skipTo();
  return hasLimit;
}

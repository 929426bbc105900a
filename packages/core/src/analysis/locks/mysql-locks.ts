import type { Change, ObjectName } from '../change';
import type { SchemaModel } from '../model/schema-model';
import { dropsPrimaryKey, mysqlCopy } from '../rules/support/mysql-copy';
import { nameOf } from '../rules/support/names';
import { isTableInUse } from '../rules/support/table-in-use';
import type { TableLock } from './table-lock';

/**
 * MySQL and MariaDB: changes of the definition take an exclusive metadata lock, briefly, which waits for all
 * transactions that have used the table; those that copy the table keep writes out meanwhile.
 */
export function mysqlLocks(change: Change, model: SchemaModel): TableLock[] {
  const tables = tablesOf(change).filter((table) => isTableInUse(model, table));
  return tables.flatMap((table) => locksOn(table, change, model));
}

function tablesOf(change: Change): ObjectName[] {
  if (!('table' in change) || change.table === undefined) return [];
  const constraints = change.kind === 'add-constraint' ? [change.constraint] : [];
  return [change.table, ...constraints.flatMap(({ references }) => references?.table ?? [])];
}

function locksOn(table: ObjectName, change: Change, model: SchemaModel): TableLock[] {
  const object = nameOf(table);
  switch (change.kind) {
    case 'update':
    case 'delete':
    case 'insert':
    case 'merge':
    case 'copy':
      return [{ object, mode: 'row locks', blocks: 'schema changes', duration: 'whole statement' }];
    case 'lock-table': {
      const isRead = /^read/i.test(change.mode);
      const mode = `LOCK TABLES ${change.mode.toUpperCase()}`;
      return [{ object, mode, blocks: isRead ? 'writes' : 'reads and writes', duration: 'whole statement' }];
    }
    case 'create-table':
    case 'alter-options':
    case 'grant':
    case 'create-object':
      return [];
    default: {
      const own: TableLock = {
        object,
        mode: 'exclusive metadata lock',
        blocks: 'reads and writes',
        duration: 'brief',
      };
      const isOwn = 'table' in change && change.table === table;
      const blocksWrites =
        isOwn && (dropsPrimaryKey(change) || mysqlCopy(change, factsOf(model)) !== undefined);
      if (!blocksWrites) return [own];
      return [own, { object, mode: 'table copy', blocks: 'writes', duration: 'whole statement' }];
    }
  }
}

function factsOf(model: SchemaModel) {
  const { serverVersion = '' } = model;
  const version = /\d+/.exec(serverVersion)?.[0];
  const majorVersion = version === undefined ? undefined : Number(version);
  const isMariadb = /mariadb/i.test(serverVersion) || (majorVersion ?? 0) >= 10;
  const flavour = isMariadb ? ('mariadb' as const) : version === undefined ? undefined : ('mysql' as const);
  return { before: model, flavour, majorVersion };
}

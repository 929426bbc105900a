import type {
  ChangeOf,
  ColumnDefinition,
  ConstraintDefinition,
  IndexDefinition,
  ObjectName,
} from '../change';
import { readColumnDefinition } from './column-definition';
import type { Cursor } from './cursor';
import type { MysqlDialect } from './dialect';
import type { Reading } from './reading';
import { readTableElement } from './table-elements';
import { readTableOption } from './table-options';

const SELECT_STARTS = ['SELECT', 'WITH', 'VALUES', 'TABLE'];

/** Reads CREATE TABLE from behind the word TABLE. OR REPLACE (MariaDB) drops the table that is there. */
export function readCreateTable(
  cursor: Cursor,
  reading: Reading,
  { temporary, orReplace }: { temporary: boolean; orReplace: boolean },
): void {
  const start = cursor.peek(-1);
  const ifNotExists = cursor.ifNotExists();
  const table = cursor.objectName();
  if (orReplace) {
    reading.add({ kind: 'drop-table', table, ifExists: true, cascade: false, temporary }, start);
  }
  const content = readContent(cursor, reading.dialect);
  const options = readOptions(cursor);
  const asSelect = readQuery(cursor);
  const change: ChangeOf<'create-table'> = {
    kind: 'create-table',
    table,
    ...content.elements,
    ifNotExists,
    temporary,
    ...(asSelect ? { asSelect } : {}),
    ...(content.like ? { like: content.like } : {}),
    ...options,
  };
  reading.add(change, start);
}

interface Elements {
  columns: ColumnDefinition[];
  constraints: ConstraintDefinition[];
  indexes: IndexDefinition[];
}

function readContent(cursor: Cursor, dialect: MysqlDialect): { elements: Elements; like?: ObjectName } {
  const elements: Elements = { columns: [], constraints: [], indexes: [] };
  if (cursor.accept('LIKE')) return { elements, like: cursor.objectName() };
  if (cursor.is('(', 'LIKE')) {
    cursor.at += 2;
    const like = cursor.objectName();
    cursor.expect(')');
    return { elements, like };
  }
  const isQuery = [...SELECT_STARTS, '('].includes(cursor.peek(1)?.upper ?? '');
  if (!cursor.is('(') || isQuery) return { elements };
  cursor.at++;
  do readElement(cursor, elements, dialect);
  while (cursor.accept(','));
  cursor.expect(')');
  addPrimaryKeyNotNull(elements);
  return { elements };
}

function readElement(cursor: Cursor, elements: Elements, dialect: MysqlDialect): void {
  if (cursor.accept('PERIOD', 'FOR')) {
    cursor.name();
    cursor.skipParentheses();
    return;
  }
  const element = readTableElement(cursor);
  if (!element) {
    const { column, constraints } = readColumnDefinition(cursor, cursor.name(), dialect);
    elements.columns.push(column);
    elements.constraints.push(...constraints);
  } else if ('index' in element) elements.indexes.push(element.index);
  else elements.constraints.push(element.constraint);
}

/** Columns of a primary key are NOT NULL whether they say so or not. */
function addPrimaryKeyNotNull({ columns, constraints }: Elements): void {
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  for (const name of key?.columns ?? []) {
    const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (column) column.notNull = true;
  }
}

function readOptions(cursor: Cursor): { charset?: string; partitioned?: true } {
  const options: { charset?: string; partitioned?: true } = {};
  for (let option = readTableOption(cursor); option; option = readTableOption(cursor)) {
    if (option.name === 'charset') options.charset = option.value.toLowerCase();
    cursor.accept(',');
  }
  if (cursor.accept('PARTITION', 'BY')) {
    options.partitioned = true;
    cursor.skipTo('AS', 'IGNORE', 'REPLACE', ...SELECT_STARTS.filter((word) => word !== 'VALUES'));
  }
  return options;
}

/** Reads `[IGNORE | REPLACE] [AS] query`; false: there is none. */
function readQuery(cursor: Cursor): boolean {
  cursor.acceptOneOf('IGNORE', 'REPLACE');
  cursor.accept('AS');
  if (!cursor.oneOf(...SELECT_STARTS, '(')) return false;
  cursor.skipTo();
  return true;
}

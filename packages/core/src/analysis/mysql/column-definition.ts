import type { ColumnDefinition, ConstraintDefinition } from '../change';
import { readDefault } from './column-default';
import { acceptCharset, readColumnType } from './column-type';
import type { Cursor } from './cursor';
import type { MysqlDialect } from './dialect';
import { readCheck, readReferences } from './table-elements';

/** A column as written in CREATE TABLE, ADD, MODIFY or CHANGE. */
export interface ReadColumn {
  column: ColumnDefinition;
  /** Constraints written with it. */
  constraints: ConstraintDefinition[];
  position?: 'first' | 'after';
}

/** Since these versions REFERENCES behind a column makes a foreign key; before, it is read and forgotten. */
const INLINE_REFERENCES_SINCE = { mariadb: 100500, mysql: 90000 };

/** Reads a type and the attributes behind it, for the column `name`. */
export function readColumnDefinition(cursor: Cursor, name: string, dialect: MysqlDialect): ReadColumn {
  const { type, isSerial, ...charset } = readColumnType(cursor, dialect);
  const column: ColumnDefinition = { name, type, notNull: isSerial, ...charset };
  const read: ReadColumn = { column, constraints: [] };
  if (isSerial) {
    column.isAutoIncrement = true;
    read.constraints.push({ kind: 'unique', columns: [name] });
  }
  while (readAttribute(cursor, read, dialect));
  return read;
}

/** Reads one attribute; false: none comes. */
function readAttribute(cursor: Cursor, read: ReadColumn, dialect: MysqlDialect): boolean {
  return (
    readNullability(cursor, read) ||
    readKey(cursor, read) ||
    readValue(cursor, read) ||
    readRelation(cursor, read, dialect) ||
    readPosition(cursor, read) ||
    readStorage(cursor, read)
  );
}

function readNullability(cursor: Cursor, { column }: ReadColumn): boolean {
  if (cursor.accept('NOT', 'NULL')) column.notNull = true;
  else if (!cursor.accept('NULL')) return false;
  return true;
}

function readKey(cursor: Cursor, { column, constraints }: ReadColumn): boolean {
  const columns = [column.name];
  if (cursor.accept('UNIQUE')) {
    cursor.acceptOneOf('KEY', 'INDEX');
    constraints.push({ kind: 'unique', columns });
  } else if (cursor.accept('PRIMARY', 'KEY') || cursor.accept('PRIMARY') || cursor.accept('KEY')) {
    column.notNull = true;
    constraints.push({ kind: 'primary-key', columns });
  } else if (cursor.accept('AUTO_INCREMENT')) {
    column.notNull = true;
    column.isAutoIncrement = true;
  } else if (cursor.accept('SERIAL', 'DEFAULT', 'VALUE')) {
    column.notNull = true;
    column.isAutoIncrement = true;
    constraints.push({ kind: 'unique', columns });
  } else return false;
  return true;
}

function readValue(cursor: Cursor, { column }: ReadColumn): boolean {
  if (cursor.accept('DEFAULT')) {
    column.default = readDefault(cursor);
    return true;
  }
  if (cursor.accept('ON', 'UPDATE')) {
    readDefault(cursor);
    return true;
  }
  const isGenerated = cursor.accept('GENERATED', 'ALWAYS', 'AS') || cursor.accept('AS');
  if (!isGenerated) return false;
  if (cursor.accept('ROW')) {
    // System-versioned tables: filled by the server.
    if (!cursor.acceptOneOf('START', 'END')) cursor.fail();
    return true;
  }
  cursor.skipParentheses();
  column.generated = 'virtual';
  if (cursor.acceptOneOf('STORED', 'PERSISTENT')) column.generated = 'stored';
  else cursor.accept('VIRTUAL');
  return true;
}

function readRelation(cursor: Cursor, { column, constraints }: ReadColumn, dialect: MysqlDialect): boolean {
  if (cursor.is('REFERENCES')) {
    const references = readReferences(cursor);
    column.inlineReferences = references.table;
    const { flavour, version } = dialect;
    if (flavour && version !== undefined && version >= INLINE_REFERENCES_SINCE[flavour]) {
      constraints.push({ kind: 'foreign-key', columns: [column.name], references });
    }
    return true;
  }
  if (!cursor.is('CONSTRAINT') && !cursor.is('CHECK')) return false;
  let name: string | undefined;
  if (cursor.accept('CONSTRAINT') && !cursor.is('CHECK')) name = cursor.name();
  constraints.push({ ...readCheck(cursor), ...(name === undefined ? {} : { name }) });
  return true;
}

function readPosition(cursor: Cursor, read: ReadColumn): boolean {
  if (cursor.accept('FIRST')) read.position = 'first';
  else if (cursor.accept('AFTER')) {
    cursor.name();
    read.position = 'after';
  } else return false;
  return true;
}

/** Attributes that no rule looks at, and those of the type that may also stand behind the others. */
function readStorage(cursor: Cursor, { column }: ReadColumn): boolean {
  if (cursor.accept('COLLATE')) column.collation = cursor.nameOrString().toLowerCase();
  else if (acceptCharset(cursor)) column.charset = cursor.nameOrString().toLowerCase();
  else if (cursor.accept('COMMENT')) cursor.string();
  else if (
    cursor.accept('WITH', 'SYSTEM', 'VERSIONING') ||
    cursor.accept('WITHOUT', 'SYSTEM', 'VERSIONING')
  ) {
    return true;
  } else if (cursor.acceptOneOf('COLUMN_FORMAT', 'STORAGE', 'SRID')) cursor.next();
  else if (cursor.acceptOneOf('VISIBLE', 'INVISIBLE', 'COMPRESSED') || cursor.accept('NOT', 'SECONDARY')) {
    if (cursor.accept('=')) cursor.next();
  } else if (cursor.peek()?.kind === 'word' && cursor.peek(1)?.upper === '=') {
    // ENGINE_ATTRIBUTE, REF_SYSTEM_ID and the options of MariaDB's engines
    cursor.at += 2;
    cursor.next();
  } else return false;
  return true;
}

import type { Cursor } from './cursor';
import type { MysqlDialect } from './dialect';

/** A column type in the spelling of SHOW CREATE TABLE, without the display width of integers. */
export interface ColumnType {
  type: string;
  charset?: string;
  collation?: string;
  /** SERIAL: also NOT NULL, AUTO_INCREMENT and UNIQUE. */
  isSerial: boolean;
}

/** Other names of types (https://dev.mysql.com/doc/refman/8.0/en/other-vendor-data-types.html). */
const SYNONYMS: Readonly<Record<string, string>> = {
  integer: 'int',
  int1: 'tinyint',
  int2: 'smallint',
  int3: 'mediumint',
  middleint: 'mediumint',
  int4: 'int',
  int8: 'bigint',
  dec: 'decimal',
  numeric: 'decimal',
  fixed: 'decimal',
  float4: 'float',
  float8: 'double',
  real: 'double',
  character: 'char',
  nchar: 'char',
  varcharacter: 'varchar',
  nvarchar: 'varchar',
  long: 'mediumtext',
};
const INTEGERS = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'];
/** Bytes that a text type holds; `text(n)` takes the smallest that fits. */
const TEXT_SIZES: readonly [prefix: string, bytes: number][] = [
  ['tiny', 2 ** 8 - 1],
  ['', 2 ** 16 - 1],
  ['medium', 2 ** 24 - 1],
  ['long', 2 ** 32 - 1],
];
/** utf8mb4, where the statement does not say otherwise. */
const BYTES_PER_CHARACTER: Readonly<Record<string, number>> = {
  latin1: 1,
  ascii: 1,
  binary: 1,
  utf8: 3,
  utf8mb3: 3,
  ucs2: 2,
};

/** Reads a data type with its attributes UNSIGNED, CHARACTER SET, COLLATE and the like. */
export function readColumnType(cursor: Cursor, dialect: MysqlDialect): ColumnType {
  const isNational = cursor.accept('NATIONAL') || cursor.oneOf('NCHAR', 'NVARCHAR') !== undefined;
  let name = readTypeName(cursor);
  const modifiers = readModifiers(cursor);
  const attributes = readAttributes(cursor);
  if (attributes.isBytes)
    name = { char: 'binary', varchar: 'varbinary' }[name] ?? name.replace(/text$/, 'blob');
  const charset = attributes.charset ?? (isNational ? 'utf8mb3' : undefined);
  return {
    type: canonicalType(name, modifiers, attributes, charset, dialect),
    isSerial: name === 'serial',
    ...(charset === undefined ? {} : { charset }),
    ...(attributes.collation === undefined ? {} : { collation: attributes.collation }),
  };
}

function readTypeName(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind !== 'word') {
    cursor.at--;
    cursor.fail('expected a type');
  }
  const written = token.text.toLowerCase();
  if (written === 'double') cursor.accept('PRECISION');
  if (['char', 'character', 'nchar'].includes(written)) {
    if (cursor.acceptOneOf('VARYING', 'VARCHAR', 'VARCHARACTER') !== undefined) return 'varchar';
  }
  if (written === 'long') {
    if (cursor.accept('VARBINARY')) return 'mediumblob';
    if (cursor.accept('VARCHAR') || cursor.accept('VARCHARACTER')) return 'mediumtext';
    if (cursor.accept('CHAR', 'VARYING') || cursor.accept('CHARACTER', 'VARYING')) return 'mediumtext';
  }
  return SYNONYMS[written] ?? written;
}

/** `(10,2)`, `('a','b')`: the parts, strings as values in SQL spelling. */
function readModifiers(cursor: Cursor): string[] {
  const modifiers: string[] = [];
  if (!cursor.accept('(')) return modifiers;
  do {
    const token = cursor.peek();
    if (token?.kind === 'string') modifiers.push(quoteValue(cursor.string(), token.text));
    else modifiers.push(stringOrText(cursor));
  } while (cursor.accept(','));
  cursor.expect(')');
  return modifiers;
}

function stringOrText(cursor: Cursor): string {
  if (cursor.peek()?.text.startsWith('_') && cursor.peek(1)?.kind === 'string') {
    return quoteValue(cursor.string(), '');
  }
  const token = cursor.next();
  if (token.kind !== 'number' && token.kind !== 'word') {
    cursor.at--;
    cursor.fail('expected a length');
  }
  return token.text.toLowerCase();
}

/** A value of ENUM or SET as SHOW CREATE TABLE writes it: trailing blanks are dropped. */
function quoteValue(value: string, written: string): string {
  const text = /^[xX]'/.test(written) ? Buffer.from(value, 'hex').toString('utf8') : value;
  return `'${text.replace(/ +$/, '').replaceAll("'", "''")}'`;
}

interface Attributes {
  unsigned: boolean;
  zerofill: boolean;
  isBytes: boolean;
  charset?: string;
  collation?: string;
}

function readAttributes(cursor: Cursor): Attributes {
  const found: Attributes = { unsigned: false, zerofill: false, isBytes: false };
  for (;;) {
    if (cursor.accept('UNSIGNED')) found.unsigned = true;
    else if (cursor.accept('ZEROFILL')) found.zerofill = true;
    else if (cursor.accept('SIGNED') || cursor.accept('BINARY')) continue;
    else if (cursor.accept('BYTE')) found.isBytes = true;
    else if (cursor.accept('ASCII')) found.charset = 'latin1';
    else if (cursor.accept('UNICODE')) found.charset = 'ucs2';
    else if (acceptCharset(cursor)) found.charset = cursor.nameOrString().toLowerCase();
    else if (cursor.accept('COLLATE')) {
      cursor.accept('=');
      found.collation = cursor.nameOrString().toLowerCase();
    } else return found;
  }
}

/** Takes CHARACTER SET, CHARSET or CHAR SET, with an optional equal sign. */
export function acceptCharset(cursor: Cursor): boolean {
  const found = cursor.accept('CHARACTER', 'SET') || cursor.accept('CHARSET') || cursor.accept('CHAR', 'SET');
  if (found) cursor.accept('=');
  return found;
}

function canonicalType(
  name: string,
  modifiers: readonly string[],
  { unsigned, zerofill }: Attributes,
  charset: string | undefined,
  { flavour }: MysqlDialect,
): string {
  const sign = `${unsigned || zerofill ? ' unsigned' : ''}${zerofill ? ' zerofill' : ''}`;
  const list = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  if (name === 'serial') return 'bigint unsigned';
  if (name === 'bool' || name === 'boolean') return 'tinyint(1)';
  if (name === 'tinyint' && list === '(1)' && sign === '') return 'tinyint(1)';
  if (INTEGERS.includes(name)) return name + sign;
  switch (name) {
    case 'decimal':
      return `decimal(${modifiers[0] ?? '10'},${modifiers[1] ?? '0'})${sign}`;
    case 'float':
      // FLOAT(p) is a precision in bits, FLOAT(m,d) are digits.
      if (modifiers.length === 1) return `${Number(modifiers[0]) > 24 ? 'double' : 'float'}${sign}`;
      return `float${list}${sign}`;
    case 'bit':
    case 'char':
    case 'binary':
      return `${name}${list || '(1)'}`;
    case 'year':
      return 'year';
    case 'timestamp':
    case 'datetime':
    case 'time':
      return list === '(0)' ? name : name + list;
    case 'text':
    case 'blob':
      return sizedText(name, modifiers[0], name === 'blob' ? 1 : (BYTES_PER_CHARACTER[charset ?? ''] ?? 4));
    case 'json':
      return flavour === 'mariadb' ? 'longtext' : 'json';
    case 'geometrycollection':
    case 'geomcollection':
      return flavour === 'mariadb' ? 'geometrycollection' : 'geomcollection';
    default:
      return name + list + sign;
  }
}

function sizedText(name: string, length: string | undefined, bytesPerCharacter: number): string {
  if (length === undefined || Number(length) === 0) return name;
  const bytes = Number(length) * bytesPerCharacter;
  const [prefix] = TEXT_SIZES.find(([, size]) => bytes <= size) ?? ['long'];
  return prefix + name;
}

import type { ArgumentType } from '../driver-adapter';
import { ColumnType } from '../driver-adapter';
import type { SqliteColumn, SqliteValue } from './driver';

/** An argument of the engine as SQLite stores it; dates like the native engine: milliseconds since 1970. */
export function toSqlite(value: unknown, type: ArgumentType | undefined): SqliteValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return Number(value);
  switch (type?.scalarType) {
    case 'datetime':
      return new Date(value as string | number).getTime();
    case 'int':
      return Number(value);
    case 'bigint':
      return BigInt(value as string | number);
    default:
      return value as SqliteValue;
  }
}

const DECLARED_TYPES: Readonly<Record<string, ColumnType>> = {
  DATETIME: ColumnType.DateTime,
  TIMESTAMP: ColumnType.DateTime,
  TEXT: ColumnType.Text,
  VARCHAR: ColumnType.Text,
  INT: ColumnType.Int32,
  INTEGER: ColumnType.Int32,
  'INTEGER UNSIGNED': ColumnType.Int32,
  BIGINT: ColumnType.Int64,
  BOOLEAN: ColumnType.Boolean,
  REAL: ColumnType.Double,
  DOUBLE: ColumnType.Double,
};

/**
 * The type of a result's column: as declared, else from its first value that is not null, since SQLite has
 * no types for expressions and pragmas.
 */
export function columnTypeOf(
  column: SqliteColumn,
  index: number,
  rows: readonly (readonly unknown[])[],
): ColumnType {
  const declared = DECLARED_TYPES[(column.type ?? '').toUpperCase()];
  if (declared !== undefined) return declared;
  const value = rows.find((row) => row[index] !== null)?.[index];
  switch (typeof value) {
    case 'undefined':
      return ColumnType.Int32;
    case 'string':
      return ColumnType.Text;
    case 'bigint':
      return ColumnType.Int64;
    case 'number':
      return Number.isInteger(value) ? ColumnType.Int64 : ColumnType.Double;
    default:
      return ColumnType.Bytes;
  }
}

/** A value of a result as the engine expects it in a column of this type. */
export function fromSqlite(value: unknown, type: ColumnType): unknown {
  if (value === null) return null;
  const plain = typeof value === 'bigint' ? Number(value) : value;
  if (type !== ColumnType.DateTime) return plain;
  // `current_timestamp` writes UTC without saying so.
  const date =
    typeof plain === 'string' && !/(?:[zZ]|[+-]\d\d:?\d\d)$/.test(plain)
      ? `${plain.replace(' ', 'T')}Z`
      : plain;
  return new Date(date as string | number).toISOString();
}

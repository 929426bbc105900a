import type { CustomTypesConfig } from 'pg';
import { types } from 'pg';
import { ColumnType } from '../driver-adapter';

interface ValueType {
  column: ColumnType;
  /** Reads the value from PostgreSQL's text format; without it the text itself is passed on. */
  parse?: (text: string) => unknown;
}

/** pg's own parser for the array type with this OID. */
function arrayParser(oid: number): (text: string) => unknown {
  return types.getTypeParser(oid) as (text: string) => unknown;
}

const textArray = arrayParser(1009);
const numberArray = (text: string): number[] => (textArray(text) as string[]).map(Number);

/** By OID (`pg_type.dat`): what the system catalogs and `_prisma_migrations` consist of. All else is text. */
const VALUE_TYPES: Readonly<Record<number, ValueType>> = {
  16: { column: ColumnType.Boolean, parse: (text) => text === 't' },
  18: { column: ColumnType.Character },
  20: { column: ColumnType.Int64 },
  21: { column: ColumnType.Int32, parse: Number },
  23: { column: ColumnType.Int32, parse: Number },
  26: { column: ColumnType.Int64, parse: Number },
  114: { column: ColumnType.Json },
  700: { column: ColumnType.Float, parse: Number },
  701: { column: ColumnType.Double, parse: Number },
  1082: { column: ColumnType.Date },
  1083: { column: ColumnType.Time },
  1114: { column: ColumnType.DateTime, parse: (text) => `${text.replace(' ', 'T')}+00:00` },
  1184: { column: ColumnType.DateTime, parse: timestampWithZone },
  1266: { column: ColumnType.Time },
  1700: { column: ColumnType.Numeric },
  2950: { column: ColumnType.Uuid },
  3802: { column: ColumnType.Json },
  1000: { column: ColumnType.BooleanArray, parse: arrayParser(1000) },
  1002: { column: ColumnType.CharacterArray, parse: textArray },
  1003: { column: ColumnType.TextArray, parse: textArray },
  1005: { column: ColumnType.Int32Array, parse: numberArray },
  1007: { column: ColumnType.Int32Array, parse: numberArray },
  1009: { column: ColumnType.TextArray, parse: textArray },
  1014: { column: ColumnType.TextArray, parse: textArray },
  1015: { column: ColumnType.TextArray, parse: textArray },
  1016: { column: ColumnType.Int64Array, parse: textArray },
  1028: { column: ColumnType.Int64Array, parse: numberArray },
};

/** From `2026-01-02 03:04:05.6+00`; the session's time zone is UTC, so the offset has no minutes. */
function timestampWithZone(text: string): string {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
}

export function columnTypeOf(oid: number): ColumnType {
  return VALUE_TYPES[oid]?.column ?? ColumnType.Text;
}

/** Tells `pg` to read values the way the engine wants them. */
export const engineTypes: CustomTypesConfig = {
  getTypeParser: (oid: number) => VALUE_TYPES[oid]?.parse ?? ((text: string) => text),
};

import type { TypeName } from 'libpg-query';
import { body, constantText, strings } from '../ast';

/** The names of `format_type` (https://www.postgresql.org/docs/current/datatype.html) for the catalog's. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bpchar: 'character',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
  varbit: 'bit varying',
  varchar: 'character varying',
};

const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial2: 'smallint',
  serial4: 'integer',
  serial8: 'bigint',
  bigserial: 'bigint',
  smallserial: 'smallint',
};

/** Bits of an interval's field mask: `INTERVAL_MASK` in PostgreSQL's `utils/timestamp.h`. */
const INTERVAL_FIELDS: readonly (readonly [number, string])[] = [
  [1 << 2, 'year'],
  [1 << 1, 'month'],
  [1 << 3, 'day'],
  [1 << 10, 'hour'],
  [1 << 11, 'minute'],
  [1 << 12, 'second'],
];
const ALL_INTERVAL_FIELDS = 0x7fff;

const PLAIN_NAME = /^[a-z_][a-z0-9_$]*$/;

/** A type in the spelling of `format_type`, and whether it is one of the serial types. */
export interface CanonicalType {
  type: string;
  isSerial: boolean;
}

/** The canonical spelling of a type. The schema stands before it where one other than pg_catalog and public is written. */
export function canonicalType(name: TypeName | undefined): CanonicalType {
  const parts = strings(name?.names);
  const last = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  const serial = parts.length === 1 ? SERIALS[last] : undefined;
  const isBuiltIn = schema === undefined || schema === 'pg_catalog';
  const base = serial ?? (isBuiltIn ? builtIn(last, name, schema) : userType(schema, last, modifiers(name)));
  const isArray = (name?.arrayBounds?.length ?? 0) > 0;
  return { type: isArray ? `${base}[]` : base, isSerial: serial !== undefined };
}

function builtIn(name: string, type: TypeName | undefined, schema: string | undefined): string {
  const values = modifiers(type);
  if (name === 'interval') return interval(values);
  // The type of one byte, which is written with quotes; `char` is `character(1)`.
  if (name === 'char') return '"char"';
  if (name === 'bpchar' && values.length === 0) return 'bpchar';
  if (name === 'numeric' && values.length === 1) values.push('0');
  const long = LONG_NAMES[name];
  if (long === undefined) return userType(schema === 'pg_catalog' ? undefined : schema, name, values);
  if (values.length === 0) return long;
  // `timestamp(3) with time zone`, but `character varying(20)`.
  const [first = '', ...rest] = long.split(' ');
  const isTime = first === 'time' || first === 'timestamp';
  return isTime ? `${first}(${values.join(',')}) ${rest.join(' ')}` : `${long}(${values.join(',')})`;
}

function userType(schema: string | undefined, name: string, values: readonly string[]): string {
  const prefix = schema === undefined || schema === 'public' ? '' : `${quoted(schema)}.`;
  return `${prefix}${quoted(name)}${values.length > 0 ? `(${values.join(',')})` : ''}`;
}

function quoted(name: string): string {
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function modifiers(type: TypeName | undefined): string[] {
  return (type?.typmods ?? []).map((node) => {
    const column = body('ColumnRef', node);
    return column ? strings(column.fields).join('.') : (constantText(node) ?? '');
  });
}

function interval(values: readonly string[]): string {
  const [mask, precision] = values.map(Number);
  const digits = precision === undefined ? '' : `(${precision})`;
  if (mask === undefined || mask === ALL_INTERVAL_FIELDS) return `interval${digits}`;
  const fields = INTERVAL_FIELDS.filter(([bit]) => (mask & bit) !== 0).map(([, name]) => name);
  const [first = '', last = first] = [fields[0], fields.at(-1)];
  return `interval ${first === last ? first : `${first} to ${last}`}${digits}`;
}

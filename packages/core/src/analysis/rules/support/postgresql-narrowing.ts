import type { SchemaModel } from '../../model/schema-model';
import { digitsOfDecimal, losesDigits, type Digits } from './digits';
import { fewerDigits, missingValues, outOfRange, tooLong, type Narrowing } from './narrowing';
import { finestField } from './interval-fields';
import { resolveType, timePrecision, typeName, type PostgresqlType } from './postgresql-type';

/**
 * What a change of a column's type can lose or refuse; undefined: every value that the
 * old type has fits into the new one, or the types have so little in common that a value is converted or
 * refused, but never cut (text to integer).
 */
export function postgresqlNarrowing(
  model: SchemaModel,
  fromText: string,
  toText: string,
): Narrowing | undefined {
  if (fromText === toText) return undefined;
  const from = resolveType(model, fromText).type;
  const to = resolveType(model, toText).type;
  if (from.isArray !== to.isArray) return undefined;
  return (
    narrowerText(from, to) ??
    narrowerBits(from, to) ??
    narrowerNumber(from, to) ??
    narrowerTime(from, to) ??
    fewerEnumValues(model, from, to) ??
    narrowerNetwork(from, to)
  );
}

/** Characters that the text of a value of these types takes at most. */
const TEXT_LENGTHS: Readonly<Record<string, number>> = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  boolean: 5,
  uuid: 36,
  name: 63,
  '"char"': 1,
  text: Infinity,
  citext: Infinity,
};

function textLength(type: PostgresqlType): number | undefined {
  const [size, scale] = type.modifiers;
  if (type.base === 'varchar' || type.base === 'bpchar') return size ?? Infinity;
  // A sign and a point besides the digits.
  if (type.base === 'numeric' && size !== undefined) return size + (scale ? 2 : 1);
  return TEXT_LENGTHS[type.base];
}

function narrowerText(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  if (!isText(to)) return undefined;
  const [old, limit] = [textLength(from), textLength(to)];
  if (old === undefined || limit === undefined || limit >= old) return undefined;
  return tooLong(limit, 'characters', 'length(?::text)');
}

function isText({ base }: PostgresqlType): boolean {
  return ['text', 'citext', 'varchar', 'bpchar', 'name', '"char"'].includes(base);
}

function narrowerBits(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  if (!['bit', 'varbit'].includes(from.base) || !['bit', 'varbit'].includes(to.base)) return undefined;
  const limit = to.modifiers[0] ?? Infinity;
  const old = from.modifiers[0] ?? Infinity;
  return limit < old ? tooLong(limit, 'bits', 'length(?)') : undefined;
}

/** Digits of the largest value. */
const INTEGER_DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };

const INTEGER_BITS: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };

/** Decimal digits that a floating-point number keeps. */
const FLOAT_DIGITS: Readonly<Record<string, number>> = { real: 6, 'double precision': 15 };

function digitsOf({ base, modifiers }: PostgresqlType): Digits | undefined {
  const integer = INTEGER_DIGITS[base];
  if (integer !== undefined) return { integer, fraction: 0 };
  if (base !== 'numeric') return undefined;
  const [precision, scale] = modifiers;
  return precision === undefined
    ? { integer: Infinity, fraction: Infinity }
    : digitsOfDecimal(precision, scale ?? 0);
}

function narrowerNumber(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  const [oldFloat, newFloat] = [FLOAT_DIGITS[from.base], FLOAT_DIGITS[to.base]];
  const [old, digits] = [digitsOf(from), digitsOf(to)];
  if (old && to.base === 'boolean')
    return { loss: 'all values but 0 become true', misfit: (column) => `${column} NOT IN (0, 1)` };
  if (oldFloat !== undefined && newFloat !== undefined)
    return newFloat < oldFloat
      ? { loss: `values keep ${newFloat} instead of ${oldFloat} digits`, misfit: changedBy(to) }
      : undefined;
  if (oldFloat !== undefined)
    return digits && digits.fraction < Infinity
      ? { loss: 'fractions are rounded, and large values refused' }
      : undefined;
  if (old && newFloat !== undefined)
    return old.integer + old.fraction > newFloat
      ? { loss: `values keep ${newFloat} digits`, misfit: changedBy(to) }
      : undefined;
  if (!old || !digits || !isNarrower(from, to, old, digits)) return undefined;
  const bits = INTEGER_BITS[to.base];
  const loss = lostOf(old, digits);
  if (bits !== undefined && old.fraction === 0) return outOfRange(loss, bits);
  return fewerDigits(loss, digits.integer, digits.fraction);
}

function lostOf(old: Digits, digits: Digits): string {
  if (digits.fraction >= old.fraction) return 'values that are too large are refused';
  const rounded =
    digits.fraction === 0
      ? 'fractions are rounded away'
      : `fractions are rounded to ${digits.fraction} digits`;
  return digits.integer < old.integer ? `values that are too large are refused, and ${rounded}` : rounded;
}

/** An integer type does not hold all numbers of its largest value's digits: numeric(10,0) can exceed integer. */
function isNarrower(from: PostgresqlType, to: PostgresqlType, old: Digits, digits: Digits): boolean {
  const isExact = from.base === 'numeric' && to.base !== 'numeric';
  return losesDigits(old, digits) || (isExact && old.integer === digits.integer);
}

/** What a time type tells: `d` the day, `t` the time of day, `z` the zone. */
const TIME_PARTS: Readonly<Record<string, string>> = {
  date: 'd',
  time: 't',
  timetz: 'tz',
  timestamp: 'dt',
  timestamptz: 'dtz',
};

const PART_NAMES: Readonly<Record<string, string>> = {
  d: 'the date',
  t: 'the time of day',
  z: 'the time zone',
};

function narrowerTime(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  if (from.base === 'interval' && to.base === 'interval') return narrowerInterval(from, to);
  const old = TIME_PARTS[from.base];
  const parts = from.base === 'interval' ? undefined : TIME_PARTS[to.base];
  if (from.base === 'interval' && to.base === 'time') return { loss: 'the days of the intervals are lost' };
  if (old === undefined || parts === undefined) return undefined;
  const lost = [...old].filter((part) => !parts.includes(part));
  if (lost.length > 0)
    return { loss: `${lost.map((part) => PART_NAMES[part]).join(' and ')} of the values is lost` };
  return old.includes('t') && timePrecision(to) < timePrecision(from) ? fewerFractions(to) : undefined;
}

function narrowerInterval(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  if (finestField(to.fields) < finestField(from.fields))
    return { loss: `everything below ${to.fields} is lost` };
  return timePrecision(to) < timePrecision(from) ? fewerFractions(to) : undefined;
}

function fewerFractions(to: PostgresqlType): Narrowing {
  return { loss: `fractions of seconds are rounded to ${timePrecision(to)} digits`, misfit: changedBy(to) };
}

function fewerEnumValues(
  model: SchemaModel,
  from: PostgresqlType,
  to: PostgresqlType,
): Narrowing | undefined {
  const values = (type: PostgresqlType) => model.object('type', typeName(type.base))?.details.values;
  const [old, remaining] = [values(from), values(to)];
  if (!old || !remaining) return undefined;
  const missing = old.filter((value) => !remaining.includes(value));
  return missing.length > 0 ? missingValues(missing) : undefined;
}

function narrowerNetwork(from: PostgresqlType, to: PostgresqlType): Narrowing | undefined {
  if (from.base === 'inet' && to.base === 'cidr')
    return { loss: 'the host part of the addresses is lost', misfit: changedBy(to) };
  return from.base === 'macaddr8' && to.base === 'macaddr'
    ? { loss: 'addresses of eight bytes are refused' }
    : undefined;
}

/** Finds the values that a cast changes. */
function changedBy({ base, modifiers, fields }: PostgresqlType): (column: string) => string {
  const limit = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  const type = fields === undefined ? `${base}${limit}` : `${base} ${fields}${limit}`;
  return (column) => `${column} <> ${column}::${type}`;
}

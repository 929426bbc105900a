import { digitsOfDecimal, losesDigits, type Digits } from './digits';
import { fewerDigits, missingValues, outOfRange, tooLong, type Narrowing } from './narrowing';
import { bytesPerCharacter, LOB_BYTES, parseMysqlType, type MysqlType } from './mysql-type';

/**
 * What a change of a column's type can lose or refuse; undefined: nothing.
 * Outside of strict mode the server cuts the values, within it the statement fails.
 * @param charset of the column, for how many bytes its characters take
 */
export function mysqlNarrowing(
  fromText: string,
  toText: string,
  charset: string | undefined,
): Narrowing | undefined {
  if (fromText === toText) return undefined;
  const [from, to] = [parseMysqlType(fromText), parseMysqlType(toText)];
  return (
    fewerMembers(from, to) ??
    shorterText(from, to, charset) ??
    shorterBinary(from, to) ??
    narrowerNumber(from, to) ??
    narrowerTime(from, to)
  );
}

function fewerMembers(from: MysqlType, to: MysqlType): Narrowing | undefined {
  if (from.members.length === 0 || to.members.length === 0 || from.base !== to.base) return undefined;
  const missing = from.members.filter((member) => !to.members.includes(member));
  return missing.length > 0 ? missingValues(missing) : undefined;
}

/** Characters that the text of a value of these types takes at most. */
const TEXT_LENGTHS: Readonly<Record<string, number>> = {
  tinyint: 4,
  smallint: 6,
  mediumint: 8,
  int: 11,
  bigint: 20,
  year: 4,
  date: 10,
};

function shorterText(from: MysqlType, to: MysqlType, charset: string | undefined): Narrowing | undefined {
  const isLob = to.base.endsWith('text');
  if (!isLob && to.base !== 'varchar' && to.base !== 'char') return undefined;
  const old = textLength(from);
  const limit = textLength(to);
  if (old === undefined || limit === undefined) return undefined;
  const isLobToo = LOB_BYTES[from.base] !== undefined;
  // Limits of TEXT are in bytes, those of VARCHAR in characters.
  const needed = isLob && !isLobToo ? old * bytesPerCharacter(charset) : old;
  if (limit >= needed) return undefined;
  return isLob ? tooLong(limit, 'bytes', 'length(?)') : tooLong(limit, 'characters', 'char_length(?)');
}

function textLength({ base, modifiers, members }: MysqlType): number | undefined {
  if (base === 'char' || base === 'varchar') return modifiers[0] ?? 1;
  if (base.endsWith('text') || base === 'json') return LOB_BYTES[base];
  if (base === 'enum') return Math.max(...members.map((member) => member.length), 0);
  if (base === 'set') return members.join(',').length;
  return TEXT_LENGTHS[base];
}

function shorterBinary(from: MysqlType, to: MysqlType): Narrowing | undefined {
  const [old, limit] = [binaryLength(from), binaryLength(to)];
  if (old === undefined || limit === undefined || limit >= old) return undefined;
  return tooLong(limit, 'bytes', 'length(?)');
}

function binaryLength({ base, modifiers }: MysqlType): number | undefined {
  if (base === 'binary' || base === 'varbinary') return modifiers[0] ?? 1;
  return base.endsWith('blob') ? LOB_BYTES[base] : undefined;
}

const INTEGER_BITS: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  mediumint: 24,
  int: 32,
  bigint: 64,
};

/** Decimal digits that a floating-point number keeps. */
const FLOAT_DIGITS: Readonly<Record<string, number>> = { float: 6, double: 15 };

function narrowerNumber(from: MysqlType, to: MysqlType): Narrowing | undefined {
  const [oldBits, bits] = [INTEGER_BITS[from.base], INTEGER_BITS[to.base]];
  if (oldBits !== undefined && bits !== undefined) return narrowerInteger(from, to, oldBits, bits);
  const [oldFloat, float] = [FLOAT_DIGITS[from.base], FLOAT_DIGITS[to.base]];
  const [old, digits] = [digitsOf(from), digitsOf(to)];
  if (oldFloat !== undefined && float !== undefined)
    return float < oldFloat
      ? { loss: `values keep ${float} instead of ${oldFloat} digits` }
      : losesSign(from, to);
  if (oldFloat !== undefined)
    return digits
      ? fewerDigits('fractions are rounded, and large values refused', digits.integer, digits.fraction)
      : undefined;
  if (old && float !== undefined)
    return old.integer + old.fraction > float ? { loss: `values keep ${float} digits` } : losesSign(from, to);
  if (!old || !digits) return undefined;
  // An integer type does not hold all numbers of its largest value's digits.
  const isTooLarge = from.base === 'decimal' && bits !== undefined && old.integer >= digits.integer;
  if (!losesDigits(old, digits) && !isTooLarge) return losesSign(from, to);
  const loss = digits.fraction < old.fraction ? `fractions are rounded, and ${TOO_LARGE}` : TOO_LARGE;
  return bits !== undefined && old.fraction === 0
    ? outOfRange(loss, bits, to.isUnsigned)
    : fewerDigits(loss, digits.integer, digits.fraction);
}

const TOO_LARGE = 'values that are too large are refused or replaced by the largest possible';

function narrowerInteger(
  from: MysqlType,
  to: MysqlType,
  oldBits: number,
  bits: number,
): Narrowing | undefined {
  const largest = (type: MysqlType, size: number) => (type.isUnsigned ? size : size - 1);
  if (largest(to, bits) < largest(from, oldBits)) return outOfRange(TOO_LARGE, bits, to.isUnsigned);
  return losesSign(from, to);
}

function losesSign(from: MysqlType, to: MysqlType): Narrowing | undefined {
  if (from.isUnsigned || !to.isUnsigned) return undefined;
  return { loss: 'negative values are refused or become 0', misfit: (column) => `${column} < 0` };
}

function digitsOf({ base, modifiers, isUnsigned }: MysqlType): Digits | undefined {
  const bits = INTEGER_BITS[base];
  if (bits !== undefined) {
    const largest = 2n ** BigInt(isUnsigned ? bits : bits - 1) - 1n;
    return { integer: largest.toString().length, fraction: 0 };
  }
  if (base !== 'decimal') return undefined;
  return digitsOfDecimal(modifiers[0] ?? 10, modifiers[1] ?? 0);
}

function narrowerTime(from: MysqlType, to: MysqlType): Narrowing | undefined {
  const old = TIME_PARTS[from.base];
  const parts = TIME_PARTS[to.base];
  if (old === undefined || parts === undefined) return undefined;
  if ([...old].some((part) => !parts.includes(part)))
    return {
      loss: to.base === 'time' ? 'the date of the values is lost' : 'parts of the date or time are lost',
    };
  if (from.base === 'datetime' && to.base === 'timestamp')
    return {
      loss: 'values before 1970 and after 2038 are refused',
      misfit: (column) => `${column} NOT BETWEEN '1970-01-02' AND '2038-01-18'`,
    };
  const digits = to.modifiers[0] ?? 0;
  if (!old.includes('t') || digits >= (from.modifiers[0] ?? 0)) return undefined;
  return {
    loss: `fractions of seconds are rounded to ${digits} digits`,
    misfit: (column) => `microsecond(${column}) % ${10 ** (6 - digits)} <> 0`,
  };
}

/** What a type tells: `y` the year, `d` the day, `t` the time of day. */
const TIME_PARTS: Readonly<Record<string, string>> = {
  year: 'y',
  date: 'yd',
  time: 't',
  datetime: 'ydt',
  timestamp: 'ydt',
};

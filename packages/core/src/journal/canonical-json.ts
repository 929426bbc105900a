import { createHash } from 'node:crypto';

/**
 * The one JSON text of a value: keys sorted by UTF-16 code units, no blanks, numbers and strings as
 * ECMAScript writes them (RFC 8785). What is undefined in an object is left out.
 * @throws TypeError naming the place, for what JSON cannot say: functions, symbols, bigints, NaN,
 * infinities, class instances (dates, maps, `Secret`s), holes in arrays, cycles
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', []);
}

/** The lower-case hexadecimal SHA-256 of bytes, or of a text in UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** @param parents the objects and arrays that `value` is in, to notice a cycle */
function write(value: unknown, place: string, parents: readonly object[]): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${place} is ${value}, which JSON cannot say.`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object')
    throw new TypeError(`${place} is of type ${typeof value}, which is no JSON.`);
  if (parents.includes(value)) throw new TypeError(`${place} contains itself.`);
  const within = [...parents, value];
  if (Array.isArray(value)) {
    // Array.from, since map would skip holes.
    return `[${Array.from(value, (item: unknown, index) => write(item, `${place}[${index}]`, within)).join(',')}]`;
  }
  if (!isPlainObject(value))
    throw new TypeError(`${place} is a ${value.constructor.name}, which is no JSON.`);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(value[key], `${place}.${key}`, within)}`);
  return `{${members.join(',')}}`;
}

/** Whether a value is an object literal or a parsed JSON object, also one of another realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

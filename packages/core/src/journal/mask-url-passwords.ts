import { isPlainObject } from './canonical-json';

const MASK = '***';

/**
 * `://user:` and then everything up to the last `@` before a blank: passwords are often not encoded.
 * Digits that a path, a query or the end follows are a port. The length is bounded so that long
 * texts cost linear time; tokens of cloud services have about 2,000 characters.
 */
const PASSWORD_BEFORE_HOST = /(:\/\/[^\s/:?#"<>]{0,256}:)(?!\d{1,5}(?:[/?#\s]|$))[^\s"<>]{1,8192}@/g;

/** `?password=…` and the like, as libpq, JDBC and others take it. */
const PASSWORD_PARAMETER = /([?&](?:ssl)?(?:password|passwd|pwd)=)[^&\s"<>]+/gi;

/** `text` with the password of everything in it that looks like a URL replaced by `***`. */
export function maskUrlPasswords(text: string): string {
  return text.replace(PASSWORD_BEFORE_HOST, `$1${MASK}@`).replace(PASSWORD_PARAMETER, `$1${MASK}`);
}

/** A copy of plain data with `maskUrlPasswords` applied to every text in it, names of fields included. */
export function maskAllUrlPasswords(value: unknown): unknown {
  if (typeof value === 'string') return maskUrlPasswords(value);
  if (Array.isArray(value)) return Array.from(value, maskAllUrlPasswords);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [maskUrlPasswords(key), maskAllUrlPasswords(item)]),
  );
}

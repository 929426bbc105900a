const UNICODE = new Set(['utf8mb4', 'utf16', 'utf16le', 'utf32', 'gb18030']);
const BASIC_PLANE = new Set(['utf8', 'utf8mb3', 'ucs2']);

/**
 * Whether the MySQL character set `to` lacks characters that `from` has. False where one of them is not
 * known, or is `binary`, which takes bytes as they are.
 */
export function isSmallerCharset(from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined || from === 'binary' || to === 'binary') return false;
  const [old, next] = [charsetName(from), charsetName(to)];
  if (old === next || old === 'ascii' || UNICODE.has(next)) return false;
  if (BASIC_PLANE.has(next)) return UNICODE.has(old);
  return true;
}

/** Lower case; `utf8` is `utf8mb3`. */
export function charsetName(charset: string): string {
  const name = charset.toLowerCase();
  return name === 'utf8' ? 'utf8mb3' : name;
}

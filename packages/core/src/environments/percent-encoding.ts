const STRAY_PERCENT = /%(?![0-9A-Fa-f]{2})/;

/**
 * Decodes percent-encoding. A text whose percent signs are none of them followed by two
 * hexadecimal digits was never encoded and is returned as it is (as Prisma does).
 * Returns undefined if it cannot be told (some are encoded, some stray) or is no UTF-8.
 */
export function decodePercent(text: string): string | undefined {
  if (STRAY_PERCENT.test(text)) return /%[0-9A-Fa-f]{2}/.test(text) ? undefined : text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** True if every URL parser reads `text` as a user name or password in the same way. */
export function isCleanUserInfo(text: string): boolean {
  return /^[A-Za-z0-9._~!$&'()*+,;=:%-]*$/.test(text) && !STRAY_PERCENT.test(text);
}

import { createHash } from 'node:crypto';

/** The lower-case hexadecimal SHA-256 of a text in UTF-8, as `_prisma_migrations.checksum` holds it. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Whether a recorded checksum belongs to a file's text, by the rules of Prisma's engine
 * (`schema-connector/src/checksum.rs`): line endings do not count, and very old engines
 * wrote the bytes without leading zeros.
 */
export function checksumMatches(text: string, recorded: string): boolean {
  const unix = text.replaceAll('\r\n', '\n');
  for (const variant of new Set([text, unix, unix.replaceAll('\n', '\r\n')])) {
    const checksum = checksumOf(variant);
    if (checksum === recorded) return true;
    if (recorded.length !== checksum.length && unpadded(checksum) === recorded) return true;
  }
  return false;
}

function unpadded(checksum: string): string {
  return (checksum.match(/../g) ?? []).map((byte) => byte.replace(/^0/, '')).join('');
}

import type { Affinity } from '../../sqlite/affinity';

/** A type as written, and what SQLite makes of it. */
export interface SqliteType {
  type: string;
  affinity: Affinity;
}

/**
 * Whether a rebuild into the new type converts values: text and blobs to numbers (`007` becomes 7), fractions
 * to integers. SQLite does not look at lengths, so VARCHAR(50) holds what VARCHAR(100) does.
 */
export function narrowsAffinity(from: SqliteType, to: SqliteType): boolean {
  if (from.affinity === 'text' || from.affinity === 'blob') return isNumber(to);
  if (to.affinity !== 'integer') return false;
  return from.affinity === 'real' || (from.affinity === 'numeric' && isNumber(from));
}

/** Dates and booleans have the affinity of numbers, and are none. */
function isNumber({ type, affinity }: SqliteType): boolean {
  if (affinity === 'numeric') return !/DATE|TIME|BOOL/i.test(type);
  return affinity === 'integer' || affinity === 'real';
}

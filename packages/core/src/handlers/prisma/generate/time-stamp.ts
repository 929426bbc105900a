/**
 * The time stamp with which Prisma begins the names of migrations (`yyyymmddhhmmss`, UTC): that of now, but
 * always later than those of the existing migrations, whatever the clocks of their authors said.
 */
export function stampAfter(now: Date, existing: readonly string[]): string {
  const newest = existing
    .map((name) => /^(\d{14})(?:\D|$)/.exec(name)?.[1])
    .reduce<string | undefined>((a, b) => (b !== undefined && (a === undefined || b > a) ? b : a), undefined);
  const stamp = stampOf(now);
  if (newest === undefined || stamp > newest) return stamp;
  const date = dateOf(newest);
  // A stamp that is no time, such as 20240000000000, is still counted up.
  return date ? stampOf(new Date(date.getTime() + 1000)) : String(BigInt(newest) + 1n).padStart(14, '0');
}

function stampOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

function dateOf(stamp: string): Date | undefined {
  const date = new Date(stamp.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
  return !Number.isNaN(date.getTime()) && stampOf(date) === stamp ? date : undefined;
}

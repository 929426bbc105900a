import { FaberDbError } from '../../../errors/faber-db-error';

/** A row of `_prisma_migrations`. */
export interface HistoryRow {
  id: string;
  checksum: string;
  name: string;
  startedAt: Date;
  finishedAt: Date | null;
  rolledBackAt: Date | null;
  logs: string | null;
  appliedSteps: number;
}

/** What the drivers give for a row; dates differ by engine and by who wrote them. */
export interface RawHistoryRow {
  id: string;
  checksum: string;
  migration_name: string;
  started_at: unknown;
  finished_at: unknown;
  rolled_back_at: unknown;
  logs: string | null;
  applied_steps_count: number | bigint;
}

/** @throws FaberDbError HISTORY_DIVERGED if a date cannot be read */
export function parseHistoryRow(raw: RawHistoryRow): HistoryRow {
  return {
    id: raw.id,
    checksum: raw.checksum,
    name: raw.migration_name,
    startedAt: parseDate(raw.started_at) ?? new Date(0),
    finishedAt: parseDate(raw.finished_at),
    rolledBackAt: parseDate(raw.rolled_back_at),
    logs: raw.logs,
    appliedSteps: Number(raw.applied_steps_count),
  };
}

/** Started and neither finished nor rolled back: Prisma's definition of a failed migration (P3009). */
export function isFailed(row: HistoryRow): boolean {
  return row.finishedAt === null && row.rolledBackAt === null;
}

/**
 * Dates as PostgreSQL's driver gives them (`Date` or text), as Prisma's engine writes them in SQLite
 * (milliseconds since 1970 as an integer) and as SQLite's `current_timestamp` does (UTC text without zone).
 */
export function parseDate(value: unknown): Date | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value;
  const date = typeof value === 'string' ? parseText(value) : new Date(Number(value));
  if (Number.isNaN(date.getTime())) {
    throw new FaberDbError(
      'HISTORY_DIVERGED',
      `_prisma_migrations holds a date that cannot be read: ${String(value)}.`,
      {
        remedy: ['Correct the row by hand; dates are milliseconds since 1970 or ISO 8601 text.'],
      },
    );
  }
  return date;
}

function parseText(text: string): Date {
  if (/^-?\d+$/.test(text)) return new Date(Number(text));
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/([+-]\d\d)$/, '$1:00');
  return new Date(/T.*(Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

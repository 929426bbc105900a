import { FaberDbError } from '../errors/faber-db-error';
import type { Actor, JournalEntry } from './journal-entry';

/** Which entries to keep. All that is given must hold. */
export interface JournalFilter {
  operation?: string;
  outcome?: NonNullable<JournalEntry['outcome']>;
  /** Name of a migration that the entry lists, or of which it tells a statement or a finding. */
  migration?: string;
  /** A part of the user, host, git identity, agent or starter of the CI run; upper and lower case are the same. */
  actor?: string;
  /** Not before. */
  since?: Date;
  /** Not after. */
  until?: Date;
  /** The digest, or its beginning. */
  planDigest?: string;
  run?: string;
  /** The newest of those that are left, in their order. */
  last?: number;
}

/**
 * The entries that a filter keeps, in their order.
 * @throws FaberDbError OPTION_INVALID for a `last` that is no positive whole number, or a date that is none
 */
export function filterEntries(entries: readonly JournalEntry[], filter: JournalFilter): JournalEntry[] {
  check(filter);
  const kept = entries.filter((entry) => matches(entry, filter));
  return filter.last === undefined ? kept : kept.slice(-filter.last);
}

function check({ last, since, until }: JournalFilter): void {
  if (last !== undefined && !(Number.isSafeInteger(last) && last > 0)) {
    throw new FaberDbError('OPTION_INVALID', `"last" must be a positive whole number, not ${last}.`);
  }
  for (const [name, date] of Object.entries({ since, until })) {
    if (date && Number.isNaN(date.getTime())) {
      throw new FaberDbError('OPTION_INVALID', `"${name}" is not a date.`, {
        remedy: ['Write it as 2026-01-31 or 2026-01-31T12:00:00Z.'],
      });
    }
  }
}

function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  const time = Date.parse(entry.time);
  return (
    (filter.operation === undefined || entry.operation === filter.operation) &&
    (filter.outcome === undefined || entry.outcome === filter.outcome) &&
    (filter.migration === undefined || migrationsOf(entry).includes(filter.migration)) &&
    (filter.actor === undefined || isActor(entry.actor, filter.actor)) &&
    (filter.since === undefined || time >= filter.since.getTime()) &&
    (filter.until === undefined || time <= filter.until.getTime()) &&
    (filter.planDigest === undefined || entry.planDigest?.startsWith(filter.planDigest) === true) &&
    (filter.run === undefined || entry.run === filter.run)
  );
}

function migrationsOf({ migrations, statements, findings }: JournalEntry): (string | undefined)[] {
  return [
    ...(migrations ?? []),
    ...(statements ?? []).map(({ migration }) => migration),
    ...(findings ?? []).map(({ migration }) => migration),
  ];
}

function isActor({ user, host, git, agent, ci }: Actor, wanted: string): boolean {
  const needle = wanted.toLowerCase();
  return [user, host, git, agent, ci?.startedBy].some((text) => text?.toLowerCase().includes(needle));
}

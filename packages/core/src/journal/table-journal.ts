import type { Clock } from '../context/clock';
import type { Database } from '../databases/database';
import { FaberDbError } from '../errors/faber-db-error';
import { readEntry } from './entry-text';
import type { Journal, JournalEntry, JournalRecord } from './journal-entry';
import { journalFailed } from './journal-failed';
import { appendRow } from './table/append-row';
import { readStored, verifyStored } from './table/stored-rows';
import { tableLayout, type TableLayout } from './table/table-layout';
import { createTables } from './table/table-objects';

/** For how long an append that others get ahead of is tried again. */
const RETRY_MS = 30_000;
const LONGEST_PAUSE_MS = 50;

/**
 * A journal in the target database, where machines that share no disk share it: PostgreSQL
 * `faber_db.journal`, SQLite `_faber_db_journal`, both created by the first append. The texts and the
 * chain are those of the file journal.
 *
 * `journal_head` beside it holds the newest entry's number and hash, so that removing the newest rows
 * is noticed. That tells mistakes and careless hands: an owner of the tables can write a new chain
 * and a new head, or drop both. Keep the newest hash that `verify` tells elsewhere to notice that.
 * @param db an open session outside of any transaction; nobody else uses it while a call runs
 * @throws FaberDbError UNSUPPORTED for an engine without such tables
 */
export function tableJournal(db: Database, clock: Clock): Journal {
  const { provider } = db.connection;
  const layout = tableLayout(provider);
  if (!layout) {
    throw new FaberDbError('UNSUPPORTED', `A ${provider} database cannot hold the journal.`, {
      remedy: ['Keep the journal in a file.'],
    });
  }
  const place = layout.journal.name;
  return {
    place,
    async append(record) {
      try {
        return await appendWithRetry(db, clock, layout, record);
      } catch (cause) {
        throw journalFailed(place, 'cannot be written', cause);
      }
    },
    async read() {
      try {
        return ((await readStored(db, layout))?.rows ?? []).flatMap(({ entry }) => {
          const reading = readEntry(entry);
          return reading.state === 'unreadable' ? [] : [reading.entry];
        });
      } catch (cause) {
        throw journalFailed(place, 'cannot be read', cause);
      }
    },
    async verify() {
      try {
        const stored = await readStored(db, layout);
        if (!stored) return { intact: true, entries: 0, problems: [], unfinished: [] };
        return verifyStored(stored, layout.head.name);
      } catch (cause) {
        throw journalFailed(place, 'cannot be read', cause);
      }
    },
  };
}

/** Every round reads anew what the newest entry is. */
async function appendWithRetry(
  db: Database,
  clock: Clock,
  layout: TableLayout,
  record: JournalRecord,
): Promise<JournalEntry> {
  const deadline = clock.monotonicMs() + RETRY_MS;
  for (let round = 1; ; round++) {
    try {
      await createTables(db, layout);
      return await appendRow(db, layout, record, clock.now());
    } catch (error) {
      if (!isOvertaken(db, layout, error) || clock.monotonicMs() > deadline) throw error;
    }
    // Jitter keeps several losers from meeting again.
    await clock.sleep(Math.min(LONGEST_PAUSE_MS, 2 ** round) * (0.5 + Math.random()));
  }
}

/** Whether an append failed only because another session was ahead, so that nothing was written. */
function isOvertaken(db: Database, layout: TableLayout, error: unknown): boolean {
  if (error instanceof FaberDbError && error.code === 'JOURNAL_FAILED') return false;
  const { category, code } = db.describeError(error);
  return category === 'conflict' || category === 'lock-timeout' || layout.retryCodes.includes(code);
}

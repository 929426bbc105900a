import type { Database } from '../../databases/database';
import { sealEntry } from '../entry-text';
import type { JournalEntry, JournalRecord } from '../journal-entry';
import { journalDamaged } from '../journal-failed';
import type { JournalHead } from '../journal-head';
import type { TableLayout } from './table-layout';

/**
 * Appends one row and moves the head, in one transaction. The primary key decides between two
 * sessions that append at the same moment; the loser gets its error.
 * @throws FaberDbError JOURNAL_FAILED if head and rows do not fit together; the driver's errors
 */
export async function appendRow(
  db: Database,
  layout: TableLayout,
  record: JournalRecord,
  time: Date,
): Promise<JournalEntry> {
  const parameter = (index: number): string => db.dialect.placeholder(index);
  return db.transaction(async () => {
    const after = await newestRow(db, layout);
    const { entry, text } = sealEntry(record, { time, after });
    await db.query(
      `INSERT INTO ${layout.journal.name} (sequence, hash, entry) VALUES (${parameter(1)}, ${parameter(2)}, ${parameter(3)})`,
      [entry.sequence, entry.hash, text],
    );
    await db.query(
      `UPDATE ${layout.head.name} SET sequence = ${parameter(1)}, hash = ${parameter(2)} WHERE id = 1`,
      [entry.sequence, entry.hash],
    );
    return entry;
  });
}

/** The newest row's number and hash, after a look at whether the head tells of it. */
async function newestRow(db: Database, layout: TableLayout): Promise<JournalHead> {
  // One statement, so that both are of the same moment.
  const [state] = await db.query<{
    sequence: unknown;
    hash: string;
    newest: unknown;
    newest_hash: string | null;
  }>(
    `SELECT h.sequence AS sequence, h.hash AS hash, j.sequence AS newest, j.hash AS newest_hash
     FROM ${layout.head.name} h
     LEFT JOIN (SELECT sequence, hash FROM ${layout.journal.name} ORDER BY sequence DESC LIMIT 1) j ON 1 = 1
     WHERE h.id = 1`,
  );
  if (!state) throw journalDamaged(layout.journal.name, `the row of ${layout.head.name} was removed.`);
  const head: JournalHead = { sequence: Number(state.sequence), hash: state.hash };
  const newest = Number(state.newest ?? 0);
  if (newest !== head.sequence || (state.newest_hash !== null && state.newest_hash !== head.hash)) {
    throw journalDamaged(
      layout.journal.name,
      `its newest row is ${newest}, and is not the row ${head.sequence} that ${layout.head.name} tells of.`,
    );
  }
  return head;
}

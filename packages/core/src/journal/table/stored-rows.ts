import type { Database } from '../../databases/database';
import { ChainCheck } from '../chain-check';
import { readEntry } from '../entry-text';
import type { JournalVerification } from '../journal-entry';
import type { JournalHead } from '../journal-head';
import { isThere } from './table-objects';
import type { TableLayout } from './table-layout';

/** A row of the journal's table. */
export interface StoredRow extends JournalHead {
  /** The entry's text. */
  entry: string;
}

/** What the two tables hold, at one moment. */
export interface StoredJournal {
  /** In the order of their numbers. */
  rows: StoredRow[];
  /** Undefined: its table or its row is missing. */
  head?: JournalHead;
}

/** Drivers give a column of 64 bits as text, number or bigint. */
type RawRow = {
  head: number | bigint;
  sequence: string | number | bigint;
  hash: string;
  entry: string | null;
};

/** Reads both tables; undefined if there is neither. */
export async function readStored(db: Database, layout: TableLayout): Promise<StoredJournal | undefined> {
  const selects: string[] = [];
  if (await isThere(db, layout.journal)) {
    selects.push(`SELECT 0 AS head, sequence, hash, entry FROM ${layout.journal.name}`);
  }
  if (await isThere(db, layout.head)) {
    selects.push(`SELECT 1 AS head, sequence, hash, NULL AS entry FROM ${layout.head.name}`);
  }
  if (selects.length === 0) return undefined;
  // One statement sees one state, also while others append.
  const raw = await db.query<RawRow>(`${selects.join(' UNION ALL ')} ORDER BY 1, 2`);
  const rows = raw.map(({ head: isHead, sequence, hash, entry }) => ({
    isHead: Number(isHead) === 1,
    row: { sequence: Number(sequence), hash: String(hash), entry: String(entry) },
  }));
  const headRow = rows.find(({ isHead }) => isHead)?.row;
  return {
    rows: rows.filter(({ isHead }) => !isHead).map(({ row }) => row),
    ...(headRow ? { head: { sequence: headRow.sequence, hash: headRow.hash } } : {}),
  };
}

/** Checks what is stored: every row, the chain, and that the head tells of exactly the newest. */
export function verifyStored({ rows, head }: StoredJournal, headName: string): JournalVerification {
  const check = new ChainCheck();
  for (const { sequence, hash, entry } of rows) {
    const reading = readEntry(entry);
    if (reading.state === 'unreadable')
      check.problem(`What row ${sequence} holds is no entry.`, { sequence });
    else check.entry(reading, {}, undefined, { sequence, hash });
  }
  check.head(head, { lag: false, name: headName });
  return check.result();
}

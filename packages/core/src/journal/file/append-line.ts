import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { syncFolder, writeDurably } from '../../context/durable-file';
import { sha256 } from '../canonical-json';
import { sealEntry } from '../entry-text';
import type { JournalEntry, JournalRecord } from '../journal-entry';
import { journalDamaged } from '../journal-failed';
import { EMPTY_HEAD, type JournalHead } from '../journal-head';
import { readHeadFile, writeHeadFile } from './head-file';
import { journalLines } from './journal-lines';
import { readTail, type JournalTail } from './journal-tail';

const NEWLINE = 0x0a;

/** What to append, where, and when it is. */
export interface AppendOptions {
  file: string;
  /** For messages. */
  place: string;
  record: JournalRecord;
  time: Date;
}

/**
 * Appends an entry to a journal file and moves its head. The caller holds the lock.
 *
 * The order makes every interruption harmless: the head exists before the first entry, and moves
 * after the entry is on the disk, so that it is never ahead. If anything fails, the file is cut back
 * to what it was, and the head stands.
 * @throws FaberDbError JOURNAL_FAILED if the journal was tampered with; the file system's errors
 */
export function appendLine({ file, place, record, time }: AppendOptions): JournalEntry {
  const descriptor = openSync(file, 'a+');
  try {
    const { size } = fstatSync(descriptor);
    const tail = readTail(descriptor, size);
    const after = newestOf(tail, file, place, size);
    const torn = tornDigest(tail.rest);
    const { entry, text } = sealEntry(record, { time, after, torn });
    const endMissing = !tail.ended || (tail.rest.length > 0 && tail.rest.at(-1) !== NEWLINE);
    try {
      writeDurably(descriptor, Buffer.from(`${endMissing ? '\n' : ''}${text}\n`));
      if (after.sequence === 0) syncFolder(path.dirname(file));
      writeHeadFile(file, entry);
    } catch (error) {
      cutBack(descriptor, size);
      throw error;
    }
    return entry;
  } finally {
    closeSync(descriptor);
  }
}

/** Cuts a file back to `size` bytes. Best effort: a file system may allow nothing but appending. */
function cutBack(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size);
    fsyncSync(descriptor);
  } catch {
    // What stays is an unfinished line, which the next writer marks.
  }
}

/** SHA-256 of what a killed writer left, without the line end that it has or will get. */
function tornDigest(rest: Buffer): string | undefined {
  if (rest.length === 0) return undefined;
  return sha256(rest.at(-1) === NEWLINE ? rest.subarray(0, -1) : rest);
}

/** The entry to continue, after a look at whether the journal still is what the head says. */
function newestOf(tail: JournalTail, file: string, place: string, size: number): JournalHead {
  let head = readHeadFile(file);
  if (head === 'missing' && size === 0) {
    writeHeadFile(file, EMPTY_HEAD);
    head = EMPTY_HEAD;
  }
  if (head === 'missing' || head === 'damaged') {
    throw journalDamaged(place, `its head file is ${head}, so the newest entries may have been removed.`);
  }
  if (tail.newest?.state === 'altered') {
    throw journalDamaged(place, `entry ${tail.newest.entry.sequence} ${tail.newest.flaw}.`);
  }
  const newest: JournalHead = tail.newest?.entry ?? EMPTY_HEAD;
  if (head.sequence > newest.sequence) {
    throw journalDamaged(
      place,
      `it ends with entry ${newest.sequence}, but its head file tells of ${head.sequence}.`,
    );
  }
  if (!containsHead(file, newest, head)) {
    throw journalDamaged(place, `entry ${head.sequence} is not the one that its head file tells of.`);
  }
  return newest;
}

/** Whether the entry that the head tells of is in the journal. Behind it may be those of killed writers. */
function containsHead(file: string, newest: JournalHead, head: JournalHead): boolean {
  const isHead = ({ sequence, hash }: JournalHead): boolean =>
    sequence === head.sequence && hash === head.hash;
  if (isHead(newest) || isHead(EMPTY_HEAD)) return true;
  if (head.sequence === newest.sequence) return false;
  return Array.from(journalLines(readFileSync(file))).some(
    ({ reading }) => reading.state !== 'unreadable' && isHead(reading.entry),
  );
}

import { ChainCheck } from '../chain-check';
import { sha256 } from '../canonical-json';
import { readEntry, type EntryReading } from '../entry-text';
import type { JournalVerification } from '../journal-entry';
import type { JournalHead } from '../journal-head';

const NEWLINE = 0x0a;

/** One line of a journal file that has its line end. */
export interface JournalLine {
  /** 1-based. */
  line: number;
  /** Offset of its first byte. */
  start: number;
  /** Offset of its line end. */
  end: number;
  reading: EntryReading;
}

/** The ended lines of a journal file, in order. */
export function* journalLines(bytes: Buffer): Generator<JournalLine> {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) return;
    yield { line, start, end, reading: readEntry(bytes.subarray(start, end)) };
    start = end + 1;
  }
}

/**
 * Checks a journal file's content to the byte. Text that is no entry is accepted in front of an
 * entry whose `torn` is the SHA-256 of exactly that text.
 * @param head the content of the head file; undefined if it is damaged or missing
 * @param headName what to call the head in messages
 */
export function verifyLines(
  bytes: Buffer,
  head: JournalHead | undefined,
  headName: string,
): JournalVerification {
  const check = new ChainCheck();
  /** First of the lines that are no entries, since the last entry. */
  let foreign: JournalLine | undefined;
  let end = 0;
  let lines = 0;
  for (const each of journalLines(bytes)) {
    const { line, start, reading } = each;
    if (reading.state === 'unreadable') {
      foreign ??= each;
    } else {
      const fragment = foreign && {
        line: foreign.line,
        digest: sha256(bytes.subarray(foreign.start, start - 1)),
      };
      check.entry(reading, { line }, fragment);
      foreign = undefined;
    }
    end = each.end + 1;
    lines = line;
  }
  if (foreign || end < bytes.length) {
    check.problem(
      'The journal does not end with a whole entry: a writer was killed, which the next entry will tell, or the end was damaged.',
      { line: foreign?.line ?? lines + 1 },
    );
  }
  check.head(head, { lag: true, name: headName });
  return check.result();
}

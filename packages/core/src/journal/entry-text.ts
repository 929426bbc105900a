import { isUtf8 } from 'node:buffer';
import { canonicalJson, isPlainObject, sha256 } from './canonical-json';
import type { JournalEntry, JournalRecord } from './journal-entry';
import type { JournalHead } from './journal-head';
import { maskAllUrlPasswords } from './mask-url-passwords';

/** An entry and the text that is stored of it (without line end). */
export interface SealedEntry {
  entry: JournalEntry;
  text: string;
}

/** What the journal adds to a record. */
export interface SealOptions {
  time: Date;
  /** The newest entry so far. */
  after: JournalHead;
  /** SHA-256 of the unfinished text between that one and this, if there is any. */
  torn?: string;
}

/**
 * Makes the next entry of a chain: masks passwords in URLs, numbers, dates and hashes it.
 * @throws TypeError if the record holds something that is no JSON
 */
export function sealEntry(record: JournalRecord, { time, after, torn }: SealOptions): SealedEntry {
  // What is undefined is left out: a record cannot bring a `hash` or `torn` of its own.
  const content: Omit<JournalEntry, 'hash'> & { hash: undefined } = {
    ...(maskAllUrlPasswords(record) as JournalRecord),
    format: 1,
    sequence: after.sequence + 1,
    time: time.toISOString(),
    previous: after.hash,
    torn,
    hash: undefined,
  };
  const text = canonicalJson({ ...content, hash: sha256(canonicalJson(content)) });
  // Parsed again, so that the caller gets what everybody else will read.
  return { entry: JSON.parse(text) as JournalEntry, text };
}

/** A stored text that is an entry. */
export type ReadableEntry =
  | { state: 'sound'; entry: JournalEntry }
  /** Not as it was written. */
  | { state: 'altered'; entry: JournalEntry; flaw: string };

/** What a stored text turns out to be. `unreadable`: not an entry, or only a part of one. */
export type EntryReading = ReadableEntry | { state: 'unreadable' };

/**
 * Reads a stored text and checks all that can be checked without its neighbours: that it is
 * canonical to the byte and that its hash is that of its content. Never throws.
 */
export function readEntry(stored: Uint8Array | string): EntryReading {
  if (typeof stored !== 'string' && !isUtf8(stored)) return { state: 'unreadable' };
  const text = typeof stored === 'string' ? stored : Buffer.from(stored).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (!isEntry(value)) return { state: 'unreadable' };
    const altered = (flaw: string): EntryReading => ({ state: 'altered', entry: value, flaw });
    if (value.format !== 1)
      return altered(`has format ${String(value.format)}, which this version does not know`);
    if (canonicalJson(value) !== text) return altered('is not written as the journal writes entries');
    const { hash, ...content } = value;
    if (sha256(canonicalJson(content)) !== hash)
      return altered('was changed: its hash is not that of its content');
    return { state: 'sound', entry: value };
  } catch {
    // No JSON, a number that is none, or nested deeper than the stack.
    return { state: 'unreadable' };
  }
}

/** Whether the fields that everything here relies on are there. */
function isEntry(value: unknown): value is JournalEntry {
  return (
    isPlainObject(value) &&
    typeof value['format'] === 'number' &&
    Number.isSafeInteger(value['sequence']) &&
    ['hash', 'previous', 'time', 'run', 'phase', 'operation'].every((key) => typeof value[key] === 'string')
  );
}

import { readSync } from 'node:fs';
import { readEntry, type ReadableEntry } from '../entry-text';

const NEWLINE = 0x0a;
const FIRST_CHUNK_BYTES = 64 * 1024;

/** The end of a journal file. */
export interface JournalTail {
  /** The newest line that is an entry; undefined if there is none. */
  newest?: ReadableEntry;
  /** Its line end is there. True if there is no entry. */
  ended: boolean;
  /** The bytes behind that line. */
  rest: Buffer;
}

/**
 * Reads a journal's newest entry and what a killed writer left behind it, from the end, so that
 * a long journal costs no more than a short one.
 * @param size the file's length in bytes
 */
export function readTail(descriptor: number, size: number): JournalTail {
  for (let length = Math.min(size, FIRST_CHUNK_BYTES); ; length = Math.min(size, length * 4)) {
    const chunk = readEnd(descriptor, size, length);
    // A chunk that does not start with the file starts inside of a line.
    const tail = lastEntry(chunk, length === size ? 0 : chunk.indexOf(NEWLINE) + 1);
    if (tail) return tail;
    if (length === size) return { ended: true, rest: chunk };
  }
}

/** @param start offset of the first whole line */
function lastEntry(chunk: Buffer, start: number): JournalTail | undefined {
  for (let end = chunk.length; end > start;) {
    const ended = chunk[end - 1] === NEWLINE;
    const lineEnd = ended ? end - 1 : end;
    const lineStart = lineEnd === 0 ? 0 : chunk.lastIndexOf(NEWLINE, lineEnd - 1) + 1;
    const newest = readEntry(chunk.subarray(lineStart, lineEnd));
    if (newest.state !== 'unreadable') return { newest, ended, rest: chunk.subarray(end) };
    end = lineStart;
  }
  return undefined;
}

function readEnd(descriptor: number, size: number, length: number): Buffer {
  const chunk = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const count = readSync(descriptor, chunk, done, length - done, size - length + done);
    if (count === 0) throw new Error('it became shorter while it was read');
    done += count;
  }
  return chunk;
}

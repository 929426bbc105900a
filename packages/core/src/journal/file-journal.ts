import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../context/clock';
import { createFolder } from '../context/durable-file';
import { appendLine } from './file/append-line';
import { withFileLock } from './file/file-lock';
import { headFileOf, readHeadFile } from './file/head-file';
import { journalLines, verifyLines } from './file/journal-lines';
import type { Journal, JournalVerification } from './journal-entry';
import { journalFailed } from './journal-failed';

/** Which file, and what to call it. */
export interface FileJournalOptions {
  /** Absolute path. File and folder are created by the first append. */
  file: string;
  clock: Pick<Clock, 'now'>;
  /** What to call it in messages, such as the path relative to the workspace. Default: `file`. */
  place?: string;
}

/**
 * A journal in a file of JSON lines: one entry a line, in canonical JSON. Beside it are
 * `<file>.head`, the number and hash of the newest entry, and `<file>.lock`, which is always empty.
 *
 * What a writer leaves that is killed while it writes stays in the file; the entry behind it holds
 * the SHA-256 of those bytes as `torn`. Who can write the folder can write a new chain and a new
 * head: keep the newest hash that `verify` tells elsewhere to notice that.
 */
export function fileJournal({ file, clock, place = file }: FileJournalOptions): Journal {
  const lockFile = `${file}.lock`;
  return {
    place,
    async append(record) {
      try {
        createFolder(path.dirname(file));
        return await withFileLock(lockFile, () => appendLine({ file, place, record, time: clock.now() }));
      } catch (cause) {
        throw journalFailed(place, 'cannot be written', cause);
      }
    },
    async read() {
      try {
        return Array.from(journalLines(contentOf(file))).flatMap(({ reading }) =>
          reading.state === 'unreadable' ? [] : [reading.entry],
        );
      } catch (cause) {
        throw journalFailed(place, 'cannot be read', cause);
      }
    },
    async verify() {
      try {
        return await withoutWriters(lockFile, () => verifyFile(file, headFileOf(place)));
      } catch (cause) {
        throw journalFailed(place, 'cannot be read', cause);
      }
    },
  };
}

/**
 * Runs `work` while nobody writes. Without a lock file nobody ever wrote here (this is a copy), and
 * who may not use it (an auditor who can only read) gets what is there at this moment.
 */
async function withoutWriters<T>(lockFile: string, work: () => T): Promise<T> {
  if (!existsSync(lockFile)) return work();
  let started = false;
  try {
    return await withFileLock(lockFile, () => {
      started = true;
      return work();
    });
  } catch (error) {
    if (started) throw error;
    return work();
  }
}

function verifyFile(file: string, headName: string): JournalVerification {
  // The head first: without the lock, an entry may be appended in between.
  const head = readHeadFile(file);
  const bytes = contentOf(file);
  if (head === 'missing' && bytes.length === 0)
    return { intact: true, entries: 0, problems: [], unfinished: [] };
  return verifyLines(bytes, typeof head === 'string' ? undefined : head, headName);
}

/** @throws the file system's error, but for a missing file, which is a journal without entries */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

import { readFileSync } from 'node:fs';
import { replaceFile } from '../../context/durable-file';
import { headText, parseHead, type JournalHead } from '../journal-head';

/** The head file of a journal file. */
export function headFileOf(journalFile: string): string {
  return `${journalFile}.head`;
}

/** What the head file of a journal says. @throws the file system's error, but for a missing file */
export function readHeadFile(journalFile: string): JournalHead | 'missing' | 'damaged' {
  try {
    return parseHead(readFileSync(headFileOf(journalFile), 'utf8')) ?? 'damaged';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
}

/** Replaces it. If this throws, the old one stands. */
export function writeHeadFile(journalFile: string, head: JournalHead): void {
  replaceFile(headFileOf(journalFile), headText(head));
}

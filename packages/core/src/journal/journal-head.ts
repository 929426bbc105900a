import { canonicalJson } from './canonical-json';

/** `previous` of the first entry. */
export const NO_HASH = '0'.repeat(64);

/** The newest entry's number and hash, kept apart from the entries, so that cutting off the newest is noticed. */
export interface JournalHead {
  sequence: number;
  hash: string;
}

/** The head of a journal without entries. It is written before the first entry. */
export const EMPTY_HEAD: JournalHead = { sequence: 0, hash: NO_HASH };

/** The text of a head file: one line. */
export function headText({ sequence, hash }: JournalHead): string {
  return `${canonicalJson({ format: 1, hash, sequence })}\n`;
}

/** The inverse of `headText`; undefined if the text is not exactly what it writes. */
export function parseHead(text: string): JournalHead | undefined {
  const [, hash, sequence] =
    /^\{"format":1,"hash":"([0-9a-f]{64})","sequence":(\d{1,15})\}\n$/.exec(text) ?? [];
  if (hash === undefined || sequence === undefined) return undefined;
  const head = { hash, sequence: Number(sequence) };
  return headText(head) === text ? head : undefined;
}

import { concurrentIndexOf, type ConcurrentIndex } from '../../../analysis/postgresql/concurrent-index';

/** Statements outside of transactions that can be run again without harm, whether or not they took effect. */
const REPEATABLE = /^(vacuum|analyze|cluster|checkpoint|reindex|alter\s+system|pragma|attach|detach)\b/i;

/** What can be done about a statement that was interrupted outside of any transaction. */
export type InterruptedStatement = ConcurrentIndex | { kind: 'repeatable' } | { kind: 'unknown' };

/** Recognises the statements whose effect can be looked up, and those that may simply be run again. */
export function interruptedStatement(text: string): InterruptedStatement {
  return concurrentIndexOf(text) ?? { kind: REPEATABLE.test(text) ? 'repeatable' : 'unknown' };
}

/** The CREATE INDEX CONCURRENTLY that a statement is, if it is one. */
export function createdIndex(text: string): (ConcurrentIndex & { kind: 'create' }) | undefined {
  const index = concurrentIndexOf(text);
  return index?.kind === 'create' ? { ...index, kind: 'create' } : undefined;
}

/** Whether a statement waits for other transactions by design, so that a lock time-out would only leave a ruin. */
export function runsConcurrently(text: string): boolean {
  return /\bconcurrently\b/i.test(text);
}

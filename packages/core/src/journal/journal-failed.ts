import { FaberDbError } from '../errors/faber-db-error';

/**
 * The error for a journal that cannot be read or written, made of whatever was thrown; a
 * JOURNAL_FAILED passes through.
 * @param what what was attempted, such as `cannot be written`
 */
export function journalFailed(place: string, what: string, cause: unknown): FaberDbError {
  if (cause instanceof FaberDbError && cause.code === 'JOURNAL_FAILED') return cause;
  const { message, code, causeCode } = cause as Error & { code?: unknown; causeCode?: string };
  return new FaberDbError('JOURNAL_FAILED', `The journal ${place} ${what}: ${message ?? String(cause)}`, {
    remedy: [
      ...(cause instanceof FaberDbError ? cause.remedy : []),
      'Nothing is done that cannot be recorded. See to it that the journal can be used (space, rights), then run the same command again.',
    ],
    cause,
    causeCode: causeCode ?? (typeof code === 'string' ? code : undefined),
  });
}

/** The error for a journal that is not as faber-db left it, to which nothing is therefore appended. */
export function journalDamaged(place: string, problem: string): FaberDbError {
  return new FaberDbError('JOURNAL_FAILED', `The journal ${place} is not as it was left: ${problem}`, {
    remedy: [
      'Nothing is appended, since that would hide it. Find out who changed the journal, and restore it from version control or a backup.',
      'If what is lost cannot be had back, put the journal away under another name, with its head: the next operation then begins a new one.',
    ],
  });
}

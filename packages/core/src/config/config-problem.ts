import type { ErrorCode } from '../errors/error-codes';
import { FaberDbError, type ErrorLocation } from '../errors/faber-db-error';

/** One thing that is wrong in a configuration file. */
export interface ConfigProblem {
  code: ErrorCode;
  /** A sentence that stands for itself. Never holds a value that could be a secret. */
  message: string;
  location: ErrorLocation;
  remedy: string[];
}

/**
 * Throws the first problem (in the order of the lines) as a `FaberDbError` that lists the
 * others, so that a file is corrected in one go. Does nothing if there is none.
 */
export function throwProblems(problems: readonly ConfigProblem[]): void {
  const [first, ...others] = problems.toSorted((a, b) => (a.location.line ?? 0) - (b.location.line ?? 0));
  if (first === undefined) return;
  const also = others.map((problem) => `  ${describePlace(problem.location)}: ${problem.message}`);
  throw new FaberDbError(
    first.code,
    others.length === 0 ? first.message : [first.message, 'Also wrong:', ...also].join('\n'),
    { location: first.location, remedy: [...new Set([first, ...others].flatMap(({ remedy }) => remedy))] },
  );
}

/** `apps/shop/.fractary/…/config.json:12 (environments.dev.tls)`. */
export function describePlace(location: ErrorLocation): string {
  const place = [location.file, location.line].filter((part) => part !== undefined).join(':');
  return location.path === undefined || location.path === '' ? place : `${place} (${location.path})`;
}

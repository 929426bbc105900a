import { stripVTControlCharacters } from 'node:util';

/**
 * What the database said, out of the `logs` of a failed migration as Prisma's engine (and this
 * handler) writes them: without the introduction that is the same for all, colours, and the dump
 * of the engine's own error structure.
 */
export function readableLogs(logs: string): string {
  const [, error = logs] = /(?:^|\n)Database error:\n([\s\S]*)/.exec(logs) ?? [];
  return stripVTControlCharacters(error)
    .replace(/\n\nDbError \{[\s\S]*$/, '')
    .trim();
}

import type { ProcessEnvironment } from '@faber-db/core';

/**
 * Whether escape sequences may be written to `stream`. An explicit choice wins, then
 * `NO_COLOR` (https://no-color.org), then `FORCE_COLOR` (as Node reads it), then
 * whether the stream is a terminal that understands them.
 */
export function useColor(stream: { isTTY?: boolean }, env: ProcessEnvironment, explicit?: boolean): boolean {
  if (explicit !== undefined) return explicit;
  const { NO_COLOR: none, FORCE_COLOR: force, TERM: term } = env;
  if (none !== undefined && none !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && term !== 'dumb';
}

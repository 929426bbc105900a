import { types } from 'node:util';

/**
 * Whether something thrown is an error, also one that another realm made: what Node's own
 * modules throw is no `instanceof Error` inside of a `vm` context, such as jest's.
 */
export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}

import type { Change } from '../../change';
import type { Body, Tag } from './ast';
import type { Scope } from './scope';

/** Turns one kind of statement into changes. */
export type Translators = {
  readonly [T in Tag]?: (statement: Body<T>, scope: Scope) => Change[];
};

/** A statement that nothing needs to be known of. `verb`: its first words, in lower case. */
export function other(verb: string, isDdl = false): Change[] {
  return [{ kind: 'other', verb, ...(isDdl && { isDdl }) }];
}

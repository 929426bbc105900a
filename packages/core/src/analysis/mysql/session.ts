import type { ConstantText } from './constant-text';
import { type LexicalModes, lexicalModesOf } from './sql-mode';

/** Longer texts (in UTF-16 code units) are not followed: SET @a = CONCAT(@a, @a) doubles one each time. */
const MAX_LENGTH = 1_000_000;
/** As much of a text is kept where it is only known in part. */
const MAX_FRAGMENT = 1000;

/** What the statements before set, as far as it is constant: how the next ones are to be read depends on it. */
export class Session {
  modes: LexicalModes = { ansiQuotes: false, noBackslashEscapes: false };
  readonly #variables = new Map<string, ConstantText>();
  /** Lower-case names of prepared statements whose text was seen. */
  readonly prepared = new Set<string>();
  /** In a routine body: variables that it set, possibly in another branch. Undefined: statements run in order. */
  #setHere: Set<string> | undefined;

  /** What is known of a user variable (`@name`, lower case). */
  variable(name: string): ConstantText | undefined {
    return this.#variables.get(name);
  }

  /** Remembers a user variable. In a body, a second value leaves open which of them it has. */
  setVariable(name: string, text: ConstantText): void {
    const before = this.#setHere?.has(name) ? this.#variables.get(name) : undefined;
    this.#setHere?.add(name);
    const isKnown = !before && text.value !== undefined && text.value.length <= MAX_LENGTH;
    const fragment = before ? `${before.fragment.slice(0, MAX_FRAGMENT)} … ${text.fragment}` : text.fragment;
    this.#variables.set(
      name,
      isKnown ? text : { value: undefined, fragment: fragment.slice(0, MAX_FRAGMENT) },
    );
  }

  /** `SET sql_mode`. A value that is not known leaves the modes as they are. */
  setSqlMode(value: string | undefined): void {
    if (value !== undefined) this.modes = lexicalModesOf(value);
  }

  /** The value of `@@sql_mode`, of which only the lexical modes are known. */
  get sqlMode(): string {
    const { ansiQuotes, noBackslashEscapes } = this.modes;
    return [ansiQuotes ? 'ANSI_QUOTES' : '', noBackslashEscapes ? 'NO_BACKSLASH_ESCAPES' : '']
      .filter(Boolean)
      .join(',');
  }

  /** A copy for a body, whose statements may run in any order, or later, or not at all. */
  forBody(): Session {
    const copy = new Session();
    copy.modes = this.modes;
    for (const [name, text] of this.#variables) copy.#variables.set(name, text);
    for (const name of this.prepared) copy.prepared.add(name);
    copy.#setHere = new Set();
    return copy;
  }

  /** After a body that ran: takes over what it set, though not for certain. */
  absorb(body: Session): void {
    this.modes = body.modes;
    for (const name of body.#setHere ?? []) {
      const fragment = body.#variables.get(name)?.fragment ?? '';
      this.#variables.set(name, { value: undefined, fragment });
    }
  }
}

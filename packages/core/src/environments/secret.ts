import { inspect } from 'node:util';

const MASK = '***';

/**
 * A value that must never be printed. Whatever turns it into text (string
 * conversion, JSON, `console.log`, `util.inspect`) gets `***`; only `reveal()`
 * gives the value, and only drivers and child-process environments call it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. The caller must not log, report or pass it in argv. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

import type { ObjectName } from '../../change';
import { tokensAre, type Token } from '../../token';
import { noFacts, type Facts } from './facts';
import { RESERVED_WORDS } from './reserved-words';
import { Unreadable } from './unreadable';

/** Nesting of expressions and SELECTs that is followed; SQLite's own limit is 1,000, or 100 for its parser's stack. */
const DEEPEST = 400;

/** A place in the tokens of one statement, and what the grammar's small parts need. */
export class Cursor {
  at = 0;
  facts: Facts = noFacts();
  #depth = 0;

  constructor(
    readonly source: string,
    readonly tokens: readonly Token[],
  ) {}

  get token(): Token | undefined {
    return this.tokens[this.at];
  }

  get atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  /** The token `distance` behind the current one. */
  ahead(distance: number): Token | undefined {
    return this.tokens[this.at + distance];
  }

  /** Whether these words (upper case) and symbols come next. */
  sees(...expected: string[]): boolean {
    return tokensAre(this.tokens, this.at, ...expected);
  }

  /** Whether one of these words or symbols comes next. */
  seesOneOf(...choices: string[]): boolean {
    return choices.some((choice) => this.sees(choice));
  }

  /** Steps over these words and symbols if they come next. */
  take(...expected: string[]): boolean {
    const found = this.sees(...expected);
    if (found) this.at += expected.length;
    return found;
  }

  /** Steps over one of these words or symbols and returns it. */
  takeOneOf(...choices: string[]): string | undefined {
    return choices.find((choice) => this.take(choice));
  }

  /** @throws Unreadable if these words and symbols do not come next */
  expect(...expected: string[]): void {
    for (const each of expected) if (!this.take(each)) throw this.unreadable();
  }

  /** Whether a name comes next: quoted, or a word that is not reserved. */
  seesName(distance = 0): boolean {
    const token = this.ahead(distance);
    if (!token) return false;
    if (token.kind === 'word') return !RESERVED_WORDS.has(token.upper);
    return token.kind === 'identifier' || token.kind === 'string';
  }

  /**
   * Reads a name (SQLite takes strings for names too).
   * @throws Unreadable
   */
  name(): string {
    const { token } = this;
    if (!token || !this.seesName()) throw this.unreadable();
    this.at++;
    return unquote(token);
  }

  /**
   * Reads `name` or `schema.name`.
   * @throws Unreadable
   */
  objectName(): ObjectName {
    const first = this.name();
    return this.take('.') ? { schema: first, name: this.name() } : { name: first };
  }

  /**
   * Reads a comma-separated list.
   * @throws Unreadable
   */
  list<Item>(read: () => Item): Item[] {
    const items = [read()];
    while (this.take(',')) items.push(read());
    return items;
  }

  /**
   * Reads what stands in parentheses.
   * @throws Unreadable
   */
  inParentheses<Result>(read: () => Result): Result {
    this.expect('(');
    const result = read();
    this.expect(')');
    return result;
  }

  /**
   * Steps over a pair of parentheses and all that is inside.
   * @throws Unreadable if the text ends first
   */
  skipParentheses(): void {
    this.expect('(');
    for (let depth = 1; depth > 0; this.at++) {
      const { token } = this;
      if (!token) throw this.unreadable();
      if (token.kind === 'symbol') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    }
  }

  /** The source from the token at index `from` to the one before the current one. */
  textSince(from: number): string {
    const first = this.tokens[from];
    const last = this.tokens[this.at - 1];
    return first && last && this.at > from ? this.source.slice(first.start, last.end) : '';
  }

  /** Reads with facts of its own; the functions and tables are kept in the surrounding ones too. */
  collect<Result>(read: () => Result): { result: Result; facts: Facts } {
    const outer = this.facts;
    const facts = noFacts();
    this.facts = facts;
    try {
      return { result: read(), facts };
    } finally {
      for (const name of facts.functions) outer.functions.push(name);
      for (const table of facts.tables) outer.tables.push(table);
      for (const name of facts.expressionTables) outer.expressionTables.add(name);
      this.facts = outer;
    }
  }

  /**
   * Reads one level deeper.
   * @throws Unreadable if that is too deep
   */
  nested<Result>(read: () => Result): Result {
    if (++this.#depth > DEEPEST) throw new Unreadable('it is nested too deeply');
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** The error for a token that cannot stand here. Texts are left out of it: they can hold secrets. */
  unreadable(): Unreadable {
    const { token } = this;
    if (!token) return new Unreadable('it ends too early');
    return new Unreadable(`not understood from ${token.kind === 'string' ? 'a text' : `"${token.text}"`} on`);
  }
}

/** The name in a token, without its quotes. */
export function unquote({ kind, text }: Token): string {
  if (kind !== 'identifier' && kind !== 'string') return text;
  const open = text[0] ?? '';
  const close = open === '[' ? ']' : open;
  const inner = text.length > 1 && text.endsWith(close) ? text.slice(1, -1) : text.slice(1);
  return open === '[' ? inner : inner.replaceAll(close + close, close);
}

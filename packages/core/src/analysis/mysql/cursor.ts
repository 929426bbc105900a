import type { ObjectName } from '../change';
import { identifierValue, type MysqlToken, stringValue } from './token';

/**
 * Thrown where a statement cannot be followed; caught by `read-statement.ts`. No `Error`: garbage gives
 * hundreds of thousands of them, and a stack trace each would take minutes.
 */
export class CannotRead {
  constructor(readonly reason: string) {}
}

/** Reads the tokens of one statement from left to right. Words are compared in upper case. */
export class Cursor {
  /** Number of the current token. */
  at: number;
  /** How many heads of statements were read, one before the other. */
  heads = 0;

  /** Reads `tokens[from, to)` of the script `sql`. */
  constructor(
    readonly sql: string,
    readonly tokens: readonly MysqlToken[],
    from = 0,
    readonly to = tokens.length,
  ) {
    this.at = from;
  }

  /** The current token, or the one that many places further; undefined behind the end. */
  peek(ahead = 0): MysqlToken | undefined {
    return this.at + ahead < this.to ? this.tokens[this.at + ahead] : undefined;
  }

  get atEnd(): boolean {
    return this.at >= this.to;
  }

  /** Whether the next tokens are these words or symbols. */
  is(...expected: string[]): boolean {
    return expected.every((upper, ahead) => this.peek(ahead)?.upper === upper);
  }

  /** The next word or symbol if it is one of these. */
  oneOf(...expected: string[]): string | undefined {
    const upper = this.peek()?.upper;
    return upper !== undefined && expected.includes(upper) ? upper : undefined;
  }

  /** Takes these words or symbols if they come next. */
  accept(...expected: string[]): boolean {
    if (!this.is(...expected)) return false;
    this.at += expected.length;
    return true;
  }

  /** Takes the next word or symbol if it is one of these, and returns it. */
  acceptOneOf(...expected: string[]): string | undefined {
    const found = this.oneOf(...expected);
    if (found !== undefined) this.at++;
    return found;
  }

  /** Takes these words or symbols. Throws `CannotRead` if others come. */
  expect(...expected: string[]): void {
    if (!this.accept(...expected)) this.fail();
  }

  /** Takes any token. Throws `CannotRead` at the end. */
  next(): MysqlToken {
    return this.tokens[this.at < this.to ? this.at++ : this.fail()] as MysqlToken;
  }

  /** Stops the reading of the statement: what stands here is not understood. */
  fail(what = 'cannot be read'): never {
    let words = '';
    for (let at = this.at; at < Math.min(this.at + 4, this.to); at++) {
      const text = this.tokens[at]?.text ?? '';
      words += `${words && ' '}${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
    }
    throw new CannotRead(words === '' ? `${what}: ends too early` : `${what} near "${words}"`);
  }

  /** Takes a name: a word or a quoted identifier. */
  name(): string {
    const token = this.next();
    if (token.kind === 'word' || token.kind === 'quoted') return identifierValue(token);
    this.at--;
    return this.fail('expected a name');
  }

  /** Takes a name that may also be written as a string, as those of character sets and engines. */
  nameOrString(): string {
    return this.peek()?.kind === 'string' ? stringValue(this.next()) : this.name();
  }

  /** Takes `name`, `schema.name` or `.name`. */
  objectName(): ObjectName {
    this.accept('.');
    const first = this.name();
    return this.accept('.') ? { schema: first, name: this.name() } : { name: first };
  }

  /** Takes names separated by commas. */
  objectNames(): ObjectName[] {
    const names = [this.objectName()];
    while (this.accept(',')) names.push(this.objectName());
    return names;
  }

  /** Takes `IF EXISTS`. */
  ifExists(): boolean {
    return this.accept('IF', 'EXISTS');
  }

  /** Takes `IF NOT EXISTS`. */
  ifNotExists(): boolean {
    return this.accept('IF', 'NOT', 'EXISTS');
  }

  /** Takes a string constant (several in a row are one) and returns what it stands for. */
  string(): string {
    if (this.peek()?.kind === 'word' && this.peek()?.text.startsWith('_')) this.at++;
    if (this.peek()?.kind !== 'string') this.fail('expected a string');
    let value = '';
    while (this.peek()?.kind === 'string') value += stringValue(this.next());
    return value;
  }

  /** Takes everything from `(` to its `)`. */
  skipParentheses(): void {
    this.expect('(');
    for (let depth = 1; depth > 0;) {
      const { upper } = this.next();
      if (upper === '(') depth++;
      else if (upper === ')') depth--;
    }
  }

  /**
   * Takes tokens up to one that stands outside of parentheses and CASE … END and is one of `stops`, or to the
   * end. Throws `CannotRead` where a parenthesis is not closed, or closed but not opened here and not in `stops`.
   */
  skipTo(...stops: string[]): void {
    let depth = 0;
    for (; !this.atEnd; this.at++) {
      const upper = this.peek()?.upper ?? '';
      const isName = this.tokens[this.at - 1]?.upper === '.';
      if (depth === 0 && !isName && stops.includes(upper)) return;
      if (upper === '(' || (upper === 'CASE' && !isName)) depth++;
      else if (upper === ')' || (upper === 'END' && depth > 0 && !isName)) {
        if (depth === 0) this.fail();
        depth--;
      }
    }
    if (depth > 0) this.fail();
  }

  /** Takes an expression of a list: up to a comma or closing parenthesis. */
  skipExpression(...stops: string[]): void {
    const start = this.at;
    this.skipTo(',', ')', ...stops);
    if (this.at === start) this.fail('expected an expression');
  }

  /** Takes all that is left. */
  skipAll(): void {
    this.at = this.to;
  }

  /** The text of the script from token number `from` to the one before the current. */
  textFrom(from: number): string {
    const first = this.tokens[from];
    const last = this.tokens[this.at - 1];
    return first && last && from < this.at ? this.sql.slice(first.start, last.end) : '';
  }

  /** A cursor over `tokens[from, to)` of the same statement. */
  slice(from: number, to: number): Cursor {
    return new Cursor(this.sql, this.tokens, from, to);
  }
}

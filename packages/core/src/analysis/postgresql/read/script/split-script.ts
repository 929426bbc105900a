import { endOfQuoted } from '../../../end-of-quoted';
import {
  endOfComment,
  endOfDollarQuoted,
  endOfEscapeString,
  endOfLine,
  endOfNumber,
  endOfWord,
} from './end-of-token';
import type { Piece } from './piece';
import { StatementWords } from './statement-words';

/** How a text is to be split. */
export interface SplitOptions {
  /** The text goes through psql: a backslash outside of quotes begins one of its commands. */
  psql: boolean;
  /** Parentheses and BEGIN ATOMIC keep semicolons together. Off: to find what follows a broken statement. */
  nesting: boolean;
}

const REST_OF_LINE_IS_BLANK = /[ \t\r]*(?:--[^\n]*)?(?:\n|$)/y;
const END_OF_DATA = /^\\\.[ \t]*\r?$/gm;
const END_OF_COMMAND = /[\n\r]|\\\\/g;
const COPIES_FROM_STDIN = /\bfrom\s+p?stdin\b/i;

/**
 * Splits a text into statements and psql commands, by the lexical rules of
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html and of
 * https://www.postgresql.org/docs/current/app-psql.html. Never fails, and loses nothing.
 */
export function splitScript(text: string, options: SplitOptions): Piece[] {
  return new Splitter(text, options).split();
}

class Splitter {
  readonly #pieces: Piece[] = [];
  #at = 0;
  #start = 0;
  #sqlStart = -1;
  #sqlEnd = 0;
  #depth = 0;
  #words = new StatementWords();
  #hasOpenComment = false;
  #hasEndOfData = true;

  constructor(
    private readonly text: string,
    private readonly options: SplitOptions,
  ) {}

  split(): Piece[] {
    // A byte order mark, which psql and editors skip.
    if (this.text.charCodeAt(0) === 0xfeff) this.#at = 1;
    while (this.#at < this.text.length) this.#next();
    this.#finish(this.text.length);
    const last = this.#pieces.at(-1);
    if (last && this.#start < this.text.length && !this.#hasOpenComment) last.end = this.text.length;
    else if (!last || this.#start < this.text.length) {
      this.#pieces.push(this.#piece(this.#hasOpenComment ? 'sql' : 'blank', this.text.length));
    }
    return this.#pieces;
  }

  #next(): void {
    const { text } = this;
    const start = this.#at;
    const code = text.charCodeAt(start);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
      this.#at++;
    } else if (code === 0x2d && text.charCodeAt(start + 1) === 0x2d) {
      this.#at = endOfLine(text, start);
    } else if (code === 0x2f && text.charCodeAt(start + 1) === 0x2a) {
      const { end, isClosed } = endOfComment(text, start);
      this.#at = end;
      this.#hasOpenComment = !isClosed;
    } else if (isWordStart(code)) {
      this.#word(start);
    } else if (code === 0x3b && (!this.options.nesting || (this.#depth === 0 && !this.#words.isAtomic))) {
      this.#semicolon();
    } else if (code === 0x5c && this.options.psql) {
      this.#backslash();
    } else {
      this.#words.interrupt();
      if (code === 0x27 || code === 0x22) this.#at = endOfQuoted(text, start, code === 0x27 ? "'" : '"');
      else if (code === 0x24) this.#at = endOfDollarQuoted(text, start);
      else if (code >= 0x30 && code <= 0x39) this.#at = endOfNumber(text, start);
      else this.#at++;
      if (code === 0x28) this.#depth++;
      else if (code === 0x29 && this.#depth > 0) this.#depth--;
      this.#add(start);
    }
  }

  #word(start: number): void {
    const { text } = this;
    let end = endOfWord(text, start);
    // The prefix of E'…' must touch the quote. Other prefixes (N, B, X, U&) do not change where it ends.
    const isEscape = end === start + 1 && (text[start] === 'E' || text[start] === 'e') && text[end] === "'";
    if (isEscape) {
      end = endOfEscapeString(text, end);
      this.#words.interrupt();
    } else if (this.#words.isFollowing) {
      this.#words.read(text.slice(start, end), this.#depth, text[start - 1] === '.');
    }
    this.#at = end;
    this.#add(start);
  }

  /** Ends the statement, and takes the data that follow a COPY … FROM stdin. */
  #semicolon(): void {
    this.#at++;
    const { copiesFromStdin } = this.#words;
    if (this.#sqlStart < 0) return;
    this.#finish(this.#at);
    if (copiesFromStdin && this.options.psql) this.#copyData();
  }

  #backslash(): void {
    const { text } = this;
    if (text[this.#at + 1] === ';') {
      // `\;` separates statements that are sent together.
      this.#at += 2;
      this.#finish(this.#at);
      return;
    }
    this.#finish(this.#at);
    this.#sqlStart = this.#at;
    // `\\` ends a command's arguments; what follows is SQL again.
    END_OF_COMMAND.lastIndex = this.#at + 1;
    const end = END_OF_COMMAND.exec(text);
    this.#sqlEnd = end?.index ?? text.length;
    this.#at = this.#sqlEnd + (end?.[0] === '\\\\' ? 2 : 0);
    const command = text.slice(this.#sqlStart, this.#sqlEnd);
    this.#pieces.push(this.#piece('psql', this.#at));
    if (/^\\copy\b/i.test(command) && COPIES_FROM_STDIN.test(command)) this.#copyData();
  }

  /**
   * Extends the piece before by the lines up to `\.`. Without such a line, or with more on the
   * statement's own line, everything is read as SQL: it is better to stumble over data than to miss a statement.
   */
  #copyData(): void {
    const { text } = this;
    REST_OF_LINE_IS_BLANK.lastIndex = this.#at;
    if (!this.#hasEndOfData || !REST_OF_LINE_IS_BLANK.test(text)) return;
    END_OF_DATA.lastIndex = REST_OF_LINE_IS_BLANK.lastIndex;
    const found = END_OF_DATA.exec(text);
    if (!found) {
      this.#hasEndOfData = false;
      return;
    }
    this.#at = END_OF_DATA.lastIndex;
    this.#start = this.#at;
    const piece = this.#pieces.at(-1);
    if (piece) piece.end = this.#at;
  }

  #add(start: number): void {
    if (this.#sqlStart < 0) this.#sqlStart = start;
    this.#sqlEnd = this.#at;
  }

  #finish(end: number): void {
    if (this.#sqlStart >= 0) this.#pieces.push(this.#piece('sql', end));
    this.#depth = 0;
    this.#words = new StatementWords();
  }

  #piece(kind: Piece['kind'], end: number): Piece {
    const isBlank = this.#sqlStart < 0;
    const piece = {
      kind,
      start: this.#start,
      end,
      sqlStart: isBlank ? end : this.#sqlStart,
      sqlEnd: isBlank ? end : this.#sqlEnd,
      isOpen: this.#depth > 0 || this.#words.isAtomic,
      hasOpenComment: this.#hasOpenComment,
    };
    this.#start = end;
    this.#sqlStart = -1;
    return piece;
  }
}

function isWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80;
}

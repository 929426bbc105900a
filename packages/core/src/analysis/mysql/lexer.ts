import { isClientLetter } from './client-command';
import { type CommentMark, executesComment, type MysqlDialect } from './dialect';
import { endOfText } from './end-of-text';
import type { LexicalModes } from './sql-mode';
import type { MysqlToken } from './token';

const SPACE = /[ \t\n\r\f\v]+/y;
const BYTE_ORDER_MARK = '\ufeff';
const WORD = /[A-Za-z0-9_$\u0080-\uffff]+/y;
const NUMBER =
  /0x[0-9a-fA-F]+(?![\w$\u0080-\uffff])|0b[01]+(?![\w$\u0080-\uffff])|(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+(?![\w$\u0080-\uffff])/y;
const VARIABLE = /@@?[A-Za-z0-9_$.\u0080-\uffff]+|@@`[^`]*`/y;
const OPERATOR = /<=>|:=|\|\||&&|<=|>=|<>|!=|<<|>>|->>|->|\\N/y;
const MARK = /\/\*(M?)!(\d{5,6})?/y;
const DOLLAR_TAG = /\$[A-Za-z0-9_\u0080-\uffff]*\$/y;
const TO_END_OF_LINE = /[^\n\0]*/y;
const FIRST_WORD = /[A-Za-z]+/;
/** What current dumps of MariaDB begin with: a command to its client. No server has this version. */
const SANDBOX_MARK = '/*M!999999\\-';

/** An executable comment, or the part of it that stands in the current statement. */
export interface ExecutableComment {
  text: string;
  start: number;
  end: number;
  executed: boolean;
  /** Lower-case first word inside. */
  verb: string;
}

/**
 * Takes a MySQL or MariaDB script apart by the rules of both servers' `sql_lex.cc` and the delimiter of the
 * mysql client. Never fails: an unterminated quote or comment goes to the end, and `unterminated` says so.
 * `modes` and `delimiter` may be changed between two tokens; they hold from the next one on.
 */
export class MysqlLexer {
  modes: LexicalModes = { ansiQuotes: false, noBackslashEscapes: false };
  delimiter = ';';
  /** Offset of the next token or what stands before it. */
  at = 0;
  /** What is not closed before the end of the text. */
  unterminated: 'string' | 'identifier' | 'comment' | undefined;
  #comments: ExecutableComment[] = [];
  /** The executed comment that is open, from its mark or (`isRest`) from the end of the statement before. */
  #open: { start: number; hasToken: boolean; isRest: boolean } | undefined;
  #previous: MysqlToken | undefined;
  #delimiterAt = -1;

  constructor(
    private readonly sql: string,
    private readonly dialect: MysqlDialect,
  ) {}

  /** The next token; undefined at the end. `startsStatement`: no token of the statement has been read. */
  next(startsStatement: boolean): MysqlToken | undefined {
    this.#skip(startsStatement);
    if (this.at >= this.sql.length) {
      if (this.#open) this.unterminated = 'comment';
      return undefined;
    }
    const token = this.#read();
    this.at = token.end;
    if (this.#open && token.kind !== 'delimiter') this.#open.hasToken = true;
    this.#previous = token;
    return token;
  }

  /** The executable comments since the last call; one that is open goes on in the next statement. */
  takeComments(): ExecutableComment[] {
    if (this.#open) {
      if (this.#open.hasToken) this.#addComment(this.#open.start, this.at, true);
      this.#open = { start: this.at, hasToken: false, isRest: true };
    }
    const comments = this.#comments;
    this.#comments = [];
    return comments;
  }

  /** A token that goes to the end of its line (without the line break), or to `stopAt` in it. */
  restOfLine(start: number, stopAt?: string): MysqlToken {
    const lineEnd = this.sql.indexOf('\n', start);
    const line = this.sql.slice(start, lineEnd < 0 ? undefined : lineEnd);
    const stop = stopAt === undefined ? -1 : line.indexOf(stopAt);
    const token = this.#token('client', start, start + (stop < 0 ? line.length : stop));
    this.at = token.end;
    return token;
  }

  /** Skips white space, ordinary comments, and the marks of executed ones. */
  #skip(startsStatement: boolean): void {
    const { sql } = this;
    if (this.at === 0 && sql.startsWith(BYTE_ORDER_MARK)) this.at = 1;
    while (this.at < sql.length && !this.#isDelimiter(this.at)) {
      const space = matchAt(SPACE, sql, this.at);
      if (space !== undefined) this.at = space;
      else if (sql[this.at] === '#') this.at = this.#endOfLine();
      else if (sql.startsWith('--', this.at)) {
        // A comment needs white space or a control character behind `--`; where a statement begins the
        // client does not ask for it, and the server refuses anything else.
        if (!startsStatement && !/^[\0- \x7f]?$/.test(sql.charAt(this.at + 2))) return;
        this.at = this.#endOfLine();
      } else if (sql.startsWith('/*', this.at)) this.#openComment();
      else if (this.#open && sql.startsWith('*/', this.at)) {
        this.at += 2;
        if (this.#open.hasToken || !this.#open.isRest) this.#addComment(this.#open.start, this.at, true);
        this.#open = undefined;
      } else return;
    }
  }

  #openComment(): void {
    const { sql } = this;
    const start = this.at;
    MARK.lastIndex = start;
    const match = MARK.exec(sql);
    if (!match || sql.startsWith(SANDBOX_MARK, start)) {
      this.at = this.#endOfComment(start + 2, false);
      return;
    }
    const mark: CommentMark = {
      isMariadb: match[1] === 'M',
      version: match[2] === undefined ? undefined : Number(match[2]),
    };
    if (executesComment(this.dialect, mark)) {
      // A mark inside of an executed comment is just left out: the first end ends both.
      this.#open ??= { start, hasToken: false, isRest: false };
      this.at = MARK.lastIndex;
      return;
    }
    // The servers let one comment stand in an executable comment that they leave out.
    const nests = !(this.dialect.flavour === 'mysql' && mark.isMariadb);
    this.at = this.#endOfComment(MARK.lastIndex, nests);
    this.#addComment(start, this.at, false);
  }

  #addComment(start: number, end: number, executed: boolean): void {
    const text = this.sql.slice(start, end);
    const inside = text.replace(/^\/\*M?!(\d{5,6})?/, '').replace(/\/\*[^]*?\*\//g, ' ');
    const verb = FIRST_WORD.exec(inside)?.[0].toLowerCase() ?? '';
    this.#comments.push({ text, start, end, executed, verb });
  }

  #endOfComment(from: number, nests: boolean): number {
    const { sql } = this;
    for (;;) {
      const close = sql.indexOf('*/', from);
      if (close < 0) break;
      const inner = nests ? sql.indexOf('/*', from) : -1;
      if (inner < 0 || inner > close) return close + 2;
      const innerClose = sql.indexOf('*/', inner + 2);
      if (innerClose < 0) break;
      from = innerClose + 2;
    }
    this.unterminated = 'comment';
    return sql.length;
  }

  /** End of a line comment. A NUL ends it too. */
  #endOfLine(): number {
    const end = matchAt(TO_END_OF_LINE, this.sql, this.at) ?? this.at;
    return Math.max(end, this.at + 1);
  }

  #read(): MysqlToken {
    const { sql, at } = this;
    if (this.#isDelimiter(at)) return this.#token('delimiter', at, at + this.delimiter.length);
    const character = sql.charAt(at);
    if (character === "'" || (character === '"' && !this.modes.ansiQuotes)) return this.#string(at, at);
    if (character === '`' || character === '"') return this.#quotedIdentifier(at);
    if (character === '@') return this.#variable(at);
    if (character === '\\') return this.#backslash(at);
    if (/[nNxXbB]/.test(character) && sql[at + 1] === "'") return this.#string(at, at + 1);
    if (character === '$' && this.#previous?.upper === 'AS') {
      const dollar = this.#dollarQuoted(at);
      if (dollar) return dollar;
    }
    const number = this.#continuesName(at) ? undefined : matchAt(NUMBER, sql, at);
    if (number !== undefined) return this.#token('number', at, this.#cutAtDelimiter(at, number));
    const word = matchAt(WORD, sql, at);
    if (word !== undefined) return this.#token('word', at, this.#cutAtDelimiter(at, word));
    const operator = matchAt(OPERATOR, sql, at) ?? at + 1;
    return this.#token('symbol', at, this.#cutAtDelimiter(at, operator));
  }

  #string(start: number, quoteAt: number): MysqlToken {
    const escapes = !this.modes.noBackslashEscapes;
    const end = endOfText(this.sql, quoteAt, escapes);
    if (end === undefined) this.unterminated = 'string';
    const token = this.#token('string', start, end ?? this.sql.length);
    token.escapes = escapes;
    return token;
  }

  #quotedIdentifier(start: number): MysqlToken {
    const end = endOfText(this.sql, start, false);
    if (end === undefined) this.unterminated = 'identifier';
    return this.#token('quoted', start, end ?? this.sql.length);
  }

  /** Whether `at` is the dot behind a name or what follows such a dot: `t.1a` and `.5` look alike. */
  #continuesName(at: number): boolean {
    const previous = this.#previous;
    if (previous?.upper === '.') return true;
    return (
      this.sql[at] === '.' && previous?.end === at && (previous.kind === 'word' || previous.kind === 'quoted')
    );
  }

  #variable(at: number): MysqlToken {
    const quote = this.sql.charAt(at + 1);
    if (quote === "'" || quote === '"' || quote === '`') {
      const inner = quote === '`' ? this.#quotedIdentifier(at + 1) : this.#string(at + 1, at + 1);
      const token = this.#token('variable', at, inner.end);
      token.escapes = inner.escapes;
      return token;
    }
    const end = matchAt(VARIABLE, this.sql, at);
    return end === undefined
      ? this.#token('symbol', at, at + 1)
      : this.#token('variable', at, this.#cutAtDelimiter(at, end));
  }

  /** `\g` and `\G` of the client end a statement, `\N` is NULL, other letters are commands of the client. */
  #backslash(at: number): MysqlToken {
    const letter = this.sql.charAt(at + 1);
    if (letter === 'g' || letter === 'G') return this.#token('delimiter', at, at + 2);
    if (letter === 'd' || isClientLetter(letter)) {
      return this.restOfLine(at, letter === 'd' ? undefined : this.delimiter);
    }
    return this.#token('symbol', at, at + (letter === 'N' ? 2 : 1));
  }

  /** The body of a routine in another language (MySQL 9: `AS $$ … $$`). */
  #dollarQuoted(at: number): MysqlToken | undefined {
    const bodyStart = matchAt(DOLLAR_TAG, this.sql, at);
    if (bodyStart === undefined) return undefined;
    const tag = this.sql.slice(at, bodyStart);
    const close = this.sql.indexOf(tag, bodyStart);
    if (close < 0) return undefined;
    return this.#token('string', at, close + tag.length);
  }

  #isDelimiter(at: number): boolean {
    return this.sql.startsWith(this.delimiter, at);
  }

  /** The client finds its delimiter also inside of a word (`END$$`). */
  #cutAtDelimiter(start: number, end: number): number {
    if (this.delimiter === ';') return end;
    if (this.#delimiterAt < start) {
      const found = this.sql.indexOf(this.delimiter, start);
      this.#delimiterAt = found < 0 ? this.sql.length : found;
    }
    return this.#delimiterAt > start ? Math.min(end, this.#delimiterAt) : end;
  }

  /** Sets the delimiter that ends statements from here on. */
  setDelimiter(delimiter: string): void {
    this.delimiter = delimiter;
    this.#delimiterAt = -1;
  }

  #token(kind: MysqlToken['kind'], start: number, end: number): MysqlToken {
    const text = this.sql.slice(start, end);
    const isQuoted = kind === 'quoted' || kind === 'string';
    const upper = kind === 'word' ? text.toUpperCase() : isQuoted ? '' : text;
    return { kind, text, start, end, upper, inComment: this.#open !== undefined, escapes: false };
  }
}

function matchAt(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}

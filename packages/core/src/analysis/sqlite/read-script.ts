import type { Change } from '../change';
import type { ReadStatement, ScriptReader } from '../script';
import type { Token } from '../token';
import { readDotCommand } from './dot-command';
import { readChanges } from './read/read-changes';
import { TriggerBody } from './split-statements';
import { tokenizeSqlite } from './tokenize';

/**
 * Takes a script for SQLite apart, at the same places as `splitSqliteStatements`; besides, lines with
 * commands of the `sqlite3` shell are pieces of their own.
 */
export const readSqliteScript: ScriptReader = async (text) => {
  const statements = new StatementCollector(text);
  let tokens = tokenizeSqlite(text);
  let body = new TriggerBody();
  let pending: Token[] = [];
  const finish = (end: number): void => {
    const [first] = pending;
    const last = pending.at(-1);
    if (first && last) {
      const open: Change[] = isUnclosed(last)
        ? [{ kind: 'unreadable', reason: `the quote ${last.text[0]} is never closed` }]
        : [];
      statements.add(first.start, last.end, end, [...readChanges(text, pending), ...open]);
    }
    pending = [];
    body = new TriggerBody();
  };
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    const token = next.value;
    if (pending.length === 0 && isShellLine(text, token)) {
      const newline = text.indexOf('\n', token.start);
      const end = newline < 0 ? text.length : newline;
      statements.add(token.start, end, end, [readDotCommand(text.slice(token.start, end))]);
      tokens = tokenizeSqlite(text, end);
    } else if (token.text === ';' && !body.isOpen) {
      finish(token.end);
    } else {
      body.read(token);
      pending.push(token);
    }
  }
  finish(text.length);
  return { provider: 'sqlite', text, statements: statements.all() };
};

/** Whether the `sqlite3` shell takes the line that begins with this token for itself. */
function isShellLine(text: string, { start, text: symbol }: Token): boolean {
  return (symbol === '.' || symbol === '#') && (start === 0 || text[start - 1] === '\n');
}

/** Only the last token of a script can lack its closing quote. A quote inside is doubled. */
function isUnclosed({ kind, text }: Token): boolean {
  if (kind !== 'string' && kind !== 'identifier') return false;
  if (text.startsWith('[')) return !text.endsWith(']');
  const quote = /['"`]/.exec(text)?.[0];
  return quote !== undefined && text.split(quote).length % 2 === 0;
}

/** Cuts the script where the statements end, so that nothing of it is lost. */
class StatementCollector {
  readonly #statements: ReadStatement[] = [];
  #start = 0;
  #line = 1;
  #lineStart = 0;
  #nextNewline: number;

  constructor(private readonly text: string) {
    this.#nextNewline = this.#newlineFrom(0);
  }

  /** Adds the statement `[sqlStart, sqlEnd)`; `end` is the offset behind its terminator. */
  add(sqlStart: number, sqlEnd: number, end: number, changes: readonly Change[]): void {
    while (this.#nextNewline < sqlStart) {
      this.#line++;
      this.#lineStart = this.#nextNewline + 1;
      this.#nextNewline = this.#newlineFrom(this.#lineStart);
    }
    this.#statements.push({
      text: this.text.slice(this.#start, end),
      start: this.#start,
      sqlStart,
      sqlEnd,
      line: this.#line,
      column: sqlStart - this.#lineStart + 1,
      changes,
    });
    this.#start = end;
  }

  /** All statements, the last one with what follows it. */
  all(): readonly ReadStatement[] {
    const last = this.#statements.pop();
    const { length } = this.text;
    if (!last) this.add(length, length, length, []);
    else this.#statements.push({ ...last, text: this.text.slice(last.start) });
    return this.#statements;
  }

  /** Kept between statements, so that a script of one long line is searched once only. */
  #newlineFrom(offset: number): number {
    const newline = this.text.indexOf('\n', offset);
    return newline < 0 ? this.text.length : newline;
  }
}

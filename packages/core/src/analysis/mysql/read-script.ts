import type { Change } from '../change';
import type { ReadStatement, ScriptReader } from '../script';
import { Cursor } from './cursor';
import { dialectOf } from './dialect';
import { MysqlLexer } from './lexer';
import { readStatement } from './read-statement';
import { Reading } from './reading';
import { Session } from './session';
import { type ScriptPiece, splitStatements } from './split-statements';

/**
 * Reads a script for MySQL or MariaDB. Which of the two, and its version, decides what becomes of executable
 * comments (`/*!80000 … *\/`); not known, all of them count as executed.
 */
export const readMysqlScript: ScriptReader = async (text, { serverVersion }) => {
  const outer = new Reading(dialectOf(serverVersion), new Session());
  const statements: ReadStatement[] = [];
  const positions = new PositionCounter(text);
  for (const [piece, changes] of readPieces(text, outer)) {
    const { start, end, sqlStart, sqlEnd } = piece;
    const last = statements.at(-1);
    if (last && changes.length === 0) {
      // White space, comments and stray terminators belong to what is before them.
      last.text += text.slice(start, end);
      continue;
    }
    const { line, column } = positions.at(sqlStart);
    statements.push({ text: text.slice(start, end), start, sqlStart, sqlEnd, line, column, changes });
  }
  if (statements.length === 0) {
    statements.push({ text, start: 0, sqlStart: 0, sqlEnd: 0, line: 1, column: 1, changes: [] });
  }
  return { provider: 'mysql', text, statements };
};

const NOTHING: readonly Change[] = [];

/** The pieces of a text with what they do. Sets in the script change how the lexer goes on. */
function* readPieces(text: string, outer: Reading): Generator<[ScriptPiece, readonly Change[]]> {
  const lexer = new MysqlLexer(text, outer.dialect);
  lexer.modes = outer.session.modes;
  for (const piece of splitStatements(text, lexer)) {
    if (piece.tokens.length === 0 && piece.comments.length === 0 && piece.unterminated === undefined) {
      yield [piece, NOTHING];
      continue;
    }
    const reading = outer.fresh();
    for (const { text: comment, start, executed, verb } of piece.comments) {
      const change = { kind: 'executable-comment', text: comment, executed, verb } as const;
      reading.addAt(change, start === piece.sqlStart ? undefined : start);
    }
    readStatement(new Cursor(text, piece.tokens), reading, readText, piece.body);
    if (piece.unterminated !== undefined) {
      reading.add({ kind: 'unreadable', reason: `unterminated ${piece.unterminated}` }, piece.tokens.at(-1));
    }
    lexer.modes = outer.session.modes;
    yield [piece, reading.changes];
  }
}

/** Reads statements that stand in a string: of PREPARE and EXECUTE IMMEDIATE. */
function readText(text: string, reading: Reading): void {
  for (const [, changes] of readPieces(text, reading)) {
    for (const change of changes) reading.changes.push(change);
  }
}

/** Lines and columns of offsets that only grow. */
class PositionCounter {
  #line = 1;
  #lineStart = 0;
  #lineEnd: number;

  constructor(private readonly text: string) {
    this.#lineEnd = this.#nextLineEnd();
  }

  at(offset: number): { line: number; column: number } {
    while (this.#lineEnd < offset) {
      this.#line++;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#nextLineEnd();
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #nextLineEnd(): number {
    const found = this.text.indexOf('\n', this.#lineStart);
    return found < 0 ? this.text.length : found;
  }
}

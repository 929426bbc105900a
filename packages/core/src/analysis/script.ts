import type { ProviderName } from '../environments/connection';
import type { Change } from './change';

/** A statement of a script and what it does. */
export interface ReadStatement {
  /**
   * The exact text from the end of the statement before to the end of this one: leading white space
   * and comments, the statement, its terminator (for the last one also what follows). The texts of all
   * statements of a script, put together, are the script.
   */
  text: string;
  /** Offset of `text` in the script, in UTF-16 code units. */
  start: number;
  /** Offset of the first character that is neither white space nor comment. */
  sqlStart: number;
  /** Offset behind the last character of the statement, without terminator and what follows. */
  sqlEnd: number;
  /** 1-based line and column (UTF-16 code units) of `sqlStart`. */
  line: number;
  column: number;
  /** What it does; empty for a piece of white space and comments only (a script without statements has one such piece). */
  changes: readonly Change[];
}

/** A script taken apart. */
export interface SqlScript {
  provider: ProviderName;
  text: string;
  statements: readonly ReadStatement[];
}

export interface ReadOptions {
  /** As the server states it or the user typed it: `15`, `8.0.36`, `10.11.6-MariaDB`. Undefined: not known. */
  serverVersion?: string;
}

/** Takes a script of one engine apart. Never throws: what cannot be read is an `unreadable` change. */
export type ScriptReader = (text: string, options: ReadOptions) => Promise<SqlScript>;

/** Whether the statement is nothing but white space and comments. */
export function isBlank(statement: ReadStatement): boolean {
  return statement.changes.length === 0;
}

/** 1-based numbers of the statements, by their position in the script; a blank piece has that of the one before. */
export function statementNumbers({ statements }: SqlScript): number[] {
  let number = 0;
  return statements.map((statement) => (isBlank(statement) ? number : ++number));
}

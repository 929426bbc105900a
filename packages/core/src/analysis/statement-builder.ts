import type { SqlStatement } from '../databases/database';
import type { Token } from './token';

/** Collects the tokens of a file into statements. */
export class StatementBuilder {
  readonly statements: SqlStatement[] = [];
  #start = -1;
  #end = -1;
  #line = 1;
  #countedTo = 0;

  constructor(private readonly sql: string) {}

  /** Adds a token that is neither white space nor comment to the statement being read. */
  add(token: Token): void {
    if (this.#start < 0) this.#start = token.start;
    this.#end = token.end;
  }

  /** Ends the statement being read, if there is one. */
  finish(): void {
    if (this.#start < 0) return;
    this.statements.push({
      text: this.sql.slice(this.#start, this.#end),
      start: this.#start,
      end: this.#end,
      line: this.#lineAt(this.#start),
    });
    this.#start = -1;
  }

  #lineAt(offset: number): number {
    for (
      let at = this.sql.indexOf('\n', this.#countedTo);
      at >= 0 && at < offset;
      at = this.sql.indexOf('\n', at + 1)
    ) {
      this.#line++;
      this.#countedTo = at + 1;
    }
    return this.#line;
  }
}

import type { SqlStatement } from '../../databases/database';
import { StatementBuilder } from '../statement-builder';
import type { Token } from '../token';
import { tokenizePostgresql } from './tokenize';

/**
 * Splits PostgreSQL SQL at the semicolons that end statements: not those in quotes, comments and
 * parentheses (`CREATE RULE … DO (a; b)`), nor in a function's `BEGIN ATOMIC … END`.
 * Nothing is lost: gaps between the statements hold only white space, comments and semicolons.
 */
export function splitPostgresqlStatements(sql: string): SqlStatement[] {
  const builder = new StatementBuilder(sql);
  let depth = 0;
  let body = new AtomicBody();
  for (const token of tokenizePostgresql(sql)) {
    if (token.text === ';' && depth === 0 && !body.isOpen) {
      builder.finish();
      body = new AtomicBody();
      continue;
    }
    if (token.text === '(') depth++;
    else if (token.text === ')') depth = Math.max(0, depth - 1);
    body.read(token);
    builder.add(token);
  }
  builder.finish();
  return builder.statements;
}

/** Follows a statement to tell whether we are inside of `BEGIN ATOMIC … END`; CASE has an END of its own. */
class AtomicBody {
  #words = 0;
  #isRoutine = false;
  #depth = 0;
  #previous: Token | undefined;

  get isOpen(): boolean {
    return this.#depth > 0;
  }

  read(token: Token): void {
    const before = this.#previous;
    this.#previous = token;
    if (token.kind !== 'word') return;
    this.#words++;
    const word = token.upper;
    if (this.#words === 1) this.#isRoutine = word === 'CREATE';
    // CREATE [OR REPLACE] FUNCTION | PROCEDURE
    else if (this.#words === 2 && !['OR', 'FUNCTION', 'PROCEDURE'].includes(word)) this.#isRoutine = false;
    if (!this.#isRoutine) return;
    if (this.#depth === 0) {
      if (word === 'ATOMIC' && before?.upper === 'BEGIN') this.#depth = 1;
      return;
    }
    // `AS end` and `x.end` are names.
    if (before?.upper === 'AS' || before?.text === '.') return;
    if (word === 'CASE') this.#depth++;
    else if (word === 'END') this.#depth--;
  }
}

import type { SqlStatement } from '../../databases/database';
import { StatementBuilder } from '../statement-builder';
import type { Token } from '../token';
import { tokenizeSqlite } from './tokenize';

/**
 * Splits SQLite SQL at the semicolons that end statements: not those in quotes, comments and the
 * bodies of triggers. A trigger ends with `; END ;` as in SQLite's `sqlite3_complete`
 * (https://www.sqlite.org/c3ref/complete.html): the END of a CASE never follows a semicolon.
 * Nothing is lost: gaps between the statements hold only white space, comments and semicolons.
 */
export function splitSqliteStatements(sql: string): SqlStatement[] {
  const builder = new StatementBuilder(sql);
  let body = new TriggerBody();
  for (const token of tokenizeSqlite(sql)) {
    if (token.text === ';' && !body.isOpen) {
      builder.finish();
      body = new TriggerBody();
      continue;
    }
    body.read(token);
    builder.add(token);
  }
  builder.finish();
  return builder.statements;
}

/** Words that may stand before TRIGGER in CREATE TRIGGER. */
const BEFORE_TRIGGER = new Set(['EXPLAIN', 'QUERY', 'PLAN', 'CREATE', 'TEMP', 'TEMPORARY']);

/** Follows a statement to tell whether we are between a trigger's BEGIN and its END. */
export class TriggerBody {
  #state: 'start' | 'header' | 'body' | 'no-trigger' = 'start';
  #sawCreate = false;
  #previous: Token | undefined;
  isOpen = false;

  read(token: Token): void {
    const before = this.#previous;
    this.#previous = token;
    const isWord = token.kind === 'word';
    switch (this.#state) {
      case 'start':
        if (isWord && token.upper === 'TRIGGER' && this.#sawCreate) this.#state = 'header';
        else if (!isWord || !BEFORE_TRIGGER.has(token.upper)) this.#state = 'no-trigger';
        else if (token.upper === 'CREATE') this.#sawCreate = true;
        break;
      case 'header':
        // BEGIN is no reserved word, so a trigger or table may have that name.
        if (isWord && token.upper === 'BEGIN' && !isNamePosition(before)) {
          this.#state = 'body';
          this.isOpen = true;
        }
        break;
      case 'body':
        this.isOpen = !(isWord && token.upper === 'END' && before?.text === ';');
        break;
    }
  }
}

function isNamePosition(before: Token | undefined): boolean {
  return ['TRIGGER', 'EXISTS', 'ON', 'OF', '.', ','].includes(before?.upper ?? '');
}

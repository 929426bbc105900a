import type { MysqlToken } from './token';

/** A simple statement in a compound one: `tokens[from, to)`. */
export interface InnerStatement {
  from: number;
  to: number;
}

type Frame = 'block' | 'if' | 'case' | 'loop' | 'case expression';

/** Where we are in the statement that is being read. */
type Place =
  | 'start' // a statement begins here
  | 'simple' // in a simple statement
  | 'until-then' // in the condition of IF, ELSEIF, WHEN
  | 'until-do' // in the head of WHILE or FOR
  | 'until-end' // in the condition of UNTIL
  | 'after-end' // behind END: its word and label
  | 'declare'
  | 'handler'; // in the conditions of DECLARE … HANDLER FOR

const OPENING: Readonly<Record<string, [Frame, Place]>> = {
  BEGIN: ['block', 'start'],
  IF: ['if', 'until-then'],
  CASE: ['case', 'until-then'],
  LOOP: ['loop', 'start'],
  REPEAT: ['loop', 'start'],
  WHILE: ['loop', 'until-do'],
  FOR: ['loop', 'until-do'],
};

/**
 * Follows the body of a routine (https://dev.mysql.com/doc/refman/8.0/en/sql-compound-statements.html) token
 * by token: tells whether it is complete, and which simple statements are in it.
 */
export class CompoundStatement {
  readonly statements: InnerStatement[] = [];
  readonly #stack: Frame[] = [];
  #place: Place = 'start';
  #statementFrom = -1;
  #count = 0;
  /** In `handler`: a condition must follow, so the next token begins no statement. */
  #needsCondition = false;
  #previous: MysqlToken | undefined;

  /** Whether a semicolon now would not end the whole. */
  get isOpen(): boolean {
    return this.#stack.length > 0;
  }

  /** Reads the next token; `index`: its number among the tokens of the whole statement. Semicolons too. */
  read(token: MysqlToken, index: number): void {
    this.#count = index + 1;
    if (token.upper === ';') this.#endStatement(index);
    else this.#readToken(token, index);
    this.#previous = token;
  }

  /** To be called behind the last token. */
  finish(): void {
    this.#endStatement(this.#count);
  }

  #endStatement(index: number): void {
    if (this.#statementFrom >= 0) this.statements.push({ from: this.#statementFrom, to: index });
    this.#statementFrom = -1;
    while (this.#stack.at(-1) === 'case expression') this.#stack.pop();
    this.#place = 'start';
  }

  #readToken(token: MysqlToken, index: number): void {
    const word = token.kind === 'word' && this.#previous?.upper !== '.' ? token.upper : '';
    switch (this.#place) {
      case 'start':
        return this.#begin(word, index);
      case 'after-end':
        return;
      case 'declare':
        if (word === 'FOR' && this.#previous?.upper === 'HANDLER') this.#enterHandler();
        return;
      case 'handler':
        return this.#readHandler(token, index);
      default:
        return this.#readInside(token, word, index);
    }
  }

  /** Reads the first token of a statement. */
  #begin(word: string, index: number): void {
    const opening = OPENING[word];
    if (opening) {
      this.#stack.push(opening[0]);
      this.#place = opening[1];
    } else if (word === 'END') this.#end();
    else if (word === 'ELSEIF' || word === 'WHEN') this.#place = 'until-then';
    else if (word === 'UNTIL') this.#place = 'until-end';
    else if (word === 'DECLARE') this.#place = 'declare';
    else if (word === 'NOT' || word === 'ATOMIC')
      return; // BEGIN NOT ATOMIC
    else if (word !== 'ELSE') {
      this.#statementFrom = index;
      this.#place = 'simple';
    }
  }

  #end(): void {
    this.#stack.pop();
    this.#place = 'after-end';
  }

  #readInside(token: MysqlToken, word: string, index: number): void {
    const isLabel = token.upper === ':' && this.#place === 'simple' && this.#statementFrom === index - 1;
    if (isLabel) {
      this.#statementFrom = -1;
      this.#place = 'start';
      return;
    }
    if (word === 'CASE') {
      this.#stack.push('case expression');
      return;
    }
    if (this.#stack.at(-1) === 'case expression') {
      if (word === 'END') this.#stack.pop();
      return;
    }
    if (this.#place === 'until-then' && word === 'THEN') this.#place = 'start';
    else if (this.#place === 'until-do' && (word === 'DO' || word === 'LOOP')) this.#place = 'start';
    else if (this.#place === 'until-end' && word === 'END') this.#end();
  }

  #enterHandler(): void {
    this.#place = 'handler';
    this.#needsCondition = true;
  }

  /** DECLARE … HANDLER FOR condition [, condition]… statement. */
  #readHandler(token: MysqlToken, index: number): void {
    const { upper } = token;
    if (upper === ',') this.#needsCondition = true;
    else if (['NOT', 'SQLSTATE', 'VALUE'].includes(upper)) return;
    else if (this.#needsCondition) this.#needsCondition = false;
    else {
      this.#place = 'start';
      this.#begin(token.kind === 'word' ? upper : '', index);
    }
  }
}

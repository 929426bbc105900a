import type { Change } from '../change';
import type { ReadStatement, ScriptReader } from '../script';
import { PostgresqlParser, TOO_DEEP } from './read/parser/postgresql-parser';
import { OPEN_COMMENT, Scope, type ScopeTools } from './read/scope';
import { parseInBatches, type ParsedStatement } from './read/script/parse-statements';
import type { Piece } from './read/script/piece';
import { readPsqlCommand } from './read/script/psql-command';
import { splitScript } from './read/script/split-script';
import { translateStatement } from './read/translate-statement';

/**
 * Reads a PostgreSQL script, with the commands and COPY data that psql knows. Statements are those of
 * PostgreSQL 18's own grammar; one that it refuses is `unreadable`, and the others are read all the same.
 */
export const readPostgresqlScript: ScriptReader = async (text) => {
  const parser = await PostgresqlParser.load();
  const read = new ScriptText(text, parser);
  return { provider: 'postgresql', text, statements: await read.statements() };
};

class ScriptText {
  readonly #tools: ScopeTools;
  #line = 1;
  #lineStart = 0;
  #lineEnd: number;

  constructor(
    private readonly text: string,
    private readonly parser: PostgresqlParser,
  ) {
    this.#tools = { parser, translate: translateStatement };
    this.#lineEnd = this.#findLineEnd(0);
  }

  statements(): Promise<ReadStatement[]> {
    return this.#read(splitScript(this.text, { psql: true, nesting: true }), true);
  }

  /** @param recover whether to look for statements in those whose parentheses are not closed */
  async #read(pieces: readonly Piece[], recover: boolean): Promise<ReadStatement[]> {
    const statements: ReadStatement[] = [];
    let next = 0;
    const takeOthers = () => {
      for (let piece = pieces[next]; piece && !isParsed(piece); piece = pieces[++next]) {
        statements.push(this.#statement(piece, this.#withoutParser(piece)));
      }
    };
    const texts = pieces.filter(isParsed).map((piece) => this.#sql(piece));
    // Trees are large: those of one batch are translated and dropped before the next is parsed.
    for await (const batch of parseInBatches(this.parser, texts)) {
      for (const parsed of batch) {
        takeOthers();
        const piece = pieces[next++];
        if (!piece) break;
        if (recover && piece.isOpen && 'failure' in parsed) {
          for (const found of await this.#read(this.#withoutNesting(piece), false)) statements.push(found);
        } else {
          if (this.parser.isDamaged) await this.parser.restore();
          statements.push(this.#statement(piece, this.#changes(piece, parsed)));
        }
      }
    }
    takeOthers();
    return statements;
  }

  /** A statement whose parentheses are not closed has swallowed those after it: finds them. */
  #withoutNesting(piece: Piece): Piece[] {
    const inner = splitScript(this.text.slice(piece.start, piece.end), { psql: true, nesting: false });
    return inner.map((part) => ({
      ...part,
      start: part.start + piece.start,
      end: part.end + piece.start,
      sqlStart: part.sqlStart + piece.start,
      sqlEnd: part.sqlEnd + piece.start,
    }));
  }

  #withoutParser(piece: Piece): Change[] {
    if (piece.hasOpenComment) return [{ kind: 'unreadable', reason: OPEN_COMMENT }];
    return piece.kind === 'psql' ? readPsqlCommand(this.#sql(piece)) : [];
  }

  #changes(piece: Piece, parsed: ParsedStatement): Change[] {
    if ('failure' in parsed) return [{ kind: 'unreadable', reason: parsed.failure }];
    const scope = new Scope(this.#sql(piece), parsed, this.#tools, (offset) => piece.sqlStart + offset);
    try {
      return parsed.nodes.flatMap((node) => translateStatement(node, scope));
    } catch (error) {
      // Trees of many thousand levels exhaust the stack. Whatever else it is: not reading it is no reason to let it pass.
      const reason = error instanceof RangeError ? TOO_DEEP : `the reader failed: ${String(error)}`;
      return [{ kind: 'unreadable', reason }];
    }
  }

  #sql(piece: Piece): string {
    return this.text.slice(piece.sqlStart, piece.sqlEnd);
  }

  #statement(piece: Piece, changes: Change[]): ReadStatement {
    while (this.#lineEnd < piece.sqlStart) {
      this.#line++;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#findLineEnd(this.#lineStart);
    }
    return {
      text: this.text.slice(piece.start, piece.end),
      start: piece.start,
      sqlStart: piece.sqlStart,
      sqlEnd: piece.sqlEnd,
      line: this.#line,
      column: piece.sqlStart - this.#lineStart + 1,
      changes,
    };
  }

  #findLineEnd(from: number): number {
    const at = this.text.indexOf('\n', from);
    return at < 0 ? this.text.length : at;
  }
}

function isParsed(piece: Piece): boolean {
  return piece.kind === 'sql' && !piece.hasOpenComment;
}

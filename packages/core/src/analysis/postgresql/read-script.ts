import type { Change } from '../change';
import type { ReadStatement, ScriptReader } from '../script';
import { PostgresqlParser } from './read/parser/postgresql-parser';
import { Scope } from './read/scope';
import { parseStatements, type ParsedStatement } from './read/script/parse-statements';
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
  #line = 1;
  #lineStart = 0;
  #lineEnd: number;

  constructor(
    private readonly text: string,
    private readonly parser: PostgresqlParser,
  ) {
    this.#lineEnd = this.#findLineEnd(0);
  }

  async statements(): Promise<ReadStatement[]> {
    const pieces = splitScript(this.text, { psql: true, nesting: true });
    const parsed = await this.#parse(pieces);
    const statements: ReadStatement[] = [];
    for (const [index, piece] of pieces.entries()) {
      const outcome = parsed[index];
      if (piece.isOpen && outcome && 'failure' in outcome) {
        statements.push(...(await this.#withoutNesting(piece)));
      } else {
        statements.push(this.#statement(piece, await this.#changes(piece, outcome)));
      }
    }
    return statements;
  }

  /** One outcome for each piece; undefined for those that are not SQL. */
  async #parse(pieces: readonly Piece[]): Promise<(ParsedStatement | undefined)[]> {
    const isSql = (piece: Piece) => piece.kind === 'sql' && !piece.hasOpenComment;
    const outcomes = await parseStatements(
      this.parser,
      pieces.filter(isSql).map((piece) => this.#sql(piece)),
    );
    let next = 0;
    return pieces.map((piece) => (isSql(piece) ? outcomes[next++] : undefined));
  }

  /** A statement whose parentheses are not closed has swallowed those after it: find them. */
  async #withoutNesting(piece: Piece): Promise<ReadStatement[]> {
    const inner = splitScript(this.text.slice(piece.start, piece.end), { psql: true, nesting: false });
    const pieces = inner.map((part) => ({
      ...part,
      start: part.start + piece.start,
      end: part.end + piece.start,
      sqlStart: part.sqlStart + piece.start,
      sqlEnd: part.sqlEnd + piece.start,
    }));
    const parsed = await this.#parse(pieces);
    const statements: ReadStatement[] = [];
    for (const [index, part] of pieces.entries()) {
      statements.push(this.#statement(part, await this.#changes(part, parsed[index])));
    }
    return statements;
  }

  async #changes(piece: Piece, parsed: ParsedStatement | undefined): Promise<Change[]> {
    if (piece.hasOpenComment) return [{ kind: 'unreadable', reason: 'unterminated /* comment' }];
    if (piece.kind === 'psql') return readPsqlCommand(this.#sql(piece));
    if (!parsed) return [];
    if ('failure' in parsed) return [{ kind: 'unreadable', reason: parsed.failure }];
    await this.parser.restore();
    const tools = { parser: this.parser, translate: translateStatement };
    const scope = new Scope(this.#sql(piece), parsed, tools, (offset) => piece.sqlStart + offset);
    try {
      return parsed.nodes.flatMap((node) => translateStatement(node, scope));
    } catch (error) {
      // Only trees of many thousand levels exhaust the stack.
      if (error instanceof RangeError)
        return [{ kind: 'unreadable', reason: 'nested too deeply to be read' }];
      throw error;
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

import type { RawStmt } from 'libpg-query';
import { ParseFailure } from './parse-failure';
import { loadInstance, type ParserInstance } from './parser-instance';

/** What the parser says where its stack was not deep enough for the nesting of a text. */
export const TOO_DEEP = 'nested too deeply for the parser';

let current: Promise<PostgresqlParser> | undefined;

/**
 * PostgreSQL's own parser, compiled to WebAssembly. One for the whole process: an instance takes 10 ms
 * to make. A text that overflows its stack leaves the instance damaged for good (after some thirty of
 * them every call fails), so it is replaced then: see `restore`.
 */
export class PostgresqlParser {
  #isDamaged = false;

  private constructor(private instance: ParserInstance) {}

  /** The parser of this process. */
  static load(): Promise<PostgresqlParser> {
    current ??= loadInstance().then((instance) => new PostgresqlParser(instance));
    return current;
  }

  /** A text overflowed its stack: it refuses everything until `restore`. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** Makes the parser usable again after a text that was nested too deeply. To be called between statements. */
  async restore(): Promise<void> {
    if (!this.#isDamaged) return;
    this.instance = await loadInstance();
    this.#isDamaged = false;
  }

  /**
   * The statements of a text, with locations in UTF-8 bytes.
   * @throws ParseFailure where PostgreSQL has a syntax error, or the text is nested too deeply
   */
  parse(sql: string): RawStmt[] {
    return this.#guarded(sql, () => this.instance.parse(sql).stmts ?? []);
  }

  /**
   * The PL/pgSQL tree of a CREATE FUNCTION, CREATE PROCEDURE or DO statement.
   * @throws ParseFailure as `parse` does
   */
  parsePlpgsql(sql: string): unknown {
    return this.#guarded(sql, () => this.instance.parsePlpgsql(sql));
  }

  #guarded<Result>(sql: string, parse: () => Result): Result {
    // The text is passed as a C string: what stands behind a NUL would not be seen.
    if (sql.includes('\0')) throw new ParseFailure('a NUL character, which PostgreSQL does not accept');
    if (this.#isDamaged) throw new ParseFailure(TOO_DEEP);
    try {
      return parse();
    } catch (error) {
      if (error instanceof ParseFailure) throw error;
      this.#isDamaged = true;
      throw new ParseFailure(TOO_DEEP, { cause: error });
    }
  }
}

import { ParseFailure } from '../parser/parse-failure';
import type { PostgresqlParser } from '../parser/postgresql-parser';

/** `table%ROWTYPE`, `table.column%TYPE`, on one line. */
const COPIED_TYPE =
  /(?:[\w$\u0080-\uffff]+|"[^"\n]+")(?:\.(?:[\w$\u0080-\uffff]+|"[^"\n]+"))*[ \t]*%[ \t]*(row)?type\b/gi;

/**
 * The PL/pgSQL tree of a CREATE FUNCTION, CREATE PROCEDURE or DO. libpg_query has no catalog, and stumbles
 * over some uses of types that are copied from tables; they do not matter here, so other types of the same
 * length take their place in a second attempt.
 * @throws ParseFailure with what the parser says of the statement as it stands
 */
export function plpgsqlTree(parser: PostgresqlParser, sql: string): unknown {
  try {
    return parser.parsePlpgsql(sql);
  } catch (error) {
    const simpler = sql.replace(COPIED_TYPE, (copied, row?: string) =>
      (row ? 'record' : 'text').padEnd(copied.length),
    );
    if (!(error instanceof ParseFailure) || simpler === sql) throw error;
    try {
      return parser.parsePlpgsql(simpler);
    } catch {
      throw error;
    }
  }
}

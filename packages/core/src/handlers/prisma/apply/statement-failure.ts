import type { BlockedSession, Database, DatabaseErrorInfo, SqlStatement } from '../../../databases/database';

/** A statement of a migration with its place in the file. */
export interface NumberedStatement extends SqlStatement {
  /** 1-based position among the statements of the file. */
  number: number;
}

/** What is known about a database error that a migration ran into. */
export interface StatementFailure {
  info: DatabaseErrorInfo;
  /** The failing statement; undefined where it cannot be told, such as a constraint checked at COMMIT. */
  statement?: NumberedStatement;
  /** 1-based line in the file. */
  line?: number;
  /** 1-based position in the file, in characters as the database counts them. */
  position?: number;
  /** Who had waited too long, the longest wait first, if it was cancelled for that. */
  blocked?: readonly BlockedSession[];
  error: unknown;
}

/** Thrown inside of a transaction's work, so that the place survives the rollback. */
export class StatementError extends Error {
  override readonly name = 'StatementError';

  /**
   * @param batch what was sent together; one of its statements failed
   * @param sent the text that was sent
   * @param offset where `sent` begins in the file
   */
  constructor(
    override readonly cause: unknown,
    readonly batch: readonly NumberedStatement[],
    readonly sent: string,
    readonly offset: number,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Finds the failing statement and line of an error thrown while a migration ran. */
export function locateFailure(db: Database, thrown: unknown, sql: string): StatementFailure {
  if (!(thrown instanceof StatementError)) return { info: db.describeError(thrown), error: thrown };
  const error = thrown.cause;
  const info = db.describeError(error);
  if (info.position !== undefined) {
    const at = thrown.offset + codePointOffset(thrown.sent, info.position);
    // The end of a statement belongs to it: "syntax error at end of input".
    const statement = thrown.batch.find(({ end }) => at <= end) ?? thrown.batch.at(-1);
    const position = [...sql.slice(0, thrown.offset)].length + info.position;
    return { info, error, position, ...(statement ? { statement } : {}), line: lineAt(sql, at) };
  }
  const [only] = thrown.batch;
  if (thrown.batch.length === 1 && only) return { info, error, statement: only, line: only.line };
  return { info, error };
}

/** The failure of work during which `exceeded` had waited too long and it was cancelled. */
export function cancelledFor(
  failure: StatementFailure,
  exceeded: readonly BlockedSession[] | undefined,
): StatementFailure {
  // Where the server speaks another language, a cancellation may look like the statement's time limit.
  const isCancelled = ['cancelled', 'statement-timeout'].includes(failure.info.category);
  return exceeded && isCancelled ? { ...failure, blocked: exceeded } : failure;
}

/** PostgreSQL counts characters from 1, JavaScript UTF-16 code units from 0. */
function codePointOffset(text: string, position: number): number {
  let offset = 0;
  let left = position - 1;
  for (const character of text) {
    if (left-- <= 0) break;
    offset += character.length;
  }
  return offset;
}

/** The 1-based line of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

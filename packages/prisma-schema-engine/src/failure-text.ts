/** A script that the database refused. */
export interface ScriptFailure {
  /** The database's own code: a SQLSTATE, or SQLite's result code. */
  databaseCode: string;
  /** The error as the native engine shows it: message, place in the script, all fields. */
  databaseError: string;
}

/** The text of P3018, which the native engine also stores in the `logs` of the migration's history row. */
export function migrationFailedText(
  migrationName: string,
  { databaseCode, databaseError }: ScriptFailure,
): string {
  return (
    'A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\n\n' +
    `Migration name: ${migrationName}\n\nDatabase error code: ${databaseCode}\n\nDatabase error:\n${databaseError}\n`
  );
}

/** The fields of a PostgreSQL error response, as `pg` names them. */
export interface PostgresErrorFields {
  severity?: string | undefined;
  code?: string | undefined;
  message: string;
  detail?: string | undefined;
  hint?: string | undefined;
  position?: string | undefined;
  where?: string | undefined;
  schema?: string | undefined;
  table?: string | undefined;
  column?: string | undefined;
  dataType?: string | undefined;
  constraint?: string | undefined;
  file?: string | undefined;
  line?: string | undefined;
  routine?: string | undefined;
}

/** What the native engine says about a script that PostgreSQL refused (`sql-schema-connector`, `flavour/postgres`). */
export function describePostgresFailure(error: PostgresErrorFields, script: string): ScriptFailure {
  const text =
    `${error.severity ?? 'ERROR'}: ${error.message}` +
    (error.detail ? `\nDETAIL: ${error.detail}` : '') +
    (error.hint ? `\nHINT: ${error.hint}` : '') +
    (error.position ? sourceExcerpt(script, Number(error.position)) : '');
  return { databaseCode: error.code ?? 'none', databaseError: `${text}\n\n${rustDebugText(error)}` };
}

const BOLD = '\x1b[1m';
const BOLD_RED = '\x1b[1;31m';
const PLAIN = '\x1b[0m';
const LINES_BEFORE = 5;

/** The line an error points at, in red, below the five before it. @param position in characters, from 1 */
function sourceExcerpt(script: string, position: number): string {
  const lines = script.split('\n');
  let end = 0;
  const failing = lines.findIndex((line) => {
    end += [...line].length + 1;
    return position <= end;
  });
  if (failing < 0) return '';
  const shown: string[] = [];
  // The native engine starts at "line 0" when the script is short; the numbers stay comparable that way.
  for (let index = failing - LINES_BEFORE; index < failing; index++) {
    if (index < -1) continue;
    const line = lines[index] ?? '';
    shown.push(`${BOLD}${lineNumber(index)}${PLAIN}${line ? ' ' : ''}${line}`);
  }
  shown.push(`${BOLD}${lineNumber(failing)}${BOLD_RED} ${lines[failing]}${PLAIN}`);
  return `\n\nPosition:\n${shown.join('\n')}`;
}

function lineNumber(index: number): string {
  return String(index + 1).padStart(3);
}

/** The error as Rust's `{:?}` prints a `tokio_postgres::error::DbError`. */
function rustDebugText(error: PostgresErrorFields): string {
  const optional = (value: string | undefined): string =>
    value === undefined ? 'None' : `Some(${JSON.stringify(value)})`;
  const severity = error.severity ?? 'ERROR';
  const fields = [
    `severity: ${JSON.stringify(severity)}`,
    `parsed_severity: Some(${severity.charAt(0)}${severity.slice(1).toLowerCase()})`,
    `code: SqlState(E${error.code})`,
    `message: ${JSON.stringify(error.message)}`,
    `detail: ${optional(error.detail)}`,
    `hint: ${optional(error.hint)}`,
    `position: ${error.position ? `Some(Original(${error.position}))` : 'None'}`,
    `where_: ${optional(error.where)}`,
    `schema: ${optional(error.schema)}`,
    `table: ${optional(error.table)}`,
    `column: ${optional(error.column)}`,
    `datatype: ${optional(error.dataType)}`,
    `constraint: ${optional(error.constraint)}`,
    `file: ${optional(error.file)}`,
    `line: ${error.line ? `Some(${error.line})` : 'None'}`,
    `routine: ${optional(error.routine)}`,
  ];
  return `DbError { ${fields.join(', ')} }`;
}

import type { StatementFailure } from './statement-failure';

/**
 * The text of P3018, which Prisma also stores in the `logs` of the failed migration's history row. The
 * layout up to "Database error:" is Prisma's (`user-facing-errors`, `ApplyMigrationError`).
 */
export function failureLog(migrationName: string, failure: StatementFailure): string {
  const { info } = failure;
  return (
    'A migration failed to apply. New migrations cannot be applied before the error is recovered from. ' +
    'Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\n\n' +
    `Migration name: ${migrationName}\n\n` +
    `Database error code: ${info.code}\n\n` +
    `Database error:\n${describeFailure(failure)}\n`
  );
}

/** The database's error, all its parts, and the place. Never contains more of the SQL than the statement's first line. */
export function describeFailure({ info, statement, line }: StatementFailure): string {
  const parts = [info.message];
  if (info.detail) parts.push(`DETAIL: ${info.detail}`);
  if (info.hint) parts.push(`HINT: ${info.hint}`);
  if (statement) parts.push('', `Statement ${statement.number}, line ${line}: ${firstLine(statement.text)}`);
  return parts.join('\n');
}

/** The beginning of a statement, for messages. */
export function firstLine(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const cut = line.trim().slice(0, 100);
  return cut.length < text.trim().length ? `${cut} …` : cut;
}

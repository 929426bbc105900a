import {
  describePostgresFailure,
  migrationFailedText,
  type PostgresErrorFields,
} from '@faber-db/prisma-schema-engine';
import type { StatementFailure } from './statement-failure';

/**
 * The text of P3018, which Prisma stores in the `logs` of the failed migration's history row, to the
 * letter as Prisma's engine writes it.
 * @param sql the migration's file
 */
export function failureLog(migrationName: string, failure: StatementFailure, sql: string): string {
  const { info, error, position } = failure;
  const script = isPostgresError(error)
    ? describePostgresFailure(
        { ...postgresFields(error), position: position === undefined ? undefined : String(position) },
        sql,
      )
    : { databaseCode: info.code, databaseError: info.message };
  return migrationFailedText(migrationName, script);
}

function isPostgresError(error: unknown): error is PostgresErrorFields {
  return typeof error === 'object' && error !== null && 'severity' in error && 'message' in error;
}

/** An error's `message` is no property that a spread would copy. */
function postgresFields(error: PostgresErrorFields): PostgresErrorFields {
  return { ...error, message: error.message };
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

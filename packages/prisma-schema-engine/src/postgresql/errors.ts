import type { AdapterError } from '../driver-adapter';
import type { PostgresErrorFields } from '../failure-text';
import {
  authenticationFailed,
  databaseAccessDenied,
  databaseDoesNotExist,
  serverUnreachable,
  tlsConnectionFailed,
} from '../user-error';
import { serverLocation, type PostgresTarget } from './connection-string';

export type PostgresError = Error & PostgresErrorFields;

/** Whether the server itself sent the error. */
export function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof Error && 'severity' in error && 'code' in error;
}

export function sqlState(error: unknown): string | undefined {
  return isPostgresError(error) ? error.code : undefined;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOENT',
  'EACCES',
]);

/** The failure to connect as Prisma reports it; what Prisma has no code for stays as it is. */
export function toUserError(error: unknown, target: PostgresTarget): unknown {
  if (!(error instanceof Error)) return error;
  switch (sqlState(error)) {
    case '28P01':
      return authenticationFailed(userName(target));
    case '28000':
    case '42501':
      return databaseAccessDenied(target.database);
    case '3D000':
      return databaseDoesNotExist(target.database);
  }
  if (isPostgresError(error)) return error;
  const code = (error as { code?: unknown }).code;
  if (
    error instanceof AggregateError ||
    (typeof code === 'string' && UNREACHABLE.has(code)) ||
    /timeout expired|connection timeout|connection terminated/i.test(error.message)
  ) {
    return serverUnreachable(serverLocation(target));
  }
  if (/SCRAM.*password|password must be a/i.test(error.message))
    return authenticationFailed(userName(target));
  if (/SSL|TLS|certificate/i.test(error.message) || (typeof code === 'string' && /CERT|TLS|SSL/.test(code))) {
    return tlsConnectionFailed(error.message);
  }
  return error;
}

function userName({ user }: PostgresTarget): string {
  return user ?? process.env['PGUSER'] ?? process.env['USER'] ?? 'postgres';
}

/** A server error in the words of the driver adapter protocol. */
export function describeForEngine(error: unknown): AdapterError | undefined {
  if (!isPostgresError(error)) return undefined;
  const quoted = /"([^"]+)"/.exec(error.message)?.[1];
  switch (error.code) {
    case '42P01':
      return { kind: 'TableDoesNotExist', table: quoted };
    case '3D000':
      return { kind: 'DatabaseDoesNotExist', db: quoted };
    case '42P04':
      return { kind: 'DatabaseAlreadyExists', db: quoted };
    default:
      return {
        kind: 'postgres',
        code: error.code,
        severity: error.severity,
        message: error.message,
        detail: error.detail,
        column: error.column,
        hint: error.hint,
      };
  }
}

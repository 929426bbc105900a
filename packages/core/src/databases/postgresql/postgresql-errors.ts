import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { DatabaseErrorInfo } from '../database';
import { isError } from '../is-error';

/** Error codes of Node's sockets that mean that there is no connection (any more). */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'ENOENT',
  'EACCES',
]);

/** Fields of an error response (https://www.postgresql.org/docs/current/protocol-error-fields.html) as `pg` names them. */
interface ServerErrorFields {
  severity?: string;
  code?: string;
  detail?: string;
  hint?: string;
  position?: string;
}

/** The five-character SQLSTATE of an error of the server; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  const { code, severity } = error as Error & ServerErrorFields;
  return severity !== undefined && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Whether the session is gone: the socket broke or the server ended it. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  // 08: connection exceptions, 57P01-57P05: the server ends the session.
  if (state !== undefined) return state.startsWith('08') || /^57P0[1-5]$/.test(state);
  if (!isError(error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    (code !== undefined && SOCKET_CODES.has(code)) ||
    /^Connection terminated|^Client (was closed|has encountered a connection error)|not queryable/.test(
      error.message,
    )
  );
}

/** What to know about the session to tell a time-out from a cancellation. */
export interface SessionState {
  /** `cancel()` was called for the statement that failed. */
  cancelRequested: boolean;
  /** The session has a `statement_timeout`. */
  hasStatementTimeout: boolean;
}

/**
 * A driver's error in the common shape.
 * 57014 stands for both a statement time-out and a cancellation; the text tells which, and
 * where the server speaks another language, what we know about the session does.
 */
export function describePostgresqlError(thrown: unknown, session: SessionState): DatabaseErrorInfo {
  const error = thrown instanceof FaberDbError && thrown.cause !== undefined ? thrown.cause : thrown;
  const state = sqlState(error);
  const fields = error as ServerErrorFields;
  const text = isError(error) ? describeMessage(error) : String(error);
  const info: DatabaseErrorInfo = {
    code: state ?? (error as NodeJS.ErrnoException)?.code ?? '',
    message: state ? `${fields.severity}: ${text}` : text,
    category: categoryOf(error, state, text, session),
  };
  if (state && fields.detail) info.detail = fields.detail;
  if (state && fields.hint) info.hint = fields.hint;
  if (state && fields.position) info.position = Number(fields.position);
  return info;
}

function categoryOf(
  error: unknown,
  state: string | undefined,
  text: string,
  session: SessionState,
): DatabaseErrorInfo['category'] {
  if (isConnectionLoss(error)) return 'connection';
  if (error instanceof FaberDbError) return error.kind === 'connection' ? 'connection' : 'other';
  switch (state) {
    case '55P03':
      return 'lock-timeout';
    case '40001':
    case '40P01':
      return 'conflict';
    case '57014':
      if (/statement timeout/.test(text)) return 'statement-timeout';
      if (/user request/.test(text)) return 'cancelled';
      return !session.cancelRequested && session.hasStatementTimeout ? 'statement-timeout' : 'cancelled';
    default:
      return 'other';
  }
}

/** `host:port`, or the socket's folder. Never contains credentials. */
export function serverAddress({ host, port }: ServerConnection): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The error for a session that broke while it was used. */
export function connectionLost(cause: unknown, connection: ServerConnection): FaberDbError {
  const where = `${connection.database} on ${serverAddress(connection)}`;
  return new FaberDbError('CONNECTION_LOST', `The connection to ${where} broke: ${describeMessage(cause)}`, {
    remedy: ['Look at the server log, then run the same command again: it continues where this run stopped.'],
    cause,
    causeCode: sqlState(cause) ?? (cause as NodeJS.ErrnoException)?.code,
  });
}

/** The error for a connection that could not be made. */
export function connectFailure(cause: unknown, connection: ServerConnection): FaberDbError {
  if (cause instanceof FaberDbError) return cause;
  const address = serverAddress(connection);
  const { database } = connection;
  const state = sqlState(cause);
  const code = state ?? (cause as NodeJS.ErrnoException)?.code;
  const text = describeMessage(cause);
  const make = (kind: ConstructorParameters<typeof FaberDbError>[0], message: string, remedy: string[]) =>
    new FaberDbError(kind, message, { remedy, cause, causeCode: code });
  const role = connection.user ? `role "${connection.user}"` : 'the default role';

  if (state === '28P01' || /^SASL/.test(text)) {
    return make(
      'AUTHENTICATION_FAILED',
      `${address} refused the credentials of ${role} for database "${database}": ${text}`,
      [
        connection.password
          ? 'Check user and password in the connection URL.'
          : 'The connection URL has no password; add one.',
        'Characters such as @ : / ? # % in a password must be percent-encoded in a URL.',
      ],
    );
  }
  if (state === '28000') {
    return make(
      'AUTHENTICATION_FAILED',
      `${address} does not let ${role} into database "${database}": ${text}`,
      [
        `Check the role, and the server's pg_hba.conf for this role, database and address.`,
        `The connection uses tls mode "${connection.tls.mode}"; if the server insists on TLS, add sslmode=require to the URL.`,
      ],
    );
  }
  if (state === '3D000') {
    return make('DATABASE_NOT_FOUND', `${address} has no database "${database}".`, [
      'If the database should be there, check its name in the connection URL.',
    ]);
  }
  if (state === '42501') {
    return make('ACCESS_DENIED', `${role} may not use database "${database}" on ${address}: ${text}`, [
      `As an administrator: GRANT CONNECT ON DATABASE "${database}" TO ${connection.user ?? '<role>'};`,
    ]);
  }
  if (isTlsError(code, text)) {
    return make(
      'TLS_FAILED',
      `No TLS connection with ${address} (tls mode "${connection.tls.mode}"): ${text}`,
      [
        'If the certificate is signed by a private authority, name it with sslrootcert=<file> in the URL.',
        'If the host name is wrong, use the name in the certificate, or sslmode=verify-ca, which does not check it.',
      ],
    );
  }
  if (code === 'ETIMEDOUT' || /^timeout expired/.test(text)) {
    return make(
      'CONNECTION_TIMEOUT',
      `${address} did not answer within ${connection.connectTimeoutSeconds} s.`,
      [
        'Check host and port, firewall and VPN.',
        'A slow network needs more time: add connect_timeout=<seconds> to the URL.',
      ],
    );
  }
  return make('CONNECTION_FAILED', `Could not connect to database "${database}" on ${address}: ${text}`, [
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? 'Check the host name in the connection URL.'
      : 'Check that the server runs, and host and port in the connection URL.',
  ]);
}

function isTlsError(code: string | undefined, text: string): boolean {
  return (
    /SSL connection/.test(text) ||
    (code !== undefined &&
      /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code))
  );
}

/** Whether the other kind of connection (plain or TLS) is worth a try, as libpq's `prefer` and `allow` do. */
export function mayRetryOtherwise(cause: unknown): boolean {
  const state = sqlState(cause);
  if (state !== undefined) return state === '28000';
  const code = (cause as NodeJS.ErrnoException)?.code;
  const text = describeMessage(cause);
  return isTlsError(code, text) || code === 'ECONNRESET' || /^Connection terminated/.test(text);
}

/** Node reports several failed addresses as an `AggregateError` with an empty message. */
function describeMessage(error: unknown): string {
  if (error instanceof AggregateError && !error.message) {
    return error.errors.map((each) => (isError(each) ? each.message : String(each))).join('; ');
  }
  return isError(error) ? error.message : String(error);
}

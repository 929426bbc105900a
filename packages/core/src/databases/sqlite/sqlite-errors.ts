import type { FileConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { DatabaseErrorInfo } from '../database';
import { isError } from '../is-error';

/** Primary result codes (https://www.sqlite.org/rescode.html). */
const SQLITE = { BUSY: 5, LOCKED: 6, INTERRUPT: 9, IOERR: 10, CORRUPT: 11, CANTOPEN: 14, NOTADB: 26 };
const SQLITE_BUSY_SNAPSHOT = 517;

/** SQLite's extended result code in an error of either driver; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!isError(error)) return undefined;
  const { errcode, rawCode } = error as Error & { errcode?: number; rawCode?: number };
  if (typeof errcode === 'number') return errcode;
  if (typeof rawCode === 'number') return rawCode;
  // libsql puts the code of a failed open into the text only.
  const match = /Unable to open connection to local database .*: (\d+)/.exec(error.message);
  return match ? Number(match[1]) : undefined;
}

/** Whether somebody else has the file locked. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && [SQLITE.BUSY, SQLITE.LOCKED].includes(code & 0xff);
}

/** A driver's error in the common shape. */
export function describeSqliteError(thrown: unknown): DatabaseErrorInfo {
  const error = thrown instanceof FaberDbError && thrown.cause !== undefined ? thrown.cause : thrown;
  const code = sqliteCode(error);
  return {
    code: code === undefined ? '' : String(code),
    message: isError(error) ? error.message : String(error),
    category: categoryOf(code),
  };
}

function categoryOf(code: number | undefined): DatabaseErrorInfo['category'] {
  if (code === undefined) return 'other';
  if (code === SQLITE_BUSY_SNAPSHOT) return 'conflict';
  switch (code & 0xff) {
    case SQLITE.BUSY:
    case SQLITE.LOCKED:
      return 'lock-timeout';
    case SQLITE.INTERRUPT:
      return 'cancelled';
    case SQLITE.IOERR:
    case SQLITE.CANTOPEN:
      return 'connection';
    default:
      return 'other';
  }
}

/** The error for a file that cannot be opened as a database. */
export function openFailure(cause: unknown, { file, connectTimeoutSeconds }: FileConnection): FaberDbError {
  if (cause instanceof FaberDbError) return cause;
  const code = sqliteCode(cause);
  const errno = (cause as NodeJS.ErrnoException)?.code;
  const options = { location: { file }, cause, causeCode: code === undefined ? errno : String(code) };
  const text = isError(cause) ? cause.message : String(cause);
  if (isBusy(cause)) {
    return new FaberDbError(
      'CONNECTION_TIMEOUT',
      `${file} is locked by another program for more than ${connectTimeoutSeconds} s.`,
      {
        ...options,
        remedy: [`See who uses it: fuser -v ${file}`],
      },
    );
  }
  if (code === SQLITE.NOTADB || code === SQLITE.CORRUPT) {
    return new FaberDbError(
      'CONNECTION_FAILED',
      `${file} is no SQLite database, encrypted or damaged: ${text}`,
      {
        ...options,
        remedy: [`Check the path in the connection URL, or restore the file from a backup.`],
      },
    );
  }
  if (
    (code !== undefined && (code & 0xff) === SQLITE.CANTOPEN) ||
    errno === 'EACCES' ||
    errno === 'EPERM' ||
    errno === 'EROFS'
  ) {
    return new FaberDbError('ACCESS_DENIED', `${file} cannot be opened: ${text}`, {
      ...options,
      remedy: [`SQLite must be able to write to the file and to its folder: ls -ld ${file}`],
    });
  }
  return new FaberDbError('CONNECTION_FAILED', `${file} cannot be opened: ${text}`, {
    ...options,
    remedy: ['Check the path in the connection URL.'],
  });
}

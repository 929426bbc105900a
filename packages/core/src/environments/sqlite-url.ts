import { isAbsolute, resolve } from 'node:path';
import type { FileConnection } from './connection';
import { Secret } from './secret';
import type { UrlErrors } from './url-error';

/** Seconds to wait for another process's lock; Prisma's default `socket_timeout` for SQLite. */
const DEFAULT_BUSY_SECONDS = 5;

/** True if a text without a scheme is the path of a SQLite file. */
export function isSqlitePath(text: string): boolean {
  return /^[^?]+\.(db|db3|sqlite|sqlite3)(\?.*)?$/i.test(text) && !text.includes('://');
}

/**
 * Reads the forms in which a SQLite file is named: `file:./dev.db`, `file:dev.db`,
 * `file:/abs`, `file:///abs`, `sqlite:` and `sqlite://` with a path, or a plain path.
 * As Prisma does, percent-encoding is not decoded, and the parameters of its connection
 * pool mean nothing here.
 * @param baseDirectory where relative paths start: the project for Prisma 7 (the folder
 *   of its configuration), the folder of the schema for Prisma 6
 * @throws FaberDbError URL_INVALID, UNSUPPORTED (databases in memory)
 */
export function parseSqliteUrl(url: string, baseDirectory: string, errors: UrlErrors): FileConnection {
  const scheme = /^(file|sqlite):/i.exec(url)?.[1]?.toLowerCase();
  const written = scheme === undefined ? url : url.slice(scheme.length + 1);
  const question = written.indexOf('?');
  const query = question === -1 ? '' : written.slice(question + 1);
  const parameters = new URLSearchParams(query);
  const path = filePath(question === -1 ? written : written.slice(0, question), scheme, errors);
  if (path === ':memory:' || parameters.get('mode') === 'memory') {
    throw errors.error(
      'UNSUPPORTED',
      'is for a database in memory, which is gone when the command ends.',
      'Name a file, such as file:./dev.db.',
    );
  }
  if (path === '') throw errors.invalid('names no file.', 'Write file:./dev.db, for example.');
  const file = resolve(baseDirectory, path);
  const timeout = parameters.get('socket_timeout') ?? parameters.get('connect_timeout');
  if (timeout !== null && !/^\d{1,7}$/.test(timeout)) {
    throw errors.invalid('has a time limit that is no whole number of seconds.');
  }
  return {
    provider: 'sqlite',
    url: new Secret(`file:${file}${query === '' ? '' : `?${query}`}`),
    redactedUrl: `file:${file}`,
    file,
    connectTimeoutSeconds: timeout === null ? DEFAULT_BUSY_SECONDS : Number(timeout),
  };
}

function filePath(text: string, scheme: string | undefined, errors: UrlErrors): string {
  if (scheme === undefined || !text.startsWith('//')) return text;
  const behind = text.slice(2);
  const path =
    scheme === 'file' && behind.startsWith('localhost/') ? behind.slice('localhost'.length) : behind;
  // file:///C:/dev.db
  if (/^\/[A-Za-z]:[\\/]/.test(path)) return path.slice(1);
  if (scheme === 'file' && path !== '' && !isAbsolute(path)) {
    // SQLite takes the first part for a host, Prisma for a folder in the root.
    throw errors.invalid(
      'has a relative path behind "file://", which programs read differently.',
      'Write file:./dev.db for a relative path, file:///srv/dev.db for an absolute one.',
    );
  }
  return path;
}

import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { invalidConnectionString, UserFacingError } from '../user-error';

/** Where and how to connect, as read from a `postgresql://` URL. */
export interface PostgresTarget {
  user: string | undefined;
  /** Absent where the URL has none: `pg` then takes PGPASSWORD, or `~/.pgpass`. */
  password: string | undefined;
  /** A host name, an address, or the folder of a Unix socket. */
  host: string;
  port: number;
  database: string;
  /** The PostgreSQL schema to work in. */
  schema: string;
  tls: TlsMode;
  /** In milliseconds; 0 waits for ever. */
  connectTimeout: number;
  applicationName: string | undefined;
  /** Command line options for the server's session (`-c name=value`). */
  options: string | undefined;
}

export interface TlsMode {
  /** `prefer` falls back to an unencrypted connection where the server has no TLS. */
  mode: 'disable' | 'prefer' | 'require';
  options: ConnectionOptions;
}

const DEFAULT_PORT = 5432;
const DEFAULT_CONNECT_TIMEOUT_SECONDS = 5;

/**
 * Reads the URL like the native engine, with libpq's `sslmode` values and file names on top.
 *
 * @param baseDir what relative certificate paths are relative to
 * @throws UserFacingError P1013 for a malformed URL, P1011 for a certificate that cannot be read
 */
export function parsePostgresUrl(url: string, baseDir: string): PostgresTarget {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // The only part that `URL` is strict about in this scheme, apart from the host, is the port.
    throw invalidConnectionString(
      /:\/\/(?:[^/?#]*@)?[^/?#@]*:[^/?#@\]]+(?:[/?#]|$)/.test(url)
        ? 'invalid port number'
        : 'invalid domain character',
    );
  }
  const query = parsed.searchParams;
  return {
    user: decode(parsed.username) || undefined,
    password: decode(parsed.password) || undefined,
    host: query.get('host') ?? (decode(parsed.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost'),
    port: Number(parsed.port || DEFAULT_PORT),
    database: decode(parsed.pathname.slice(1)) || 'postgres',
    schema: query.get('schema') ?? 'public',
    tls: tlsMode(query, baseDir),
    connectTimeout: seconds(query, 'connect_timeout', DEFAULT_CONNECT_TIMEOUT_SECONDS) * 1000,
    applicationName: query.get('application_name') ?? undefined,
    options: query.get('options') ?? undefined,
  };
}

/** `host:port`, or the socket's folder: what messages call the server. */
export function serverLocation({ host, port }: PostgresTarget): string {
  return host.startsWith('/') ? host : `${host}:${port}`;
}

/**
 * TLS as Prisma and libpq mean it: `require` encrypts, but only `verify-ca`, `verify-full` or Prisma's
 * `sslaccept=strict` look at the server's certificate. In Prisma `sslcert` is the certificate of the
 * authority; in libpq that is `sslrootcert`, and `sslcert` goes with `sslkey`. The presence of `sslkey` tells
 * which is meant.
 */
function tlsMode(query: URLSearchParams, baseDir: string): TlsMode {
  const sslmode = query.get('sslmode') ?? 'prefer';
  const strict = query.get('sslaccept') === 'strict';
  const file = (key: string): Buffer | undefined => {
    const name = query.get(key);
    if (!name) return undefined;
    try {
      return readFileSync(path.resolve(baseDir, name));
    } catch {
      throw new UserFacingError(
        'P1011',
        `Error opening a TLS connection: cannot read the file of \`${key}\`: ${name}`,
      );
    }
  };
  if (sslmode === 'disable') return { mode: 'disable', options: {} };

  const key = file('sslkey');
  const ca = file('sslrootcert') ?? (key ? undefined : file('sslcert'));
  const cert = key ? file('sslcert') : undefined;
  const pfx = file('sslidentity');
  const passphrase = query.get('sslpassword');
  const options: ConnectionOptions = {
    rejectUnauthorized: strict || sslmode === 'verify-ca' || sslmode === 'verify-full',
    ...(ca ? { ca } : {}),
    ...(key ? { key } : {}),
    ...(cert ? { cert } : {}),
    ...(pfx ? { pfx } : {}),
    ...(passphrase ? { passphrase } : {}),
    ...(sslmode === 'verify-ca' && !strict ? { checkServerIdentity: () => undefined } : {}),
  };
  switch (sslmode) {
    case 'allow':
    case 'prefer':
      return { mode: 'prefer', options };
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return { mode: 'require', options };
    default:
      throw invalidConnectionString(`unsupported value \`${sslmode}\` for \`sslmode\``);
  }
}

function seconds(query: URLSearchParams, key: string, fallback: number): number {
  const text = query.get(key);
  if (text === null) return fallback;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0)
    throw invalidConnectionString(`invalid value for \`${key}\``);
  return value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidConnectionString('invalid percent-encoding');
  }
}

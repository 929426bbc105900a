import type { Secret } from './secret';

export type ProviderName = 'postgresql' | 'mysql' | 'sqlite';

/**
 * How the connection is protected, in libpq's terms
 * (https://www.postgresql.org/docs/current/libpq-ssl.html): `require` encrypts but
 * does not verify, `verify-ca` checks the chain, `verify-full` the host name too.
 */
export type TlsMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  mode: TlsMode;
  /** Files with PEM certificates, as absolute paths. */
  rootCertificate?: string;
  clientCertificate?: string;
  clientKey?: string;
}

/** What all parsed connection URLs have in common. */
interface ConnectionBase {
  /**
   * The URL for child processes (through their environment only): as given, but made
   * readable for every tool where it was not (odd characters in the password, libpq's
   * keyword form, a relative path of a file).
   */
  url: Secret;
  /** The URL without credentials and query, fit for logs and reports. */
  redactedUrl: string;
}

/** A PostgreSQL or MySQL server and a database on it. */
export interface ServerConnection extends ConnectionBase {
  provider: 'postgresql' | 'mysql';
  /** Host name, address, or the folder of a Unix socket (starts with `/`). */
  host: string;
  port: number;
  user?: string;
  password?: Secret;
  database: string;
  /**
   * PostgreSQL: the schema that holds the migration history (`?schema=`), default `public`.
   * MySQL: the database, which is the same thing there.
   */
  schema: string;
  tls: TlsSettings;
  /** Seconds to wait for a connection; 0 = no limit. */
  connectTimeoutSeconds: number;
  applicationName?: string;
  /** `options` of libpq, such as `-c role=migrator`. */
  serverOptions?: string;
  /** The URL says it leads to PgBouncer (`?pgbouncer=true`, as Prisma writes it). */
  pooled: boolean;
}

/** A SQLite database file. */
export interface FileConnection extends ConnectionBase {
  provider: 'sqlite';
  /** Absolute path of the database file. */
  file: string;
  /** Seconds to wait for another process's lock on the file; 0 = do not wait. */
  connectTimeoutSeconds: number;
}

/** Where a database is and how to get in. Contains `Secret`s, so it is safe to serialise. */
export type Connection = ServerConnection | FileConnection;

import type { Hosting } from '../config/resolved-config';
import type { Connection, ProviderName, ServerConnection, TlsMode } from './connection';
import { Secret } from './secret';
import {
  applyAddressParameters,
  looksLikeKeywords,
  readKeywords,
  readServerUrl,
  type ServerAddress,
} from './server-address';
import { isSqlitePath, parseSqliteUrl } from './sqlite-url';
import { tlsSettings } from './tls-settings';
import { UrlErrors } from './url-error';

export interface ParseConnectionUrlOptions {
  /** The URL, or whatever form the provider's users write. */
  url: string;
  /** The engine that the configuration names. */
  provider: ProviderName;
  hosting: Hosting;
  /** The least protection that the configuration asks for; undefined = it does not say. */
  tls: TlsMode | undefined;
  /** Absolute path of the folder that relative paths start from (SQLite files, certificates). */
  baseDirectory: string;
  /** The variable that held the URL, for messages. */
  variable?: string;
}

/** Seconds to wait for a server if the URL does not say. */
const DEFAULT_CONNECT_TIMEOUT_SECONDS = 10;

const DEFAULT_PORTS = { postgresql: 5432, mysql: 3306 } as const;

const SCHEMES: Readonly<Record<string, ProviderName>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  file: 'sqlite',
};

/** URLs that lead to something else than a database server we can migrate, and what to do. */
const UNSUPPORTED_SCHEMES: Readonly<Record<string, string>> = {
  'prisma+postgres': 'a Prisma Postgres or Accelerate proxy, over which migrations cannot be applied',
  prisma: 'a Prisma Accelerate proxy, over which migrations cannot be applied',
  libsql: 'a libSQL server, not a SQLite file',
  jdbc: 'a JDBC driver',
  sqlserver: 'Microsoft SQL Server',
  mssql: 'Microsoft SQL Server',
  mongodb: 'MongoDB',
  'mongodb+srv': 'MongoDB',
  cockroachdb: 'CockroachDB',
};

const SUGGESTIONS: Partial<Record<string, string>> = {
  'prisma+postgres':
    'Use the direct URL of the database (postgres://…), which `prisma dev` and the console show.',
  prisma: 'Use the direct URL of the database (postgresql:// or mysql://).',
  libsql: 'Use a local file, such as file:./dev.db.',
  jdbc: 'Leave "jdbc:" away and put user and password before the host: postgresql://user:password@host/database.',
};

/**
 * Reads a connection URL as Prisma, libpq and Node users write it:
 * `postgresql://`, `postgres://`, libpq's `host=… dbname=…`, `mysql://`, `mariadb://`,
 * `file:`, `sqlite:` and plain paths of SQLite files. Secrets end up in `Secret`s only.
 * @throws FaberDbError URL_INVALID, PROVIDER_MISMATCH, UNSUPPORTED; none quotes the URL
 */
export function parseConnectionUrl(options: ParseConnectionUrlOptions): Connection {
  const errors = new UrlErrors(options.variable);
  const url = options.url.trim();
  const found = detectProvider(url, errors);
  if (found.provider !== options.provider) throw mismatch(found.provider, options, errors);
  if (found.provider === 'sqlite') return parseSqliteUrl(url, options.baseDirectory, errors);
  return parseServer(found.provider, found.rest, url, options, errors);
}

/** The provider that a URL is for, and what stands behind `scheme://` (undefined: not a URL). */
function detectProvider(
  url: string,
  errors: UrlErrors,
): { provider: ProviderName; rest: string | undefined } {
  if (url === '') throw errors.invalid('is empty.');
  if (/^(["'`]).*\1$/s.test(url)) {
    throw errors.invalid(
      'begins and ends with quotes that are part of the value.',
      'Remove the quotes where the variable is set (docker --env-file and some CI systems keep them).',
    );
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase();
  const provider = scheme === undefined ? undefined : SCHEMES[scheme];
  if (scheme !== undefined && provider !== undefined) {
    if (provider === 'sqlite') return { provider, rest: undefined };
    const rest = url.slice(scheme.length + 1);
    if (!rest.startsWith('//')) throw errors.invalid(`has no // behind "${scheme}:".`);
    return { provider, rest: rest.slice(2) };
  }
  const unsupported = scheme === undefined ? undefined : UNSUPPORTED_SCHEMES[scheme];
  if (scheme !== undefined && unsupported !== undefined) {
    const suggestion = SUGGESTIONS[scheme];
    throw errors.error(
      'UNSUPPORTED',
      `is for ${unsupported}.`,
      ...(suggestion === undefined ? [] : [suggestion]),
    );
  }
  if (isSqlitePath(url)) return { provider: 'sqlite', rest: undefined };
  if (looksLikeKeywords(url)) return { provider: 'postgresql', rest: undefined };
  // The text is not shown: it may be a password in the wrong variable.
  throw errors.invalid(
    'is in no known form.',
    'Write postgresql://user:password@host:5432/database, mysql://… or file:./dev.db.',
  );
}

function mismatch(found: ProviderName, options: ParseConnectionUrlOptions, errors: UrlErrors) {
  return errors.error(
    'PROVIDER_MISMATCH',
    `is for ${found}, but the configuration says ${options.provider}.`,
    `Set the variable to a URL for ${options.provider}, or the provider to "${found}".`,
  );
}

function parseServer(
  provider: 'postgresql' | 'mysql',
  rest: string | undefined,
  url: string,
  options: ParseConnectionUrlOptions,
  errors: UrlErrors,
): ServerConnection {
  const written = rest === undefined ? readKeywords(url, errors) : readServerUrl(rest, errors);
  const address = applyAddressParameters(written, errors);
  const { parameters, database } = address;
  if (database === undefined) {
    throw errors.invalid(
      'names no database.',
      `Put it behind the host: ${provider}://user:password@host/database.`,
    );
  }
  for (const key of ['service', 'servicefile', 'passfile']) {
    if (!parameters.has(key)) continue;
    throw errors.error(
      'UNSUPPORTED',
      `uses ${key}, a file of libpq.`,
      'Put what the file says into the URL.',
    );
  }
  const host = address.host ?? 'localhost';
  const port = address.port ?? DEFAULT_PORTS[provider];
  const { password, user } = address;
  const applicationName = parameters.get('application_name');
  const serverOptions = parameters.get('options');
  return {
    provider,
    url: new Secret(written.portable ? url : writeUrl(provider, { ...address, host, port, database })),
    redactedUrl: `${provider}://${urlHost(host)}:${port}/${encodeURIComponent(database)}`,
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password: new Secret(password) }),
    database,
    schema: provider === 'mysql' ? database : parameters.get('schema') || 'public',
    tls: tlsSettings(
      {
        parameters,
        hosting: options.hosting,
        configured: options.tls,
        isSocket: isSocketFolder(host),
        baseDirectory: options.baseDirectory,
      },
      errors,
    ),
    connectTimeoutSeconds: seconds(parameters, 'connect_timeout', errors) ?? DEFAULT_CONNECT_TIMEOUT_SECONDS,
    ...(applicationName ? { applicationName } : {}),
    ...(serverOptions ? { serverOptions } : {}),
    pooled: parameters.get('pgbouncer') === 'true',
  };
}

/** True if a host is a Unix socket: libpq takes what begins with a slash, or `@` for abstract ones. */
function isSocketFolder(host: string): boolean {
  return host.startsWith('/') || host.startsWith('@');
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : encodeURIComponent(host);
}

/** A URL that every tool reads alike. */
function writeUrl(
  provider: 'postgresql' | 'mysql',
  address: ServerAddress & { host: string; port: number; database: string },
): string {
  const { user, password, host, port, database } = address;
  const parameters = new Map(address.parameters);
  // Prisma and node-postgres know sockets as a parameter, not as a host.
  if (isSocketFolder(host)) parameters.set(provider === 'mysql' ? 'socket' : 'host', host);
  const credentials =
    user === undefined && password === undefined
      ? ''
      : `${encodeURIComponent(user ?? '')}${password === undefined ? '' : `:${encodeURIComponent(password)}`}@`;
  const query = [...parameters].map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return [
    `${provider}://${credentials}${isSocketFolder(host) ? 'localhost' : urlHost(host)}:${port}`,
    `/${encodeURIComponent(database)}${query.length === 0 ? '' : `?${query.join('&')}`}`,
  ].join('');
}

/** @throws FaberDbError URL_INVALID unless the parameter is absent or a whole number of seconds */
function seconds(
  parameters: ReadonlyMap<string, string>,
  key: string,
  errors: UrlErrors,
): number | undefined {
  const text = parameters.get(key);
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,7}$/.test(text)) throw errors.invalid(`has a ${key} that is no whole number of seconds.`);
  return Number(text);
}

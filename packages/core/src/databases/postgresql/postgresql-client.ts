import type * as Pg from 'pg';
import type { Client, ClientConfig } from 'pg';
import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { ConnectOptions } from '../database';
import { currentProcessOwner, ownerLabel } from '../process-owner';
import { connectFailure, mayRetryOtherwise } from './postgresql-errors';
import { tlsAttempts, type TlsAttempt } from './postgresql-tls';

/** The server cuts `application_name` at NAMEDATALEN - 1 bytes. */
const APPLICATION_NAME_BYTES = 63;

/** What DBAs see in `pg_stat_activity.application_name`: the purpose and who we are. */
export function applicationName(purpose: string): string {
  return ownerLabel(purpose, currentProcessOwner(), APPLICATION_NAME_BYTES);
}

/** Parts of the driver's client that its types leave out. */
interface ClientInternals {
  processID: number | null;
  connection: { stream: { destroy(error?: Error): void } };
}

/** The backend's process id as it was announced when connecting. A pooler announces one of its own making. */
export function announcedProcessId(client: Client): number | null {
  return (client as unknown as ClientInternals).processID;
}

/** Ends a connection without a farewell, also when the server no longer answers. */
export function destroyClient(client: Client): void {
  (client as unknown as ClientInternals).connection.stream.destroy();
}

/**
 * Opens one connection under libpq's TLS rules, within `connection.connectTimeoutSeconds`
 * (0 = no limit) over all attempts.
 * @throws FaberDbError of kind `connection`; DRIVER_MISSING; CANCELLED
 */
export async function openClient(
  connection: ServerConnection,
  options: ConnectOptions = {},
): Promise<Client> {
  const limitMs = connection.connectTimeoutSeconds * 1000;
  const deadline = performance.now() + limitMs;
  const attempts = tlsAttempts(connection.tls, connection.host);
  for (const [index, tls] of attempts.entries()) {
    const leftMs = limitMs > 0 ? Math.max(1, Math.ceil(deadline - performance.now())) : 0;
    try {
      return await openOnce(connection, tls, leftMs, options);
    } catch (error) {
      const isLast = index === attempts.length - 1;
      if (isLast || !mayRetryOtherwise(error)) throw connectFailure(error, connection);
    }
  }
  throw new FaberDbError('UNEXPECTED', 'No way to connect was tried.');
}

async function openOnce(
  connection: ServerConnection,
  tls: TlsAttempt,
  timeoutMs: number,
  options: ConnectOptions,
): Promise<Client> {
  const { signal } = options;
  const { Client, types } = await loadDriver();
  const config: ClientConfig = {
    host: connection.host,
    port: connection.port,
    user: connection.user,
    password: connection.password?.reveal(),
    database: connection.database,
    ssl: tls,
    application_name: applicationName(options.applicationName ?? connection.applicationName ?? 'faber-db'),
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: string) =>
        (format === 'binary' ? undefined : PARSERS[oid]) ??
        (ARRAYS.has(oid) ? types.getTypeParser(oid) : (text: string) => text),
    },
    ...(connection.serverOptions ? { options: connection.serverOptions } : {}),
  };
  const client = new Client(config);
  // Without a listener, a connection that breaks while idle ends the whole process. The
  // next query reports the loss.
  client.on('error', () => undefined);
  const abort = () => destroyClient(client);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await client.connect();
    return client;
  } catch (error) {
    destroyClient(client);
    if (signal?.aborted)
      throw new FaberDbError('CANCELLED', 'Interrupted while connecting. Nothing was changed.');
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function loadDriver(): Promise<typeof Pg> {
  try {
    return await import('pg');
  } catch (cause) {
    throw new FaberDbError('DRIVER_MISSING', 'The PostgreSQL driver "pg" could not be loaded.', {
      remedy: ['npm install pg'],
      cause,
    });
  }
}

/** Arrays of boolean, name, smallint, integer, text, bigint and varchar, which the driver reads well. */
const ARRAYS = new Set([1000, 1003, 1005, 1007, 1009, 1015, 1016]);

const INT8 = 20;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
/**
 * Types become: booleans, numbers (bigint beyond 2^53), JSON, and `Date` for both time stamps,
 * read as UTC, which is the session's time zone. Everything else stays text: the driver's
 * own list reads time stamps without a zone as local time.
 */
const PARSERS: Record<number, (text: string) => unknown> = {
  16: (text) => text === 't',
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
  [INT8]: (text) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  },
  114: (text) => JSON.parse(text),
  3802: (text) => JSON.parse(text),
  [TIMESTAMP]: parseUtc,
  [TIMESTAMPTZ]: parseUtc,
};

/** `2024-01-02 03:04:05.678901[+00]`; what a `Date` cannot hold (infinity, BC) stays text. */
function parseUtc(text: string): Date | string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::?\d\d)?)?$/.exec(text);
  if (!match) return text;
  const [, day, time = '', zone] = match;
  const offset = zone === undefined ? 'Z' : zone.length === 3 ? `${zone}:00` : zone;
  const date = new Date(`${day}T${time.slice(0, 12)}${offset}`);
  return Number.isNaN(date.getTime()) ? text : date;
}

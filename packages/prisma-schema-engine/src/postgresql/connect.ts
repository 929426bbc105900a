import type { Client, CustomTypesConfig, QueryArrayResult } from 'pg';
import type { EngineLog } from '../engine-log';
import type { Shutdown } from '../shutdown';
import { toUserError } from './errors';
import type { PostgresTarget } from './connection-string';

/** What connecting needs besides the target. */
export interface ConnectionServices {
  log: EngineLog;
  shutdown: Shutdown;
}

/** One dedicated session: the advisory lock, `search_path` and transactions of a migration live in it. */
export class PostgresConnection {
  private running = 0;
  private readonly withdrawCancel: () => void;

  private constructor(
    private readonly client: Client,
    readonly target: PostgresTarget,
    private readonly services: ConnectionServices,
  ) {
    this.withdrawCancel = services.shutdown.add('cancel', () => this.cancel());
  }

  /** @throws UserFacingError P1000, P1001, P1003, P1010 or P1011; otherwise the driver's error */
  static async open(target: PostgresTarget, services: ConnectionServices): Promise<PostgresConnection> {
    const client = await openClient(target, services.log);
    const connection = new PostgresConnection(client, target, services);
    await connection.execute(
      `SET search_path = ${quoteIdentifier(target.schema)}; SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'`,
    );
    return connection;
  }

  /** Runs a script in one simple query: the whole of it is one implicit transaction. */
  async execute(script: string): Promise<void> {
    await this.track(() => this.client.query(script));
  }

  async query(
    sql: string,
    values: unknown[] = [],
    types?: CustomTypesConfig,
  ): Promise<QueryArrayResult<unknown[]>> {
    const result = await this.track(() =>
      this.client.query<unknown[]>({
        text: sql,
        rowMode: 'array',
        // Without values pg uses the simple protocol, which also takes several statements.
        ...(values.length > 0 ? { values } : {}),
        ...(types ? { types } : {}),
      }),
    );
    return lastResult(result);
  }

  async end(): Promise<void> {
    this.withdrawCancel();
    await this.client.end();
  }

  private async track<T>(fn: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      return await fn();
    } finally {
      this.running--;
    }
  }

  /** Makes the server give up the running statement: it would go on, and commit, after this process is gone. */
  private async cancel(): Promise<void> {
    if (this.running === 0) return;
    const { processID } = this.client as Client & { processID: number };
    this.services.log('cancelling', { processID });
    const canceller = await openClient(this.target, this.services.log);
    try {
      await canceller.query('SELECT pg_cancel_backend($1)', [processID]);
    } finally {
      await canceller.end();
    }
  }
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** pg answers a text with several statements with an array, which its types do not say. */
function lastResult(result: QueryArrayResult<unknown[]>): QueryArrayResult<unknown[]> {
  const results: QueryArrayResult<unknown[]>[] = Array.isArray(result) ? result : [result];
  return results.at(-1) as QueryArrayResult<unknown[]>;
}

async function openClient(target: PostgresTarget, log: EngineLog): Promise<Client> {
  const { mode, options } = target.tls;
  const overSocket = target.host.startsWith('/');
  try {
    return await openWith(target, mode === 'disable' || overSocket ? false : options, log);
  } catch (error) {
    if (mode !== 'prefer' || !serverHasNoTls(error)) throw toUserError(error, target);
  }
  try {
    return await openWith(target, false, log);
  } catch (error) {
    throw toUserError(error, target);
  }
}

async function openWith(
  target: PostgresTarget,
  ssl: PostgresTarget['tls']['options'] | false,
  log: EngineLog,
): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    password: target.password,
    ssl,
    connectionTimeoutMillis: target.connectTimeout,
    application_name: target.applicationName,
    options: target.options,
  });
  // A connection that dies between two queries must not take the process with it: the next query tells.
  client.on('error', (error) => log('idle connection failed', error));
  await client.connect();
  return client;
}

function serverHasNoTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL connections');
}

import type { Client } from 'pg';
import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type {
  AdvisoryLock,
  BlockingWatch,
  ConnectOptions,
  Database,
  DatabaseCapabilities,
  DatabaseErrorInfo,
  InvalidIndex,
  LockOptions,
  SchemaSnapshot,
  StatementLimits,
  TableInfo,
} from '../database';
import { openPostgresqlWatch } from './postgresql-blocking';
import { clearPostgresql } from './postgresql-clear';
import { destroyClient, openClient } from './postgresql-client';
import { postgresqlDialect } from './postgresql-dialect';
import {
  connectFailure,
  connectionLost,
  describePostgresqlError,
  isConnectionLoss,
} from './postgresql-errors';
import { acquirePostgresqlLock } from './postgresql-lock';
import { postgresqlSnapshot, userObject } from './postgresql-snapshot';

export const postgresqlCapabilities: DatabaseCapabilities = {
  transactionalDdl: true,
  server: true,
  lockTimeout: true,
  statementTimeout: true,
  atomicScripts: true,
};

const CANCEL_TIMEOUT_SECONDS = 5;

/** One open connection to a PostgreSQL database. */
export class PostgresqlSession implements Database {
  readonly capabilities = postgresqlCapabilities;
  readonly dialect = postgresqlDialect;
  readonly #client: Client;
  readonly #serverVersion: string;
  /** The real backend, also behind a pooler. */
  readonly #backendPid: number;
  #cancelRequested = false;
  #hasStatementTimeout = false;
  #closed = false;

  private constructor(
    readonly connection: ServerConnection,
    client: Client,
    start: { version: string; pid: number },
  ) {
    this.#client = client;
    this.#serverVersion = start.version;
    this.#backendPid = start.pid;
  }

  /**
   * Connects and prepares the session: the connection's schema as the only one in the search path
   * (as Prisma's engine does), times in UTC, dates written as ISO 8601 (how they are read stays).
   * @throws FaberDbError of kind `connection`; DRIVER_MISSING; CANCELLED
   */
  static async open(connection: ServerConnection, options: ConnectOptions = {}): Promise<PostgresqlSession> {
    const client = await openClient(connection, options);
    try {
      // Several statements in one message: the driver then returns a list of results.
      const results = (await client.query(
        `SET search_path = ${postgresqlDialect.quoteIdentifier(connection.schema)};
         SET TIME ZONE 'UTC';
         SET DateStyle = 'ISO';
         SELECT pg_catalog.current_setting('server_version') AS version, pg_catalog.pg_backend_pid() AS pid`,
      )) as unknown as { rows: { version: string; pid: number }[] }[];
      const start = results.at(-1)?.rows[0];
      if (!start) throw new FaberDbError('UNEXPECTED', 'The server did not describe the session.');
      return new PostgresqlSession(connection, client, start);
    } catch (error) {
      destroyClient(client);
      throw connectFailure(error, connection);
    }
  }

  async version(): Promise<string> {
    // Distributions add theirs: "15.18 (Debian 15.18-0+deb12u1)".
    return `PostgreSQL ${this.#serverVersion.split(' ')[0]}`;
  }

  /**
   * `postgresql/<cluster>@<address>/<database>#<oid>/<schema>`. The cluster's system identifier
   * alone would be the same on a server restored from a file-system snapshot, so the
   * server's own address is part of it; the oid changes when a database is dropped and restored.
   */
  async identity(): Promise<string> {
    const [row] = await this.query<{ cluster: string; address: string; database: string; oid: number }>(
      `SELECT coalesce(pg_catalog.host(pg_catalog.inet_server_addr()) || ':' || pg_catalog.inet_server_port(), 'local') AS address,
              d.datname AS database, d.oid AS oid,
              CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
                   THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system())
                   ELSE 'started ' || extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text
              END AS cluster
       FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`,
    );
    if (!row) throw new FaberDbError('UNEXPECTED', 'The server did not tell its identity.');
    return `postgresql/${row.cluster}@${row.address}/${row.database}#${row.oid}/${this.connection.schema}`;
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    const result = await this.#send(() => this.#client.query(sql, [...parameters]));
    return result.rows as Row[];
  }

  /** One message of the simple protocol: several statements are one transaction unless they say otherwise. */
  async execute(sql: string): Promise<void> {
    await this.#send(() => this.#client.query(sql));
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.execute('BEGIN');
    let result: T;
    try {
      result = await work();
      const commit = await this.#send(() => this.#client.query('COMMIT'));
      if (commit.command === 'ROLLBACK') {
        // The server's answer to a COMMIT after a statement failed and somebody hid its error.
        throw new FaberDbError(
          'UNEXPECTED',
          'The transaction had failed, so the server rolled it back at COMMIT.',
        );
      }
    } catch (error) {
      await this.#client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    return result;
  }

  /** Limits outlive the transaction in which they are set only if it commits; set them outside. */
  async setLimits({ lockTimeoutMs, statementTimeoutMs }: StatementLimits): Promise<void> {
    const settings = [
      ...(lockTimeoutMs === undefined ? [] : [`SET lock_timeout = ${Math.ceil(lockTimeoutMs)}`]),
      ...(statementTimeoutMs === undefined
        ? []
        : [`SET statement_timeout = ${Math.ceil(statementTimeoutMs)}`]),
    ];
    if (settings.length === 0) return;
    await this.execute(settings.join('; '));
    if (statementTimeoutMs !== undefined) this.#hasStatementTimeout = statementTimeoutMs > 0;
  }

  async lock(options: LockOptions): Promise<AdvisoryLock> {
    const lock = await this.#send(() => acquirePostgresqlLock(this.#client, this.connection, options));
    return {
      assertHeld: () => this.#send(() => lock.assertHeld()),
      heldCondition: lock.heldCondition,
      release: async () => {
        if (this.#closed) return;
        try {
          await lock.release();
        } catch (error) {
          // A session that is gone has no lock any more, and the caller has a better error already.
          if (!isConnectionLoss(error)) throw error;
        }
      },
    };
  }

  /**
   * Ordinary and partitioned tables. A partitioned table has the sum of its partitions, which are
   * listed as well, marked `partition`. Estimates are those of the last ANALYZE or VACUUM.
   */
  async tables(): Promise<TableInfo[]> {
    const rows = await this.query<{
      schema: string;
      name: string;
      partition: boolean;
      estimate: number | null;
    }>(
      `SELECT n.nspname AS schema, c.relname AS name, c.relispartition AS partition,
              CASE WHEN c.relkind = 'p'
                   THEN (SELECT sum(nullif(leaf.reltuples, -1)::float8)
                         FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class leaf ON leaf.oid = t.relid
                         WHERE t.isleaf)
                   ELSE nullif(c.reltuples, -1)::float8
              END AS estimate
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND ${userObject('pg_class', 'c.oid')}
       ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
    );
    return rows.map(({ schema, name, partition, estimate }) => ({
      schema,
      name,
      ...(estimate === null ? {} : { estimatedRows: Math.round(estimate) }),
      ...(partition ? { partition } : {}),
    }));
  }

  async sizeBytes(): Promise<number> {
    const [row] = await this.query<{ bytes: number | bigint }>(
      'SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS bytes',
    );
    return Number(row?.bytes ?? 0);
  }

  async snapshot(ignoredTables: readonly string[] = []): Promise<SchemaSnapshot> {
    return this.#send(() => postgresqlSnapshot(this.#client, ignoredTables));
  }

  /** Without partitioned indexes, which are rightly invalid until every partition has its own. */
  async invalidIndexes(): Promise<InvalidIndex[]> {
    return this.query<{ schema: string; name: string; table: string }>(
      `SELECT n.nspname AS schema, c.relname AS name, t.relname AS table
       FROM pg_catalog.pg_index i
       JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${userObject('pg_class', 'c.oid')}
       ORDER BY 1, 2`,
    );
  }

  async clear(): Promise<void> {
    await clearPostgresql(this);
  }

  describeError(error: unknown): DatabaseErrorInfo {
    return describePostgresqlError(error, {
      cancelRequested: this.#cancelRequested,
      hasStatementTimeout: this.#hasStatementTimeout,
    });
  }

  async cancel(): Promise<void> {
    this.#cancelRequested = true;
    try {
      const second = await openClient(
        { ...this.connection, connectTimeoutSeconds: CANCEL_TIMEOUT_SECONDS },
        { applicationName: 'faber-db cancel' },
      );
      try {
        await second.query('SELECT pg_catalog.pg_cancel_backend($1)', [this.#backendPid]);
      } finally {
        await second.end();
      }
    } catch {
      // Best effort: the server may be gone, or out of connections.
    }
  }

  watchBlocking(options: Pick<ConnectOptions, 'signal'> = {}): Promise<BlockingWatch> {
    return openPostgresqlWatch(this.connection, this.#backendPid, options);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.end().catch(() => undefined);
  }

  /** Runs something on the client, telling a lost connection from an SQL error, which passes through. */
  async #send<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FaberDbError) && isConnectionLoss(error))
        throw connectionLost(error, this.connection);
      throw error;
    }
  }
}

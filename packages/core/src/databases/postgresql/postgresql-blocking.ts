import type { Client } from 'pg';
import type { ServerConnection } from '../../environments/connection';
import type { BlockedSession, BlockingWatch, ConnectOptions } from '../database';
import { destroyClient, openClient } from './postgresql-client';
import { connectFailure } from './postgresql-errors';
import { PRISMA_LOCK_KEY } from './postgresql-lock';
import { blockedBy, type WaitingSession } from './postgresql-waits';

const CONNECT_TIMEOUT_SECONDS = 5;
/** Milliseconds after which a question that got no answer counts as a lost connection. */
const ANSWER_TIMEOUT_MS = 5_000;

/** `pg_locks.waitstart` exists since PostgreSQL 14. */
const FIRST_VERSION_WITH_WAIT_START = 140_000;

interface WaitingRow {
  pid: number;
  application: string;
  blockers: number[];
  /** Null where the server does not tell, and for a moment after a wait has begun. */
  waited_ms: number | null;
  /** How long the statement has run; null if this role may not see it. */
  statement_ms: number | null;
}

/**
 * Who waits for a lock. `pg_blocking_pids` stops the server's lock manager for a moment, so it is called
 * only for sessions that wait, and for those of which this role may not see whether they do (without
 * `pg_read_all_stats`). A session without a role is the server's own, such as autovacuum, which gives way.
 * Who waits for the migration lock is another run (Prisma's own waits in the server), which is to wait.
 */
function waitingSql(hasWaitStart: boolean): string {
  const waitStart = hasWaitStart
    ? '(SELECT l.waitstart FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND NOT l.granted LIMIT 1)'
    : 'NULL::timestamptz';
  return `SELECT * FROM (
    SELECT a.pid, a.application_name AS application, pg_catalog.pg_blocking_pids(a.pid) AS blockers,
           extract(epoch FROM pg_catalog.clock_timestamp() - ${waitStart})::float8 * 1000 AS waited_ms,
           extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::float8 * 1000 AS statement_ms
    FROM pg_catalog.pg_stat_activity a
    WHERE a.pid NOT IN ($1, pg_catalog.pg_backend_pid()) AND a.usesysid IS NOT NULL
      AND (a.wait_event_type = 'Lock' OR a.query = '<insufficient privilege>')
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND NOT l.granted
        AND l.locktype = 'advisory' AND l.classid = 0 AND l.objid = ${PRISMA_LOCK_KEY} AND l.objsubid = 1)
  ) waiting WHERE blockers <> '{}'`;
}

/**
 * A commit that waits for its standby must not be cancelled: the server would then call it done although
 * the standby may not have it (PostgreSQL manual, "Synchronous Replication").
 */
const CANCEL_SQL = `SELECT pg_catalog.pg_cancel_backend(a.pid) AS sent FROM pg_catalog.pg_stat_activity a
  WHERE a.pid = $1 AND a.state = 'active' AND a.wait_event IS DISTINCT FROM 'SyncRep'`;

/**
 * Opens a connection that sees who waits for a session.
 * @param pid server process of that session
 * @throws FaberDbError of kind `connection`; DRIVER_MISSING; CANCELLED
 */
export async function openPostgresqlWatch(
  connection: ServerConnection,
  pid: number,
  options: Pick<ConnectOptions, 'signal'> = {},
): Promise<BlockingWatch> {
  const client = await openClient(
    { ...connection, connectTimeoutSeconds: CONNECT_TIMEOUT_SECONDS },
    { ...options, applicationName: 'faber-db watch' },
  );
  try {
    const [row] = await ask<{ version: number }>(
      client,
      "SELECT pg_catalog.current_setting('server_version_num')::int AS version",
    );
    return new PostgresqlWatch(client, pid, (row?.version ?? 0) >= FIRST_VERSION_WITH_WAIT_START);
  } catch (error) {
    destroyClient(client);
    throw connectFailure(error, connection);
  }
}

class PostgresqlWatch implements BlockingWatch {
  readonly #sql: string;
  /** When each session was first seen waiting, in milliseconds, for servers that do not tell. */
  #firstSeen = new Map<number, number>();

  constructor(
    private readonly client: Client,
    private readonly pid: number,
    hasWaitStart: boolean,
  ) {
    this.#sql = waitingSql(hasWaitStart);
  }

  async blocked(): Promise<BlockedSession[]> {
    const rows = await ask<WaitingRow>(this.client, this.#sql, [this.pid]);
    const now = performance.now();
    const seen = new Map(rows.map(({ pid }) => [pid, this.#firstSeen.get(pid) ?? now]));
    this.#firstSeen = seen;
    const waiting = rows.map((row): WaitingSession => {
      // Never more than is certain: a new statement began a new wait.
      const atLeast = Math.min(now - (seen.get(row.pid) ?? now), row.statement_ms ?? Infinity);
      return { ...row, waitedMs: Math.max(0, row.waited_ms ?? atLeast) };
    });
    return blockedBy(this.pid, waiting);
  }

  async cancel(): Promise<boolean> {
    const [row] = await ask<{ sent: boolean }>(this.client, CANCEL_SQL, [this.pid]);
    return row?.sent ?? false;
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

async function ask<Row>(client: Client, text: string, values: unknown[] = []): Promise<Row[]> {
  // The driver knows this option, its types only for the whole connection.
  const query = { text, values, query_timeout: ANSWER_TIMEOUT_MS };
  const { rows } = await client.query(query);
  return rows as Row[];
}

import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { AdvisoryLock, LockOptions, LockOwner } from '../database';
import { parseOwnerLabel, sinceText } from '../process-owner';
import { tryLockUntil } from '../try-lock-loop';
import { applicationName } from './postgresql-client';
import { poolerDetected, refuseTransactionPooler } from './postgresql-pooler';

/** The key of Prisma's own migration lock (prisma-engines, schema-engine: `pg_advisory_lock(72707369)`). */
export const PRISMA_LOCK_KEY = 72707369;

/** How `pg_locks` shows a session lock with a 64-bit key that fits into 32 bits. */
const LOCK_ROWS =
  `l.locktype = 'advisory' AND l.classid = 0 AND l.objid = ${PRISMA_LOCK_KEY} AND l.objsubid = 1 AND l.granted ` +
  'AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())';

/** Whether the asking session holds the lock. */
const HELD = `EXISTS (SELECT 1 FROM pg_catalog.pg_locks l WHERE ${LOCK_ROWS} AND l.pid = pg_catalog.pg_backend_pid())`;

interface SessionRow {
  pid: number;
  nonce: string | null;
  held: boolean;
}

/**
 * Takes Prisma's session lock by polling `pg_try_advisory_lock`, so that this run and
 * Prisma's own `migrate` commands exclude each other.
 *
 * Session locks are re-entrant: if a pooler gave two clients one backend, both would get the
 * lock. So besides the probe for poolers the session is marked with the setting
 * `faber_db.lock_owner`; whoever finds a foreign mark, or the lock taken by his own session
 * already, shares it.
 * @throws FaberDbError LOCK_TIMEOUT, POOLER_DETECTED, CANCELLED
 */
export async function acquirePostgresqlLock(
  client: Client,
  connection: ServerConnection,
  options: LockOptions,
): Promise<AdvisoryLock> {
  const nonce = randomUUID();
  const session = async () => {
    const { rows } = await client.query<SessionRow>(
      `SELECT pg_catalog.pg_backend_pid() AS pid,
              nullif(pg_catalog.current_setting('faber_db.lock_owner', true), '') AS nonce,
              ${HELD} AS held`,
    );
    const row = rows[0];
    if (!row) throw new FaberDbError('UNEXPECTED', 'The server did not describe the session.');
    return row;
  };

  const start = await session();
  await refuseTransactionPooler(client, connection, start.pid);
  if (start.nonce !== null || start.held)
    throw poolerDetected(connection, 'another run uses the same server session');

  await client.query(
    `SELECT pg_catalog.set_config('application_name', $1, false), pg_catalog.set_config('faber_db.lock_owner', $2, false)`,
    [applicationName(options.purpose), nonce],
  );
  const unmark = () => client.query(`SELECT pg_catalog.set_config('faber_db.lock_owner', '', false)`);

  try {
    await tryLockUntil<true>(
      {
        attempt: async () => {
          const { rows } = await client.query<{ locked: boolean }>(
            `SELECT pg_catalog.pg_try_advisory_lock(${PRISMA_LOCK_KEY}) AS locked`,
          );
          return rows[0]?.locked ? true : undefined;
        },
        owner: () => lockOwner(client),
        remedy: (owner) => [
          'Wait until that run has ended, then run the same command again.',
          ...(owner?.pid === undefined
            ? []
            : [`If it hangs, end it as an administrator: SELECT pg_terminate_backend(${owner.pid});`]),
        ],
      },
      options,
    );
  } catch (error) {
    await unmark().catch(() => undefined);
    throw error;
  }

  return {
    async assertHeld() {
      const now = await session();
      if (now.held && now.pid === start.pid) return;
      throw new FaberDbError(
        'LOCK_LOST',
        `The migration lock on ${connection.redactedUrl} is no longer ours: ` +
          (now.pid === start.pid
            ? 'a statement released it (DISCARD ALL, pg_advisory_unlock).'
            : 'the server session changed.'),
        {
          remedy: [
            'Remove such statements from the migrations, or use a direct connection (direct_connection_string_env).',
            'Then run the same command again: it continues where this run stopped.',
          ],
        },
      );
    },
    heldCondition: `${HELD} AND pg_catalog.pg_backend_pid() = ${start.pid}`,
    async release() {
      await client.query(`SELECT pg_catalog.pg_advisory_unlock(${PRISMA_LOCK_KEY})`);
      await unmark();
    },
  };
}

interface OwnerRow {
  pid: number;
  application_name: string | null;
  usename: string | null;
  client_addr: string | null;
  backend_start: Date | null;
  state: string | null;
}

/** Who holds the lock. Without the role `pg_read_all_stats` the server tells less of others' sessions. */
async function lockOwner(client: Client): Promise<LockOwner | undefined> {
  const { rows } = await client.query<OwnerRow>(
    `SELECT l.pid, a.application_name, a.usename, a.client_addr::text, a.backend_start, a.state
     FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)
     WHERE ${LOCK_ROWS} LIMIT 1`,
  );
  const row = rows[0];
  if (!row) return undefined;
  const label = parseOwnerLabel(row.application_name ?? '');
  const program = label
    ? `${label.purpose} (${label.user}@${label.host}, pid ${label.pid})`
    : row.application_name || 'a session that gives no name';
  const session = [
    `server process ${row.pid}`,
    ...(row.usename ? [`role ${row.usename}`] : []),
    ...(row.client_addr ? [`from ${row.client_addr.replace(/\/(32|128)$/, '')}`] : []),
    ...(row.state ? [row.state] : []),
  ].join(', ');
  const since = row.backend_start ?? undefined;
  return {
    description: `${program} [${session}]${since ? `, connected since ${sinceText(since)}` : ''}`,
    pid: row.pid,
    ...(since ? { since } : {}),
  };
}

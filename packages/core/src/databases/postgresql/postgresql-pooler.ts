import type { Client } from 'pg';
import type { ServerConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import { announcedProcessId, destroyClient, openClient } from './postgresql-client';

/** Rounds of the probe. One is enough for an idle pool; more meet pools that hand out servers in turn. */
const ROUNDS = 5;
const PROBE_TIMEOUT_MS = 5000;

/**
 * Refuses a connection that a pooler shares between clients (PgBouncer's transaction and
 * statement pooling): session locks and settings there belong to whoever comes next.
 *
 * Costs nothing on a direct connection: the process id that the server announced at the start
 * is the backend's. Poolers announce an id of their own making, with session pooling too, so
 * only then the real question is asked with a second connection through the same URL: does
 * it ever get our backend, or do we get another one?
 *
 * @param backendPid what `pg_backend_pid()` just returned on `client`
 * @throws FaberDbError POOLER_DETECTED; also when the probe gets no answer, since sharing
 *   cannot be excluded then
 */
export async function refuseTransactionPooler(
  client: Client,
  connection: ServerConnection,
  backendPid: number,
): Promise<void> {
  if (connection.pooled) throw poolerDetected(connection, 'the URL says pgbouncer=true');
  if (announcedProcessId(client) === backendPid) return;

  const other = await openClient(
    { ...connection, connectTimeoutSeconds: PROBE_TIMEOUT_MS / 1000 },
    { applicationName: 'faber-db pooler probe' },
  ).catch((error: unknown) => {
    throw poolerDetected(
      connection,
      'it announces a process id that is not the backend’s, and a second connection failed',
      error,
    );
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          poolerDetected(
            connection,
            'it announces a process id that is not the backend’s, and a second connection got no answer',
          ),
        ),
      PROBE_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([probe(client, other, connection, backendPid), timeout]);
  } finally {
    clearTimeout(timer);
    destroyClient(other);
  }
}

async function probe(
  client: Client,
  other: Client,
  connection: ServerConnection,
  backendPid: number,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    // A transaction pins a server connection: if ours can be had, this takes it …
    await other.query('BEGIN');
    const theirs = await processId(other);
    if (theirs === backendPid)
      throw poolerDetected(connection, 'another client was given our server session');
    // … and while another one is pinned, we must still be where we were.
    const ours = await processId(client);
    await other.query('ROLLBACK');
    if (ours !== backendPid)
      throw poolerDetected(connection, 'our server session changed between two queries');
  }
}

async function processId(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid;
  if (pid === undefined) throw new FaberDbError('UNEXPECTED', 'The server did not tell its process id.');
  return pid;
}

/** The error that says how to go around a pooler. */
export function poolerDetected(connection: ServerConnection, because: string, cause?: unknown): FaberDbError {
  return new FaberDbError(
    'POOLER_DETECTED',
    `${connection.redactedUrl} leads through a transaction pooler: ${because}. ` +
      'The migration lock would not protect anything there.',
    {
      remedy: [
        'Set direct_connection_string_env of this environment to a variable with a URL that leads to the server itself.',
        "PgBouncer's session pooling (another port or database of the pooler) works too, without pgbouncer=true in the URL.",
      ],
      cause,
    },
  );
}

import { randomBytes } from 'node:crypto';
import type { ServerConnection } from '../../environments/connection';
import { Secret } from '../../environments/secret';
import type { ScratchDatabase } from '../database';
import { denied, dropDatabase, withMaintenanceSession } from './postgresql-maintenance';
import { postgresqlDialect, quoteLiteral } from './postgresql-dialect';
import { serverAddress } from './postgresql-errors';

const PREFIX = 'faber_db_scratch_';
/** Older ones belong to runs that were killed: no replay takes that long. */
const LEFTOVER_AFTER_MS = 3600_000;

/**
 * Creates an empty database on the server of `near`, from `template0`, so that nothing an
 * administrator put into `template1` is in it. Sweeps leftovers of killed runs first.
 */
export async function createPostgresqlScratch(near: ServerConnection): Promise<ScratchDatabase> {
  const name = `${PREFIX}${Date.now()}_${randomBytes(4).toString('hex')}`;
  const create = withMaintenanceSession(near, async (session) => {
    await sweepLeftovers(
      near,
      await session.query<{ datname: string }>(
        `SELECT d.datname FROM pg_catalog.pg_database d
       WHERE d.datname LIKE ${quoteLiteral(`${PREFIX.replaceAll('_', '\\_')}%`)}
         AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')`,
      ),
      (sql) => session.execute(sql),
    );
    await session.execute(`CREATE DATABASE ${postgresqlDialect.quoteIdentifier(name)} TEMPLATE template0`);
  });
  await create.catch((error: unknown) => {
    throw denied(error, { ...near, database: name }, 'create the scratch');
  });
  const connection = withDatabase(near, name);
  let disposed = false;
  return {
    connection,
    async dispose() {
      if (disposed) return;
      disposed = true;
      await dropDatabase(connection);
    },
  };
}

async function sweepLeftovers(
  near: ServerConnection,
  databases: { datname: string }[],
  execute: (sql: string) => Promise<void>,
): Promise<void> {
  for (const { datname } of databases) {
    const created = Number(/^faber_db_scratch_(\d+)_[0-9a-f]+$/.exec(datname)?.[1] ?? Number.NaN);
    if (!(Date.now() - created > LEFTOVER_AFTER_MS) || datname === near.database) continue;
    // Another run may be sweeping the same one.
    await execute(`DROP DATABASE IF EXISTS ${postgresqlDialect.quoteIdentifier(datname)} WITH (FORCE)`).catch(
      () => undefined,
    );
  }
}

/** The same server, role and options, another database. */
function withDatabase(connection: ServerConnection, database: string): ServerConnection {
  const { host, user, password } = connection;
  const isSocket = host.startsWith('/');
  const parameters = new URLSearchParams(connection.url.reveal().split('?')[1] ?? '');
  for (const name of ['schema', 'host', 'port', 'user', 'password', 'dbname']) parameters.delete(name);
  if (isSocket) parameters.set('host', host);
  const credentials = [user, password?.reveal()]
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join(':');
  // libpq and Prisma read percent-encoding, not the "+" of HTML forms.
  const query = parameters.toString().replaceAll('+', '%20');
  const url = [
    'postgresql://',
    credentials ? `${credentials}@` : '',
    isSocket ? 'localhost' : host.includes(':') ? `[${host}]` : host,
    `:${connection.port}/${encodeURIComponent(database)}`,
    query ? `?${query}` : '',
  ].join('');
  return {
    ...connection,
    url: new Secret(url),
    redactedUrl: `postgresql://${isSocket ? host : serverAddress(connection)}/${database}`,
    database,
    schema: 'public',
  };
}

import net from 'node:net';
import path from 'node:path';
import type { Database } from '../../src/databases/database';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import type { ServerConnection } from '../../src/environments/connection';
import { Secret } from '../../src/environments/secret';
import { FaberDbError } from '../../src/errors/faber-db-error';
import { adminConnection, uniqueName, withTls } from './postgresql-fixture';

const CA = process.env['FABER_DB_TEST_PG_CA'];

async function usesTls(connection: ServerConnection): Promise<boolean> {
  const db = await postgresqlProvider.connect(connection);
  try {
    const [row] = await db.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return row?.ssl ?? false;
  } finally {
    await db.close();
  }
}

async function failure(connection: ServerConnection): Promise<FaberDbError> {
  const error: unknown = await postgresqlProvider.connect(connection).then(
    (db) => db.close().then(() => 'connected'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FaberDbError)) throw new Error(`expected a FaberDbError, got ${String(error)}`);
  return error;
}

describe('TLS as libpq means it', () => {
  it('disable is plain, allow prefers plain, prefer and require use TLS without verifying', async () => {
    expect(await usesTls(withTls('disable'))).toBe(false);
    expect(await usesTls(withTls('allow'))).toBe(false);
    expect(await usesTls(withTls('prefer'))).toBe(true);
    expect(await usesTls(withTls('require'))).toBe(true);
  });

  it('verify-ca needs the right authority, not the right host name', async () => {
    expect(await usesTls(withTls('verify-ca', {}, CA))).toBe(true);
    expect((await failure(withTls('verify-ca'))).code).toBe('TLS_FAILED');
  });

  it('verify-full needs the host name too', async () => {
    expect(await usesTls(withTls('verify-full', { host: 'localhost' }, CA))).toBe(true);
    const error = await failure(withTls('verify-full', { host: '127.0.0.1' }, CA));
    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain('127.0.0.1');
  });

  it('require with a root certificate verifies the chain, as in libpq', async () => {
    expect(await usesTls(withTls('require', {}, CA))).toBe(true);
    expect((await failure(withTls('require', {}, '/nonexistent/ca.crt'))).code).toBe('TLS_FAILED');
  });

  it('presents a client certificate', async () => {
    const at = (file: string) => path.join(path.dirname(CA ?? ''), file);
    const role = 'faber_client_cert';
    const admin = await postgresqlProvider.connect(adminConnection());
    await admin.execute(
      `DO $$ BEGIN CREATE ROLE ${role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
    await admin.close();
    const certificate = { clientCertificate: at('client.crt'), clientKey: at('client.key') };
    const connection = adminConnection({ user: role, tls: { mode: 'require', ...certificate } });
    expect(await usesTls(connection)).toBe(true);
    expect((await failure({ ...connection, tls: { mode: 'require' } })).code).toBe('AUTHENTICATION_FAILED');
  });

  it('prefer and allow try the other kind when the server refuses the first, disable and require do not', async () => {
    const admin = await postgresqlProvider.connect(adminConnection());
    const password = uniqueName('canary-secret');
    try {
      for (const role of ['faber_tls_only', 'faber_plain_only']) {
        await admin.execute(
          `DO $$ BEGIN CREATE ROLE ${role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
        );
        await admin.execute(`ALTER ROLE ${role} PASSWORD '${password}'`);
      }
    } finally {
      await admin.close();
    }
    const as = (user: string) => ({ user, password: new Secret(password) });
    expect(await usesTls(withTls('allow', as('faber_tls_only')))).toBe(true);
    expect((await failure(withTls('disable', as('faber_tls_only')))).code).toBe('AUTHENTICATION_FAILED');
    expect(await usesTls(withTls('prefer', as('faber_plain_only')))).toBe(false);
    expect((await failure(withTls('require', as('faber_plain_only')))).code).toBe('AUTHENTICATION_FAILED');
  });

  it('prefer falls back where the server has no TLS, require does not', async () => {
    const server = net.createServer((socket) =>
      socket.once('data', () => socket.write('N')).on('error', () => undefined),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    expect((await failure(withTls('require', { port, connectTimeoutSeconds: 1 }))).code).toBe('TLS_FAILED');
    // The plain attempt gets no answer from this server: proof that it was made.
    expect((await failure(withTls('prefer', { port, connectTimeoutSeconds: 1 }))).code).toBe(
      'CONNECTION_TIMEOUT',
    );
    server.close();
  });
});

describe('failures to connect', () => {
  it.each<[string, Partial<ServerConnection>, string]>([
    ['a wrong password', { password: new Secret('canary-wrong') }, 'AUTHENTICATION_FAILED'],
    ['no password', { password: new Secret('') }, 'AUTHENTICATION_FAILED'],
    ['an unknown database', { database: 'no_such_database' }, 'DATABASE_NOT_FOUND'],
    ['a closed port', { port: 1 }, 'CONNECTION_FAILED'],
    ['an unknown host', { host: 'no-such-host.invalid' }, 'CONNECTION_FAILED'],
  ])('%s', async (_, overrides, code) => {
    const error = await failure(adminConnection(overrides));
    expect(error.code).toBe(code);
    expect(error.remedy.length).toBeGreaterThan(0);
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  it('a server that never answers', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const started = Date.now();
    const error = await failure(adminConnection({ port, connectTimeoutSeconds: 1 }));
    expect(error.code).toBe('CONNECTION_TIMEOUT');
    expect(Date.now() - started).toBeLessThan(2000);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    await expect(
      postgresqlProvider.connect(adminConnection({ port }), { signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    server.close();
  });

  it('a role without access', async () => {
    const name = uniqueName();
    const connection = adminConnection({ database: name });
    const admin = await postgresqlProvider.connect(adminConnection());
    try {
      await postgresqlProvider.create(connection);
      await admin.execute(
        `REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC; CREATE ROLE ${name} LOGIN PASSWORD 'canary-x'`,
      );
      const as = { user: name, password: new Secret('canary-x') };
      expect((await failure({ ...connection, ...as })).code).toBe('ACCESS_DENIED');
      await expect(
        postgresqlProvider.create({ ...connection, ...as, database: `${name}_2` }),
      ).rejects.toMatchObject({
        code: 'ACCESS_DENIED',
      });
    } finally {
      await postgresqlProvider.drop(connection);
      await admin.execute(`DROP ROLE IF EXISTS ${name}`);
      await admin.close();
    }
  });
});

describe('a session', () => {
  const connection = adminConnection({ database: uniqueName(), schema: 'tenant_a' });
  let db: Database;

  beforeAll(async () => {
    expect(await postgresqlProvider.exists(connection)).toBe(false);
    expect(await postgresqlProvider.create(connection)).toBe(true);
    expect(await postgresqlProvider.create(connection)).toBe(false);
    expect(await postgresqlProvider.exists(connection)).toBe(true);
    db = await postgresqlProvider.connect(connection, { applicationName: 'faber-db test' });
  });

  afterAll(async () => {
    await db.close();
    expect(await postgresqlProvider.drop(connection)).toBe(true);
    expect(await postgresqlProvider.drop(connection)).toBe(false);
  });

  it('works in the schema of the connection, in UTC, under a telling name', async () => {
    await db.execute('CREATE TABLE here (at timestamptz, big bigint, huge bigint, list text[])');
    await db.query('INSERT INTO here VALUES ($1, $2, $3, $4)', [
      new Date('2024-01-02T03:04:05.678Z'),
      5,
      2n ** 60n,
      ['a', 'b'],
    ]);
    expect(await db.query('SELECT * FROM here')).toEqual([
      { at: new Date('2024-01-02T03:04:05.678Z'), big: 5, huge: 2n ** 60n, list: ['a', 'b'] },
    ]);
    expect((await db.tables()).map(({ schema, name }) => `${schema}.${name}`)).toEqual(['tenant_a.here']);
    const [row] = await db.query<{ name: string; zone: string }>(
      `SELECT application_name AS name, current_setting('TimeZone') AS zone FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
    );
    expect(row?.name).toMatch(new RegExp(`^faber-db test .+@.*:${process.pid}$`));
    expect(row?.zone).toBe('UTC');
    expect(await db.version()).toMatch(/^PostgreSQL \d+\.\d+$/);
    expect(await db.sizeBytes()).toBeGreaterThan(1_000_000);
  });

  it('has an identity that survives reconnecting and differs after drop and create', async () => {
    const other = adminConnection({ database: uniqueName() });
    const identity = async () => {
      const session = await postgresqlProvider.connect(other);
      const value = await session.identity();
      await session.close();
      return value;
    };
    await postgresqlProvider.create(other);
    const first = await identity();
    expect(await identity()).toBe(first);
    await postgresqlProvider.drop(other);
    await postgresqlProvider.create(other);
    expect(await identity()).not.toBe(first);
    await postgresqlProvider.drop(other);
  });

  it('rolls a transaction back, also when its error was swallowed', async () => {
    await expect(
      db.transaction(async () => {
        await db.execute('CREATE TABLE gone (a int)');
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    await expect(
      db.transaction(async () => {
        await db.execute('CREATE TABLE gone (a int)');
        await db.execute('SELECT 1/0').catch(() => undefined);
      }),
    ).rejects.toThrow(/rolled it back/);
    expect((await db.tables()).some(({ name }) => name === 'gone')).toBe(false);
  });

  it('classifies errors', async () => {
    const describe = async (work: Promise<unknown>) =>
      db.describeError(
        await work.then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
    expect(await describe(db.execute('SELECT * FROM nowhere'))).toMatchObject({
      code: '42P01',
      message: 'ERROR: relation "nowhere" does not exist',
      position: 15,
      category: 'other',
    });
    await db.setLimits({ statementTimeoutMs: 50, lockTimeoutMs: 50 });
    expect(await describe(db.execute('SELECT pg_sleep(5)'))).toMatchObject({
      code: '57014',
      category: 'statement-timeout',
    });
    await db.setLimits({ statementTimeoutMs: 0 });
    const blocker = await postgresqlProvider.connect(connection);
    await blocker.execute('BEGIN; LOCK TABLE here');
    expect(await describe(db.execute('SELECT * FROM here'))).toMatchObject({
      code: '55P03',
      category: 'lock-timeout',
    });
    await blocker.close();
    const running = describe(db.execute('SELECT pg_sleep(30)'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await db.cancel();
    expect(await running).toMatchObject({ code: '57014', category: 'cancelled' });
  });

  it('tells when the connection breaks', async () => {
    const victim = await postgresqlProvider.connect(connection);
    const [row] = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await db.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    const error: unknown = await victim.query('SELECT 1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(victim.describeError(error).category).toBe('connection');
    await victim.close();
  });

  it('estimates rows, of partitioned tables too', async () => {
    await db.execute(`CREATE TABLE parts (a int) PARTITION BY RANGE (a);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
      CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20);
      INSERT INTO parts SELECT i FROM generate_series(0, 19) i; CREATE TABLE fresh (a int)`);
    await db.execute('ANALYZE parts_1');
    await db.execute('ANALYZE parts_2');
    const tables = await db.tables();
    expect(tables).toContainEqual({ schema: 'tenant_a', name: 'parts', estimatedRows: 20 });
    expect(tables).toContainEqual({
      schema: 'tenant_a',
      name: 'parts_1',
      estimatedRows: 10,
      partition: true,
    });
    expect(tables).toContainEqual({ schema: 'tenant_a', name: 'fresh' });
  });

  it('finds an index that CREATE INDEX CONCURRENTLY left invalid', async () => {
    await db.execute('CREATE TABLE twice (a int); INSERT INTO twice VALUES (1), (1)');
    await expect(db.execute('CREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a)')).rejects.toThrow(
      /could not create unique index/,
    );
    expect(await db.invalidIndexes()).toEqual([{ schema: 'tenant_a', name: 'twice_a', table: 'twice' }]);
  });

  it('makes scratch databases and sweeps old ones of killed runs', async () => {
    const leftover = `faber_db_scratch_${Date.now() - 2 * 3600_000}_00ff`;
    await db.execute(`CREATE DATABASE ${leftover}`);
    const scratch = await postgresqlProvider.createScratch(connection);
    const session = await postgresqlProvider.connect(scratch.connection);
    expect(await session.tables()).toEqual([]);
    const rows = await session.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname = $1`,
      [leftover],
    );
    expect(rows).toEqual([]);
    await scratch.dispose();
    await scratch.dispose();
    expect(await postgresqlProvider.exists(scratch.connection)).toBe(false);
    // The URL is for tools; it must lead to the same place.
    expect(new URL(scratch.connection.url.reveal()).pathname).toMatch(/^\/faber_db_scratch_/);
    await session.close();
  });
});

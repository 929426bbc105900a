import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Database, LockOwner } from '../../src/databases/database';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import { adminConnection, adminUrl, uniqueName } from './postgresql-fixture';

const connection = adminConnection({ database: uniqueName() });
const open: Database[] = [];

async function connect(target = connection): Promise<Database> {
  const db = await postgresqlProvider.connect(target);
  open.push(db);
  return db;
}

beforeAll(() => postgresqlProvider.create(connection));
afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
});
afterAll(() => postgresqlProvider.drop(connection));

describe('the migration lock on PostgreSQL', () => {
  it('excludes, names the owner, and is free after release', async () => {
    const [a, b] = [await connect(), await connect()];
    const lock = await a.lock({ timeoutMs: 0, purpose: 'faber-db migrate' });
    await lock.assertHeld();
    const seen: (LockOwner | undefined)[] = [];
    await expect(
      b.lock({ timeoutMs: 300, purpose: 'faber-db migrate', onWait: (owner) => seen.push(owner) }),
    ).rejects.toMatchObject({ code: 'LOCK_TIMEOUT', message: expect.stringContaining(`pid ${process.pid}`) });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.description).toMatch(
      /^faber-db migrate \(.+@.*, pid \d+\) \[server process \d+, role faber_admin, from 127\.0\.0\.1, idle\], connected since .* UTC$/,
    );
    await lock.release();
    const second = await b.lock({ timeoutMs: 1000, purpose: 'faber-db migrate' });
    await second.release();
  });

  it('is the lock of Prisma', async () => {
    const [prisma, ours] = [await connect(), await connect()];
    await prisma.query('SELECT pg_advisory_lock(72707369)');
    await expect(ours.lock({ timeoutMs: 100, purpose: 'x' })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' });
  });

  it('is freed when its holder is killed, and the holder notices', async () => {
    const [a, b, admin] = [await connect(), await connect(), await connect()];
    const lock = await a.lock({ timeoutMs: 0, purpose: 'faber-db migrate' });
    const waiting = b.lock({ timeoutMs: 5000, purpose: 'faber-db migrate' });
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    await (await waiting).assertHeld();
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await lock.release();
  });

  it('notices that a migration released it', async () => {
    const a = await connect();
    const lock = await a.lock({ timeoutMs: 0, purpose: 'x' });
    await a.execute('RESET ALL');
    await lock.assertHeld();
    await a.execute('SELECT pg_advisory_unlock_all()');
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'LOCK_LOST' });
  });

  it('stops waiting when told to', async () => {
    const [a, b] = [await connect(), await connect()];
    await a.lock({ timeoutMs: 0, purpose: 'x' });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    await expect(b.lock({ timeoutMs: 60_000, purpose: 'x', signal: abort.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('a waiter does not keep CREATE INDEX CONCURRENTLY from finishing', async () => {
    const [a, b] = [await connect(), await connect()];
    await a.execute('CREATE TABLE big AS SELECT i FROM generate_series(1, 1000) i');
    const lock = await a.lock({ timeoutMs: 0, purpose: 'x' });
    const waiting = b.lock({ timeoutMs: 10_000, purpose: 'x' });
    await a.setLimits({ statementTimeoutMs: 5000 });
    await a.execute('CREATE INDEX CONCURRENTLY big_i ON big (i)');
    await lock.release();
    await (await waiting).release();
    expect(await a.invalidIndexes()).toEqual([]);
  });
});

describe('behind PgBouncer', () => {
  it('refuses transaction pooling', async () => {
    await behindPgbouncer('transaction', async (url) => {
      const db = await connect(adminConnection({ tls: { mode: 'disable' } }, url));
      await expect(db.lock({ timeoutMs: 1000, purpose: 'x' })).rejects.toMatchObject({
        code: 'POOLER_DETECTED',
      });
    });
  }, 20_000);

  it('accepts session pooling, and the lock works there', async () => {
    await behindPgbouncer('session', async (url) => {
      const pooled = adminConnection({ tls: { mode: 'disable' } }, url);
      const db = await connect(pooled);
      const lock = await db.lock({ timeoutMs: 1000, purpose: 'x' });
      await lock.assertHeld();
      const direct = await connect(adminConnection());
      await expect(direct.lock({ timeoutMs: 100, purpose: 'x' })).rejects.toMatchObject({
        code: 'LOCK_TIMEOUT',
      });
      await lock.release();
    });
  }, 20_000);

  it('believes a URL that says pgbouncer=true', async () => {
    const db = await connect({ ...connection, pooled: true });
    await expect(db.lock({ timeoutMs: 1000, purpose: 'x' })).rejects.toMatchObject({
      code: 'POOLER_DETECTED',
    });
  });
});

async function behindPgbouncer(mode: string, work: (url: string) => Promise<void>): Promise<void> {
  const program = path.resolve(__dirname, '../../../../tools/test-servers/pgbouncer.mjs');
  const child = spawn(process.execPath, [program, 'run', mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, FABER_DB_TEST_PG_URL: adminUrl() },
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      void exited.then(() => reject(new Error('PgBouncer did not start')));
    });
    await work((JSON.parse(line) as { url: string }).url);
  } finally {
    await Promise.all(open.splice(0).map((db) => db.close()));
    child.stdin.end();
    await exited;
  }
}

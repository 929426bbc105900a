import { createServer, connect, type Server, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { addSecondMigration, FIRST_MIGRATION, sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

/** `hit`: taken from Nx's cache; `miss`: run. */
async function migrate(
  workspace: TestWorkspace,
  env: Record<string, string> = {},
): Promise<'hit' | 'miss' | 'miss, failed'> {
  const { exitCode, output } = await workspace.nx('run shop:db-migrate --outputStyle=static', { env });
  const isHit = output.includes('Nx read the output from the cache');
  if (exitCode !== 0) {
    if (isHit) throw new Error(`a failure came from the cache:\n${output}`);
    return 'miss, failed';
  }
  return isHit ? 'hit' : 'miss';
}

/** Runs until the cache answers, which takes two runs at an up-to-date database. */
async function warmUp(workspace: TestWorkspace): Promise<void> {
  for (let run = 0; run < 3; run += 1) {
    if ((await migrate(workspace)) === 'hit') return;
  }
  throw new Error('the cache never answered');
}

async function stateOf(workspace: TestWorkspace): Promise<string> {
  const { stdout } = await workspace.faberDb('status shop --env dev --format json');
  return (JSON.parse(stdout) as { environments: { state: string }[] }).environments[0]?.state ?? 'none';
}

describe.each([{ daemon: false }, { daemon: true }])('SQLite, daemon: $daemon', ({ daemon }) => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = new TestWorkspace({ daemon, pluginOptions: { cacheSideEffects: true } });
    sqliteProject(workspace, 'shop');
    await workspace.faberDb('create shop');
  });
  afterAll(() => workspace.dispose());

  test('hits only once an up-to-date database has been seen', async () => {
    expect(await migrate(workspace)).toBe('miss');
    expect(await migrate(workspace)).toBe('miss');
    expect(await migrate(workspace)).toBe('hit');
  });

  test('misses after a new migration, and the migration is applied', async () => {
    workspace.copy('apps/shop/dev.db', 'apps/shop/backup.db');
    addSecondMigration(workspace, 'shop');
    expect(await migrate(workspace)).toBe('miss');
    expect(await stateOf(workspace)).toBe('up-to-date');
    await warmUp(workspace);
  });

  test('misses after a restore to the state before', async () => {
    workspace.copy('apps/shop/backup.db', 'apps/shop/dev.db');
    expect(await migrate(workspace)).toBe('miss');
    expect(await stateOf(workspace)).toBe('up-to-date');
    await warmUp(workspace);
  });

  // How a probe is computed does not depend on the daemon; when it is, the tests above show.
  if (daemon) return;

  test('misses while an applied migration is edited', async () => {
    const file = `apps/shop/prisma/migrations/${FIRST_MIGRATION}/migration.sql`;
    const original = workspace.read(file);
    workspace.write(file, `${original}-- edited\n`);
    expect(await migrate(workspace)).toMatch(/^miss/);
    expect(await migrate(workspace)).toMatch(/^miss/);
    workspace.write(file, original);
    expect(await migrate(workspace)).toBe('hit');
  });

  test('misses with another URL', async () => {
    const env = { SHOP_URL: `file:${workspace.path('other.db')}` };
    await workspace.faberDb('create shop', { env });
    expect(await migrate(workspace, env)).toBe('miss');
    expect(await migrate(workspace)).toBe('hit');
  });

  test('misses when the database is gone, and the run builds it up again', async () => {
    workspace.remove('apps/shop/dev.db');
    expect(await migrate(workspace)).toBe('miss');
    expect(await stateOf(workspace)).toBe('up-to-date');
    await warmUp(workspace);
  });

  test('misses, and fails, when the driver is missing', async () => {
    workspace.write(
      'without-driver.cjs',
      `const Module = require('node:module');
       const load = Module._load;
       Module._load = function (request, ...rest) {
         if (request === 'libsql' || request === 'node:sqlite') {
           throw Object.assign(new Error('Cannot find module ' + request), { code: 'MODULE_NOT_FOUND' });
         }
         return load.call(this, request, ...rest);
       };`,
    );
    const env = { NODE_OPTIONS: `--require ${workspace.path('without-driver.cjs')}` };
    expect(await migrate(workspace, env)).toBe('miss, failed');
    expect(await migrate(workspace)).toBe('hit');
  });

  test('misses when the configuration changes', async () => {
    const file = 'apps/shop/.fractary/plugins/faber-db/config.json';
    const original = workspace.read(file);
    workspace.write(file, `${original}\n`);
    expect(await migrate(workspace)).toBe('miss');
    workspace.write(file, original);
    expect(await migrate(workspace)).toBe('hit');
  });

  test('misses while another environment that is known here is behind', async () => {
    const env = { SHOP_PRODUCTION_URL: `file:${workspace.path('production.db')}` };
    await workspace.faberDb('create shop --env production', { env });
    expect(await migrate(workspace, env)).toBe('miss');
    expect(await migrate(workspace, env)).toBe('miss');
  });

  test('misses when a dependency changed the database in the same run', async () => {
    workspace.write(
      'tamper.cjs',
      `const fs = require('node:fs');
       if (fs.existsSync('restore.db')) fs.copyFileSync('restore.db', 'apps/shop/dev.db');`,
    );
    sqliteProject(workspace, 'shop', {
      targets: { tamper: { command: 'node tamper.cjs' }, 'db-migrate': { dependsOn: ['tamper'] } },
    });
    workspace.remove('apps/shop/dev.db');
    workspace.remove('apps/shop/prisma/migrations/20260102000000_second');
    await workspace.faberDb('create shop');
    expect(await migrate(workspace)).toBe('miss');
    workspace.copy('apps/shop/dev.db', 'before.db');
    addSecondMigration(workspace, 'shop');
    await warmUp(workspace);
    workspace.copy('before.db', 'restore.db');
    expect(await migrate(workspace)).toBe('miss');
    expect(await stateOf(workspace)).toBe('up-to-date');
  });
});

const adminUrl = process.env['FABER_DB_TEST_PG_URL'];

(adminUrl === undefined ? describe.skip : describe)('PostgreSQL', () => {
  const database = `nx_cache_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  let workspace: TestWorkspace;
  let proxy: Proxy;

  beforeAll(async () => {
    const url = new URL(adminUrl as string);
    proxy = await Proxy.start(url.hostname, Number(url.port || '5432'));
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    url.pathname = `/${database}`;
    workspace = new TestWorkspace({ pluginOptions: { cacheSideEffects: true }, env: { SHOP_URL: url.href } });
    workspace.project('shop', {
      database: { provider: 'postgresql' },
      environments: { dev: { connection_string_env: 'SHOP_URL' } },
    });
    workspace.migration('shop', FIRST_MIGRATION, 'CREATE TABLE note (id integer PRIMARY KEY);\n');
    const { exitCode, output } = await workspace.faberDb('create shop');
    if (exitCode !== 0) throw new Error(output);
  });

  afterAll(async () => {
    await proxy.stop();
    await workspace.dispose();
    const { Client } = await import('pg');
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await client.end();
  });

  test('hits when up to date, misses when the server is stopped, hits when it is back', async () => {
    expect(await migrate(workspace)).toBe('miss');
    await warmUp(workspace);
    await proxy.stop();
    expect(await migrate(workspace)).toBe('miss, failed');
    await proxy.resume();
    expect(await migrate(workspace)).toBe('hit');
  });

  test('the password is in no output', async () => {
    const { output } = await workspace.nx('run shop:db-status --verbose');
    const password = decodeURIComponent(new URL(adminUrl as string).password);
    if (password !== '') expect(output).not.toContain(password);
  });
});

/** Stands before the shared test server so that a test can "stop" it for itself alone. */
class Proxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly host: string,
    private readonly targetPort: number,
    private server: Server,
    readonly port: number,
  ) {}

  static async start(host: string, targetPort: number): Promise<Proxy> {
    const proxy = new Proxy(host, targetPort, createServer(), 0);
    const port = await proxy.listen(0);
    return Object.assign(proxy, { port });
  }

  async resume(): Promise<void> {
    await this.listen(this.port);
  }

  private listen(port: number): Promise<number> {
    this.server = createServer((incoming) => {
      const outgoing = connect(this.targetPort, this.host);
      for (const socket of [incoming, outgoing]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      incoming.pipe(outgoing).pipe(incoming);
    });
    return new Promise((resolve) => {
      this.server.listen(port, '127.0.0.1', () => resolve((this.server.address() as { port: number }).port));
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { childEnvironment, ENGINE } from './support/environment';
import {
  EngineClient,
  engineCommand,
  loggedError,
  migrationsList,
  NO_FILTERS,
} from './support/engine-client';
import { TestPostgres } from './support/postgres';
import { runNode } from './support/run';

// Several processes start in each test, on machines that may be busy.
jest.setTimeout(60_000);

const postgres = new TestPostgres();
const { environment } = postgres;
const SCHEMA = {
  files: [
    {
      path: 'schema.prisma',
      content: 'datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n}\n',
    },
  ],
};
const FROM_SCHEMA = { tag: 'schemaDatamodel', ...SCHEMA };
const EMPTY = { tag: 'empty' };
const USERS_SQL = 'CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));';

const databases: string[] = [];
const roles: string[] = [];
const engines: EngineClient[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'schema-engine-'));
});

afterAll(async () => {
  for (const engine of engines) engine.process.kill('SIGKILL');
  for (const database of databases) await postgres.dropDatabase(database);
  for (const role of roles) await postgres.query('postgres', `DROP ROLE ${role}`);
  rmSync(folder, { recursive: true });
});

async function newDatabase(): Promise<string> {
  const database = await postgres.createDatabase();
  databases.push(database);
  return database;
}

async function newRole(attributes: string): Promise<string> {
  const role = `${postgres.newDatabaseName()}_role`;
  await postgres.query('postgres', `CREATE ROLE ${role} LOGIN PASSWORD 'role-password' ${attributes}`);
  roles.push(role);
  return role;
}

function engineFor(
  url: string,
  env: Record<string, string> = {},
  more: { shadowDatabaseUrl?: string } = {},
): EngineClient {
  const engine = EngineClient.forUrl(url, { ...environment, ...env }, more);
  engines.push(engine);
  return engine;
}

const applied = (list: object) => ({ migrationsList: list, filters: NO_FILTERS });
const diff = (from: object, to: object, more: object = {}) => ({
  from,
  to,
  script: true,
  exitCode: true,
  shadowDatabaseUrl: null,
  filters: NO_FILTERS,
  ...more,
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('Waited for 30 s in vain.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('tells its version', async () => {
  const { exitCode, stdout } = await runNode([ENGINE, '--version'], { cwd: folder, env: childEnvironment() });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^schema-engine-cli \S+\n$/);
});

describe('connecting', () => {
  test('creates, reaches and drops a database', async () => {
    const url = postgres.url(postgres.newDatabaseName(), { query: 'schema=tenant' });
    expect(
      loggedError((await engineCommand('can-connect-to-database', url, environment)).stderr),
    ).toMatchObject({ error_code: 'P1003' });
    expect(await engineCommand('create-database', url, environment)).toMatchObject({ exitCode: 0 });
    expect(await engineCommand('can-connect-to-database', url, environment)).toMatchObject({ exitCode: 0 });
    expect(loggedError((await engineCommand('create-database', url, environment)).stderr)).toMatchObject({
      error_code: 'P1009',
    });
    expect(await engineCommand('drop-database', url, environment)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['P1000', () => postgres.url('postgres'), { PGPASSWORD: 'not-the-password' }],
    ['P1000', () => postgres.url('postgres'), { PGPASSWORD: '' }],
    ['P1001', () => postgres.url('postgres', { port: 1 }), environment],
    ['P1003', () => postgres.url('no_such_database'), environment],
    ['P1011', () => postgres.url('postgres', { query: 'sslmode=require&sslaccept=strict' }), environment],
    ['P1013', () => 'postgresql://postgres@127.0.0.1:port/postgres', environment],
    ['P1003', () => `file:${folder}/missing.db`, environment],
  ])('reports %s', async (code, url, env) => {
    const fromCommand = await engineCommand('can-connect-to-database', url(), env);
    expect(fromCommand.exitCode).toBe(1);
    expect(loggedError(fromCommand.stderr)).toMatchObject({ error_code: code });

    const engine = EngineClient.forUrl(url(), env);
    await expect(engine.call('ensureConnectionValidity', {})).rejects.toMatchObject({
      error_code: code,
      is_panic: false,
    });
    expect(await engine.close()).toBe(0);
  });

  test('says that MySQL needs the native engine', async () => {
    const { stderr } = await engineCommand('can-connect-to-database', 'mysql://root@localhost/app');
    expect(loggedError(stderr)?.message).toContain('native schema engine');
    const engine = EngineClient.forUrl('mysql://root@localhost/app');
    await expect(engine.call('applyMigrations', applied(migrationsList({}, 'sqlite')))).rejects.toMatchObject(
      {
        message: expect.stringContaining('native schema engine'),
      },
    );
    await engine.close();
  });
});

test('compares in both directions, with and without a database', async () => {
  const database = await newDatabase();
  const offline = new EngineClient([]);
  expect(await offline.call('diff', diff(EMPTY, FROM_SCHEMA))).toEqual({ exitCode: 2 });
  expect(offline.printed).toContain('CREATE TABLE "User"');
  expect(await offline.call('diff', diff(FROM_SCHEMA, FROM_SCHEMA))).toEqual({ exitCode: 0 });
  await offline.close();

  const engine = engineFor(postgres.url(database));
  const migrations = { tag: 'migrations', ...migrationsList({ '1_init': USERS_SQL }, 'postgresql') };
  const live = { tag: 'schemaDatasource', configDir: folder, ...SCHEMA };
  expect(await engine.call('diff', diff(migrations, live))).toEqual({ exitCode: 2 });
  expect(engine.printed).toContain('DROP TABLE');
  engine.printed = '';
  expect(await engine.call('diff', diff(live, migrations))).toEqual({ exitCode: 2 });
  expect(engine.printed).toContain('CREATE TABLE');
  expect(await engine.call('diff', diff(migrations, FROM_SCHEMA))).toEqual({ exitCode: 0 });
  await engine.call('applyMigrations', applied(migrationsList({ '1_init': USERS_SQL }, 'postgresql')));
  expect(await engine.call('diff', diff(migrations, live))).toEqual({ exitCode: 0 });
  await expect(
    engine.call(
      'diff',
      diff(migrations, { tag: 'migrations', ...migrationsList({ '1_init': 'SELECT broken' }, 'postgresql') }),
    ),
  ).rejects.toMatchObject({ error_code: 'P3006' });
  await engine.close();
  expect(await postgres.shadowDatabases()).toEqual([]);
});

test('does not create an extension again that a migration creates', async () => {
  const content = `generator client {
  provider = "prisma-client-js"
  previewFeatures = ["postgresqlExtensions"]
}
datasource db {
  provider = "postgresql"
  extensions = [citext]
}
model User {
  id Int @id
}
`;
  const createMigrationAfter = async (sql: string): Promise<unknown> => {
    const engine = engineFor(postgres.url(await newDatabase()));
    const params = { migrationsList: migrationsList({ '1_init': sql }, 'postgresql'), filters: NO_FILTERS };
    await engine.call('applyMigrations', params);
    const schema = { files: [{ path: 'schema.prisma', content }] };
    const created = await engine.call('createMigration', {
      draft: false,
      migrationName: 'next',
      schema,
      ...params,
    });
    await engine.close();
    return created;
  };
  expect(await createMigrationAfter(USERS_SQL)).toMatchObject({
    migrationScript: expect.stringContaining('CREATE EXTENSION'),
  });
  expect(await createMigrationAfter(`CREATE EXTENSION IF NOT EXISTS "citext";\n${USERS_SQL}`)).toMatchObject({
    migrationScript: null,
  });
});

test('says what to do before a migration is created for a database that lacks the others', async () => {
  const engine = engineFor(postgres.url(await newDatabase()));
  await expect(
    engine.call('createMigration', {
      draft: false,
      migrationName: 'next',
      migrationsList: migrationsList({ '1_init': USERS_SQL }, 'postgresql'),
      schema: SCHEMA,
      filters: NO_FILTERS,
    }),
  ).rejects.toMatchObject({ message: expect.stringContaining('Apply the existing migrations') });
  await engine.close();
});

test('refuses to compare two different databases, which one connection cannot', async () => {
  const engine = new EngineClient([], environment);
  const target = (database: string) => ({ tag: 'url', url: postgres.url(database) });
  await expect(engine.call('diff', diff(target('one'), target('two')))).rejects.toMatchObject({
    message: expect.stringContaining('native schema engine'),
  });
  await engine.close();
});

describe('the migration history', () => {
  test('lists edited, missing and unapplied migrations', async () => {
    const engine = engineFor(postgres.url(await newDatabase()));
    await engine.call(
      'applyMigrations',
      applied(migrationsList({ '1_a': 'SELECT 1;', '2_b': 'SELECT 2;' }, 'postgresql')),
    );
    const answer = await engine.call('diagnoseMigrationHistory', {
      migrationsList: migrationsList({ '1_a': 'SELECT 1; -- edited', '3_c': 'SELECT 3;' }, 'postgresql'),
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    expect(answer).toMatchObject({
      editedMigrationNames: ['1_a'],
      hasMigrationsTable: true,
      history: {
        diagnostic: 'historiesDiverge',
        unappliedMigrationNames: ['3_c'],
        unpersistedMigrationNames: ['2_b'],
      },
    });
    await engine.close();
  });

  test('stores why a migration failed, and leaves no transaction open', async () => {
    const database = await newDatabase();
    const engine = engineFor(postgres.url(database));
    const script = 'BEGIN;\nCREATE TABLE a ();\nSELECT * FROM missing;\nCOMMIT;';
    await expect(
      engine.call('applyMigrations', applied(migrationsList({ '1_broken': script }, 'postgresql'))),
    ).rejects.toMatchObject({
      error_code: 'P3018',
      message: expect.stringContaining('relation "missing" does not exist'),
    });
    await engine.close();
    const [row] = await postgres.query(database, 'SELECT logs, finished_at FROM _prisma_migrations');
    expect(row).toEqual({ finished_at: null, logs: expect.stringContaining('Migration name: 1_broken') });
    expect(row).toMatchObject({ logs: expect.stringContaining('code: SqlState(E42P01)') });
    expect(await postgres.query(database, "SELECT FROM pg_tables WHERE tablename = 'a'")).toEqual([]);
  });

  test('reports P3019 for the history of another database', async () => {
    const engine = engineFor(postgres.url(await newDatabase()));
    await expect(
      engine.call('applyMigrations', applied(migrationsList({ '1_a': 'SELECT 1;' }, 'sqlite'))),
    ).rejects.toMatchObject({ error_code: 'P3019' });
    await engine.close();
  });

  test('reads a SQLite database that has none', async () => {
    const file = path.join(folder, 'without-history.db');
    writeFileSync(file, '');
    const engine = engineFor(`file:${file}`);
    const list = migrationsList({ '1_a': 'CREATE TABLE a (id INTEGER);' }, 'sqlite');
    expect(
      await engine.call('diagnoseMigrationHistory', {
        migrationsList: list,
        optInToShadowDatabase: false,
        filters: NO_FILTERS,
      }),
    ).toMatchObject({ hasMigrationsTable: false, history: { diagnostic: 'databaseIsBehind' } });
    await engine.call('markMigrationApplied', { migrationName: '1_a', migrationsList: list });
    await expect(
      engine.call('markMigrationApplied', { migrationName: '1_a', migrationsList: list }),
    ).rejects.toMatchObject({
      error_code: 'P3008',
    });
    expect(await engine.call('applyMigrations', applied(list))).toEqual({ appliedMigrationNames: [] });
    await engine.close();
  });

  test('lets two deployments follow each other', async () => {
    const database = await newDatabase();
    const list = migrationsList({ '1_slow': 'SELECT pg_sleep(0.5); CREATE TABLE once ();' }, 'postgresql');
    const [one, two] = [engineFor(postgres.url(database)), engineFor(postgres.url(database))];
    // The engine holds the lock as long as it runs, and the CLI ends it after each command.
    const answers = await Promise.all(
      [one, two].map((engine) => engine.call('applyMigrations', applied(list)).finally(() => engine.close())),
    );
    expect(answers).toContainEqual({ appliedMigrationNames: ['1_slow'] });
    expect(answers).toContainEqual({ appliedMigrationNames: [] });
  });
});

describe('the shadow database', () => {
  const list = (sql: string) => ({ tag: 'migrations', ...migrationsList({ '1_a': sql }, 'postgresql') });

  test('needs a role that may create one: P3014', async () => {
    const role = await newRole('NOCREATEDB');
    const engine = engineFor(postgres.url('postgres', { user: role }), { PGPASSWORD: 'role-password' });
    await expect(
      engine.call('devDiagnostic', applied(migrationsList({ '1_a': 'SELECT 1;' }, 'postgresql'))),
    ).rejects.toMatchObject({
      error_code: 'P3014',
      message: expect.stringContaining('permission denied to create database'),
    });
    await engine.close();
  });

  test('may be one of the user, which is emptied first and never the main one', async () => {
    const [main, shadow] = [await newDatabase(), await newDatabase()];
    await postgres.query(shadow, 'CREATE TABLE left_over ()');
    const engine = engineFor(postgres.url(main), {}, { shadowDatabaseUrl: postgres.url(shadow) });
    expect(await engine.call('diff', diff(list(USERS_SQL), FROM_SCHEMA))).toEqual({ exitCode: 0 });
    expect(await postgres.query(shadow, "SELECT FROM pg_tables WHERE tablename = 'left_over'")).toEqual([]);
    await engine.close();

    await postgres.query(main, 'CREATE TABLE precious ()');
    const otherName = postgres.url(main).replace('127.0.0.1', 'localhost');
    const careless = engineFor(postgres.url(main), {}, { shadowDatabaseUrl: otherName });
    await expect(
      careless.call('devDiagnostic', applied(migrationsList({ '1_a': 'SELECT 1;' }, 'postgresql'))),
    ).rejects.toMatchObject({
      message: expect.stringContaining('appears to be the same as the main database'),
    });
    await careless.close();
    expect(await postgres.query(main, "SELECT FROM pg_tables WHERE tablename = 'precious'")).toHaveLength(1);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('is dropped on %s', async (signal) => {
    const engine = engineFor(postgres.url(await newDatabase()));
    const work = engine.call('diff', diff(list('SELECT pg_sleep(60)'), FROM_SCHEMA)).catch(() => undefined);
    await until(async () => (await sleeping()).length === 1);
    engine.process.kill(signal);
    expect(await engine.exited).toBe(signal === 'SIGTERM' ? 0 : 130);
    await work;
    expect(await postgres.shadowDatabases()).toEqual([]);
    expect(await sleeping()).toEqual([]);
  });

  test('is dropped when the parent is killed', async () => {
    const log = path.join(folder, 'orphan.log');
    const request = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'diff',
      params: diff(list('SELECT pg_sleep(60)'), FROM_SCHEMA),
    });
    const parentScript = `
      const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify([ENGINE, '--datasource', JSON.stringify({ url: postgres.url(await newDatabase()) })])}, { stdio: 'pipe' });
      child.stdin.write(${JSON.stringify(`${request}\n`)});
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', parentScript], {
      env: childEnvironment({ ...environment, FABER_DB_ENGINE_LOG: log }),
      stdio: 'ignore',
    });
    await until(async () => (await sleeping()).length === 1);
    parent.kill('SIGKILL');
    await until(async () => (await postgres.shadowDatabases()).length === 0);
    await until(async () => readFileSync(log, 'utf8').includes('"stopped"'));
  });

  function sleeping(): Promise<Record<string, unknown>[]> {
    return postgres.query(
      'postgres',
      "SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
    );
  }
});

test('a migration that is interrupted is rolled back by the server', async () => {
  const database = await newDatabase();
  const engine = engineFor(postgres.url(database));
  const script = 'CREATE TABLE half (); SELECT pg_sleep(2); CREATE TABLE whole ();';
  const work = engine
    .call('applyMigrations', applied(migrationsList({ '1_slow': script }, 'postgresql')))
    .catch(() => undefined);
  await until(
    async () =>
      (
        await postgres.query(
          'postgres',
          "SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE TABLE half%' AND state = 'active'",
        )
      ).length === 1,
  );
  engine.process.kill('SIGTERM');
  await engine.exited;
  await work;
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(
    await postgres.query(database, "SELECT tablename FROM pg_tables WHERE tablename IN ('half', 'whole')"),
  ).toEqual([]);
});

describe('under an automated agent', () => {
  const agent = { CLAUDECODE: '1' };
  const push = (force: boolean) => ({ force, schema: SCHEMA, filters: NO_FILTERS });

  test('refuses what destroys data, until the user consents', async () => {
    const database = await newDatabase();
    const url = postgres.url(database);
    const engine = engineFor(url, agent);
    const refusal = { message: expect.stringContaining('Claude Code (recognised by CLAUDECODE)') };
    await expect(engine.call('reset', { filter: NO_FILTERS })).rejects.toMatchObject(refusal);
    await expect(engine.call('schemaPush', push(true))).rejects.toMatchObject(refusal);
    expect(await engine.call('schemaPush', push(false))).toMatchObject({ executedSteps: 1 });
    await engine.close();
    const drop = await engineCommand('drop-database', url, { ...environment, ...agent });
    expect(drop.exitCode).toBe(1);
    expect(loggedError(drop.stderr)).toMatchObject(refusal);
    expect(await postgres.query(database, "SELECT FROM pg_tables WHERE tablename = 'User'")).toHaveLength(1);

    const allowed = engineFor(url, {
      ...agent,
      PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION: 'yes, reset it',
    });
    expect(await allowed.call('schemaPush', push(true))).toMatchObject({ executedSteps: 0 });
    expect(await allowed.call('reset', { filter: NO_FILTERS })).toBeNull();
    await allowed.close();
    expect(await postgres.query(database, "SELECT FROM pg_tables WHERE tablename = 'User'")).toEqual([]);
  });
});

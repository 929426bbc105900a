import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSecondMigration, FIRST_MIGRATION, sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

let workspace: TestWorkspace;

beforeAll(() => {
  workspace = new TestWorkspace();
  sqliteProject(workspace, 'shop');
});
afterAll(() => workspace.dispose());

test('--version is that of the package', async () => {
  const { stdout } = await workspace.faberDb('--version');
  expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
});

test('help lists the exit codes of the command', async () => {
  const { exitCode, stdout, stderr } = await workspace.faberDb('migrate --help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/4 {2}cancelled or not approved/);
  expect(stderr).toBe('');
});

describe('the life of a database', () => {
  test.each([
    ['status shop --env dev', 4],
    ['create shop', 0],
    ['status shop --env dev', 4],
    ['migrate shop --dry-run', 0],
    ['status shop --env dev', 4],
    ['migrate shop', 0],
    ['migrate shop', 0],
    ['status shop --env dev', 0],
    ['status shop --env production', 2],
    ['migrate shop --env production', 1],
    ['migrate shop --env nowhere', 1],
    ['status shop --env nowhere', 2],
    ['migrate nobody', 1],
    ['migrate shop --nope', 1],
    ['nonsense', 1],
    ['reset shop --env dev', 4],
    ['reset shop --env dev --yes --skip-seed', 0],
    ['validate shop', 0],
  ])('%s: exit code %d', async (args, expected) => {
    const { exitCode, output } = await workspace.faberDb(args);
    expect({ exitCode, output }).toEqual({ exitCode: expected, output: expect.any(String) });
  });

  test('a failing migration: exit code 2, and the database says how to go on', async () => {
    workspace.migration('shop', '20260103000000_broken', 'CREATE TABLE note (id INTEGER);\n');
    const { exitCode, stdout, stderr } = await workspace.faberDb('migrate shop');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('20260103000000_broken');
    expect(stderr).toMatch(/→ .*faber-db resolve/);
    const json = await workspace.faberDb('migrate shop --format json');
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'FAILED_MIGRATION_FOUND' }, exitCode: 2 });
    expect(
      await workspace.faberDb('resolve shop --rolled-back 20260103000000_broken --env dev'),
    ).toMatchObject({ exitCode: 0 });
    workspace.remove('apps/shop/prisma/migrations/20260103000000_broken');
  });
});

describe('the project', () => {
  test('is that of the current folder, also from deep inside', async () => {
    mkdirSync(workspace.path('apps/shop/src/deep'), { recursive: true });
    const { stdout } = await workspace.faberDb('status --env dev --format json', {
      cwd: workspace.path('apps/shop/src/deep'),
    });
    expect(JSON.parse(stdout)).toMatchObject({ project: 'shop' });
  });

  test('can be named by its folder', async () => {
    const { stdout } = await workspace.faberDb('status --project-root apps/shop --env dev --format json');
    expect(JSON.parse(stdout)).toMatchObject({ project: 'shop' });
  });

  test('in the root of a workspace has to be named; the message lists what there is', async () => {
    const { exitCode, stderr } = await workspace.faberDb('migrate');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('PROJECT_NOT_FOUND');
    expect(stderr).toContain('shop (apps/shop)');
  });
});

describe('output', () => {
  test('errors as JSON stand on standard output', async () => {
    const { stdout, exitCode } = await workspace.faberDb('migrate nobody --format json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PROJECT_NOT_FOUND' }, exitCode: 1 });
  });

  test('has no escape sequences in a pipe, with FORCE_COLOR it has, with --no-color never', async () => {
    const run = (args: string, env = {}) => workspace.faberDb(args, { env });
    const colored = /\u001b\[/;
    expect((await run('status shop --env dev')).stdout).not.toMatch(colored);
    expect((await run('status shop --env dev', { FORCE_COLOR: '1' })).stdout).toMatch(colored);
    expect((await run('status shop --env dev', { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toMatch(
      colored,
    );
    expect((await run('status shop --env dev --no-color', { FORCE_COLOR: '1' })).stdout).not.toMatch(colored);
  });

  test('a reader that goes away early is no error', async () => {
    const program = join(__dirname, '../bin/faber-db.js');
    const { stderr } = await workspace.run('sh', [
      '-c',
      `"${process.execPath}" "${program}" status shop | true`,
    ]);
    expect(stderr).not.toMatch(/EPIPE/);
  });
});

describe('fingerprint', () => {
  const fingerprint = async (args = 'shop') => (await workspace.faberDb(`fingerprint ${args}`)).stdout.trim();

  test('is stable while up to date, never otherwise', async () => {
    await workspace.faberDb('migrate shop');
    const stable = await fingerprint();
    expect(stable).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint('--project-root apps/shop')).toBe(stable);
    expect(await fingerprint('shop --env dev')).not.toBe('');
    addSecondMigration(workspace, 'shop');
    const pending = [await fingerprint(), await fingerprint()];
    expect(new Set([...pending, stable]).size).toBe(3);
    await workspace.faberDb('migrate shop');
    expect(await fingerprint()).not.toBe(stable);
  });

  test('of an unknown project is a nonce and exit code 1', async () => {
    const first = await workspace.faberDb('fingerprint nobody');
    const second = await workspace.faberDb('fingerprint nobody');
    expect(first.exitCode).toBe(1);
    expect(first.stdout).not.toBe(second.stdout);
  });
});

describe('outside of an Nx workspace', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-plain-')));
    writeFileSync(join(folder, 'package.json'), '{ "name": "plain" }');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('init sets the folder up, and the database can be migrated at once', async () => {
    const run = (args: string) => workspace.faberDb(args, { cwd: folder });
    const dryRun = await run('init --provider sqlite --dry-run');
    expect(dryRun).toMatchObject({ exitCode: 0, output: expect.stringContaining('Would write:') });
    expect(await run('status')).toMatchObject({ exitCode: 1 });

    const init = await run('init --provider sqlite');
    expect(init).toMatchObject({ exitCode: 0, output: expect.stringContaining('Written:') });
    expect(await run('init --provider sqlite')).toMatchObject({
      exitCode: 0,
      output: expect.not.stringContaining('Written:'),
    });

    mkdirSync(join(folder, `prisma/migrations/${FIRST_MIGRATION}`), { recursive: true });
    writeFileSync(
      join(folder, `prisma/migrations/${FIRST_MIGRATION}/migration.sql`),
      'CREATE TABLE a (id INTEGER);',
    );
    expect(await run('create')).toMatchObject({ exitCode: 0 });
    expect(await run('migrate')).toMatchObject({ exitCode: 0 });
    expect(await run('status --env dev')).toMatchObject({ exitCode: 0 });
  });

  test('inside of one, init leads to the generator', async () => {
    const { exitCode, stderr } = await workspace.faberDb('init');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npx nx g faber-db:init <project>');
  });
});

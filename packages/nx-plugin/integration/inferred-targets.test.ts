import { addSecondMigration, FIRST_MIGRATION, sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

describe.each([{ daemon: false }, { daemon: true }])('Nx with daemon: $daemon', ({ daemon }) => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = new TestWorkspace({ daemon });
    sqliteProject(workspace, 'shop');
    workspace.project('blog', {
      databases: {
        main: { provider: 'sqlite', environments: { dev: { connection_string_env: 'BLOG_URL' } } },
        logs: {
          provider: 'sqlite',
          environments: { dev: { connection_string_env: 'LOGS_URL' } },
          migrations: { directory: 'logs/migrations' },
        },
      },
    });
    workspace.migration('blog', FIRST_MIGRATION, 'CREATE TABLE post (id INTEGER PRIMARY KEY);\n');
    workspace.write(
      `apps/blog/logs/migrations/${FIRST_MIGRATION}/migration.sql`,
      'CREATE TABLE log (id INTEGER);\n',
    );
    workspace.write('apps/blog/.env', 'BLOG_URL="file:./blog.db"\nLOGS_URL="file:./logs.db"\n');
    await workspace.nx('run-many -t db-create');
  });
  afterAll(() => workspace.dispose());

  test('nx show project knows the targets', async () => {
    const { stdout } = await workspace.nx('show project shop --json');
    const project = JSON.parse(stdout) as {
      metadata: { targetGroups: { Database: string[] } };
      targets: Record<
        string,
        { executor: string; configurations: object; metadata: { description: string } }
      >;
    };
    expect(project.metadata.targetGroups.Database).toHaveLength(12);
    expect(project.targets['db-migrate']).toMatchObject({
      executor: 'faber-db:migrate',
      configurations: { dev: { environment: 'dev' }, production: { environment: 'production' } },
      metadata: { description: 'Apply the pending migrations of an environment' },
    });
  });

  test('a run migrates, a second one has nothing to do, the status is good', async () => {
    const first = await workspace.nx('run shop:db-migrate');
    expect(first).toMatchObject({ exitCode: 0, output: expect.stringContaining(FIRST_MIGRATION) });
    const second = await workspace.nx('run shop:db-migrate --format=json');
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toContain('"outcome": "nothing-to-do"');
    expect(await workspace.nx('run shop:db-status:dev')).toMatchObject({ exitCode: 0 });
  });

  if (daemon) return;

  test('a target default of the workspace cannot make Nx skip a migration', async () => {
    const nxJson = workspace.read('nx.json');
    workspace.write(
      'nx.json',
      JSON.stringify({ ...JSON.parse(nxJson), targetDefaults: { 'db-*': { cache: true } } }),
    );
    try {
      for (let run = 0; run < 2; run++) {
        const { exitCode, output } = await workspace.nx('run shop:db-migrate --outputStyle=static');
        expect(exitCode).toBe(0);
        expect(output).not.toContain('Nx read the output from the cache');
      }
    } finally {
      workspace.write('nx.json', nxJson);
    }
  });

  test('a dry run touches nothing, and pending migrations fail the status', async () => {
    addSecondMigration(workspace, 'shop');
    const dryRun = await workspace.nx('run shop:db-migrate --dry-run');
    expect(dryRun).toMatchObject({ exitCode: 0, output: expect.stringContaining('ADD COLUMN body') });
    const status = await workspace.nx('run shop:db-status:dev');
    expect(status.exitCode).not.toBe(0);
    expect(await workspace.nx('run shop:db-migrate')).toMatchObject({ exitCode: 0 });
    expect(await workspace.nx('run shop:db-status:dev')).toMatchObject({ exitCode: 0 });
  });

  test('the target for all databases passes --dry-run on to each of them', async () => {
    const dryRun = await workspace.nx('run blog:db-migrate --dry-run');
    expect(dryRun.exitCode).toBe(0);
    const before = await workspace.faberDb('status blog --database main --format json');
    expect(before.stdout).toMatch(/"state": "(pending|missing-database)"/);
    expect(await workspace.nx('run blog:db-migrate')).toMatchObject({ exitCode: 0 });
    for (const database of ['main', 'logs']) {
      const after = await workspace.faberDb(`status blog --database ${database} --format json`);
      expect(after.stdout).toContain('"state": "up-to-date"');
    }
  });

  test('lint and plan of all databases are those of each of them', async () => {
    const lint = await workspace.nx('run blog:db-lint --all --outputStyle=static');
    expect(lint).toMatchObject({ exitCode: 0 });
    for (const database of ['main', 'logs']) expect(lint.output).toContain(`blog:db-lint-${database}`);
    expect(await workspace.nx('run blog:db-plan')).toMatchObject({ exitCode: 0 });
    for (const database of ['main', 'logs']) {
      const file = `.fractary/plugins/faber-db/plans/blog-${database}/dev/plan.json`;
      expect(JSON.parse(workspace.read(file))).toMatchObject({
        project: 'blog',
        database,
        environment: 'dev',
      });
    }
  });

  test('a project without the environment of the run is not sent to dev instead', async () => {
    const { exitCode, output } = await workspace.nx(
      'run-many -t db-create -c production --outputStyle=static',
      {
        env: { SHOP_PRODUCTION_URL: 'file:./production.db' },
      },
    );
    expect(exitCode).not.toBe(0);
    expect(output).toContain('This run is for "production", which blog does not have');
    expect(output).toContain('Exit code 1: configuration');
  });

  test('a misspelt option is refused before anything runs', async () => {
    const { exitCode, output } = await workspace.nx('run shop:db-migrate --dry-rnu');
    expect(exitCode).not.toBe(0);
    expect(output).toContain("'dry-rnu' is not found in schema");
  });

  test('a broken configuration names its file and reason', async () => {
    const file = 'apps/shop/.fractary/plugins/faber-db/config.json';
    const good = workspace.read(file);
    workspace.write(file, '{ "database": ');
    const { exitCode, output } = await workspace.nx('show projects');
    workspace.write(file, good);
    expect(exitCode).not.toBe(0);
    expect(output).toContain(file);
    expect(output).toMatch(/JSON/);
    expect(await workspace.nx('show projects')).toMatchObject({ exitCode: 0 });
  });
});

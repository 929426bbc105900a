import { Workspace } from '../support/workspace';
import { querySqlite } from '../support/sqlite';

const config = (provider: string) =>
  JSON.stringify({
    schema_version: '1.0',
    database: { provider, migration_tool: 'prisma' },
    environments: { dev: { connection_string_env: 'DATABASE_URL' } },
  });

/** A project with one migration; deploying needs no Prisma. */
const projectFiles = (name: string) => ({
  [`apps/${name}/project.json`]: JSON.stringify({ name, targets: {} }),
  [`apps/${name}/README.md`]: `# ${name}\n`,
  [`apps/${name}/.env`]: 'DATABASE_URL="file:./dev.db"\n',
  [`apps/${name}/.fractary/plugins/faber-db/config.json`]: config('sqlite'),
  [`apps/${name}/prisma/schema.prisma`]: 'datasource db {\n  provider = "sqlite"\n}\n',
  [`apps/${name}/prisma/migrations/migration_lock.toml`]: 'provider = "sqlite"\n',
  [`apps/${name}/prisma/migrations/20260101000000_init/migration.sql`]:
    'CREATE TABLE "First" ("id" INTEGER PRIMARY KEY);\n',
});

// `affected` asks which tasks a change concerns from Nx 24 on, and which projects before.
describe.each([
  { nx: '22.7.8', devkit: '22.7.8', affectedByTask: false, daemon: false },
  { nx: '23.2.1', devkit: '23.2.1', affectedByTask: false, daemon: true },
  { nx: '24.0.6', devkit: '24.0.0', affectedByTask: true, daemon: false },
])('Nx $nx', ({ nx, devkit, affectedByTask, daemon }) => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await Workspace.createNx({
      name: `nx-${nx}`,
      devDependencies: { nx, '@nx/devkit': devkit },
      files: {
        ...projectFiles('api'),
        ...projectFiles('shop'),
        '.gitignore': 'node_modules\n.nx\n.env\n*.db\n',
      },
    });
    await workspace.nx('add', 'faber-db');
    await workspace.commit('Add faber-db');
  });

  afterAll(() => workspace.dispose());

  const tables = (project: string) =>
    querySqlite<{ name: string }>(
      workspace.path(`apps/${project}/dev.db`),
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_prisma_migrations' ORDER BY name`,
    ).map(({ name }) => name);

  /** Runs `nx affected` for what changed since the last commit; returns the projects whose task ran. */
  const affected = async () => {
    const { stdout } = await workspace.nx(
      'affected',
      '-t',
      'db-migrate',
      '--base=HEAD',
      '--outputStyle=static',
    );
    return ['api', 'shop'].filter((project) => stdout.includes(`nx run ${project}:db-migrate`));
  };

  it('infers the targets', async () => {
    const { stdout } = await workspace.nx('show', 'project', 'api', '--json');
    const { targets } = JSON.parse(stdout);
    expect(targets['db-migrate']).toMatchObject({
      executor: 'faber-db:migrate',
      configurations: { dev: {} },
    });
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['db-status', 'db-validate', 'db-reset']));
  });

  it('runs them', async () => {
    await workspace.nx('run-many', '-t', 'db-migrate');
    expect([tables('api'), tables('shop')]).toEqual([['First'], ['First']]);
    await workspace.nx('run', 'api:db-status:dev');
  });

  it('selects what a change concerns', async () => {
    workspace.write(
      'apps/api/prisma/migrations/20260102000000_second/migration.sql',
      'CREATE TABLE "Second" ("id" INTEGER PRIMARY KEY);\n',
    );
    expect(await affected()).toEqual(['api']);
    expect([tables('api'), tables('shop')]).toEqual([['First', 'Second'], ['First']]);
    await workspace.commit('Add a migration');

    workspace.edit('apps/shop/README.md', (text) => `${text}More.\n`);
    expect(await affected()).toEqual(affectedByTask ? [] : ['shop']);
    await workspace.commit('Write documentation');

    workspace.edit('apps/shop/.fractary/plugins/faber-db/config.json', (text) => `${text}\n`);
    expect(await affected()).toEqual(['shop']);
    await workspace.commit('Change the configuration');
  });

  if (!daemon) return;

  it('works with the daemon, which sees new configuration', async () => {
    workspace.env['NX_DAEMON'] = 'true';
    await workspace.nx('run', 'api:db-status:dev');
    for (const [file, text] of Object.entries(projectFiles('late'))) workspace.write(file, text);
    await workspace.nx('run', 'late:db-migrate');
    expect(tables('late')).toEqual(['First']);
    const { stdout } = await workspace.nx('show', 'projects', '--withTarget=db-migrate', '--json');
    expect(JSON.parse(stdout).sort()).toEqual(['api', 'late', 'shop']);
  });
});

import { projectDatabases, type ProjectDatabases, type Provider } from '../support/project-databases';
import { defaultNx, prisma7, Workspace } from '../support/workspace';

const environments = ['dev', 'staging', 'production', 'legacy'];

// One story, told in order: each test goes on where the one before ended.
describe.each<{ provider: Provider; before: Record<string, string>; installs: string }>([
  { provider: 'sqlite', before: {}, installs: 'the generator installs Prisma' },
  {
    provider: 'postgresql',
    before: prisma7,
    installs: 'Prisma is there already',
  },
])('Prisma 7 in an Nx workspace, on $provider ($installs)', ({ provider, before }) => {
  let workspace: Workspace;
  let databases: ProjectDatabases;

  beforeAll(async () => {
    workspace = await Workspace.createNx({
      name: `p7-${provider}`,
      devDependencies: { ...defaultNx, ...before },
    });
    databases = projectDatabases(workspace, provider, environments);
    Object.assign(workspace.env, databases.variables);
  });

  afterAll(async () => {
    await databases.drop();
    await workspace.dispose();
  });

  const migrations = () =>
    workspace.list('apps/api/prisma/migrations').filter((name) => /^\d{14}_/.test(name));
  const status = async () => {
    const { stdout } = await workspace.attempt(workspace.bin('faber-db'), [
      'status',
      'api',
      '--format',
      'json',
    ]);
    const { environments: states } = JSON.parse(stdout) as {
      environments: { environment: string; state: string }[];
    };
    return Object.fromEntries(states.map(({ environment, state }) => [environment, state]));
  };

  it('nx add wires the workspace', async () => {
    await workspace.nx('add', 'faber-db');
    expect(workspace.read('nx.json')).toContain('faber-db');
    expect(workspace.exists('.fractary/plugins/faber-db/config.json')).toBe(true);
    await workspace.commit('Add faber-db');
  });

  it('init --dry-run writes nothing', async () => {
    await workspace.nx(
      'g',
      'faber-db:init',
      'api',
      `--provider=${provider}`,
      '--no-interactive',
      '--dry-run',
    );
    expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');
  });

  it('init sets up the project, once', async () => {
    const init = ['g', 'faber-db:init', 'api', `--provider=${provider}`, '--hosting=local'];
    init.push(`--environments=${environments.join(',')}`, '--no-interactive');
    await workspace.nx(...init);
    for (const file of [
      '.fractary/plugins/faber-db/config.json',
      'prisma/schema.prisma',
      'prisma.config.ts',
      '.env.example',
    ]) {
      expect(workspace.exists(`apps/api/${file}`)).toBe(true);
    }
    const { stdout } = await workspace.nx('show', 'project', 'api', '--json');
    expect(Object.keys(JSON.parse(stdout).targets)).toEqual(
      expect.arrayContaining([
        'db-generate-migration',
        'db-migrate',
        'db-status',
        'db-seed',
        'db-reset',
        'db-resolve',
      ]),
    );
    expect(Object.keys(JSON.parse(stdout).targets['db-migrate'].configurations)).toEqual(environments);

    await workspace.commit('Initialise the project');
    await workspace.nx(...init);
    expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');
  });

  it('generates a migration with a way back, and none without a change', async () => {
    const preview = await workspace.nx('run', 'api:db-generate-migration', '--name=init', '--preview');
    expect(preview.stdout).toContain('CREATE TABLE');
    expect(migrations()).toEqual([]);

    await workspace.nx('run', 'api:db-generate-migration', '--name=init');
    expect(migrations()).toEqual([expect.stringMatching(/_init$/)]);
    const folder = `apps/api/prisma/migrations/${migrations()[0]}`;
    expect(workspace.read(`${folder}/migration.sql`)).toContain('CREATE TABLE "User"');
    expect(workspace.read(`${folder}/down.sql`)).toContain('DROP TABLE');

    await workspace.nx('run', 'api:db-generate-migration', '--name=nothing');
    expect(migrations()).toHaveLength(1);
  });

  it('a dry run shows the SQL and touches nothing', async () => {
    const { stdout } = await workspace.nx('run', 'api:db-migrate', '--dry-run');
    expect(stdout).toContain('CREATE TABLE "User"');
    expect((await status())['dev']).not.toBe('up-to-date');
  });

  it('migrates dev and staging, change by change', async () => {
    await workspace.nx('run', 'api:db-migrate');
    await workspace.nx('run', 'api:db-migrate:staging');
    workspace.edit(
      'apps/api/prisma/schema.prisma',
      (text) => `${text}\nmodel Note {\n  id   Int    @id\n  text String\n}\n`,
    );
    await workspace.nx('run', 'api:db-generate-migration', '--name=auto', '--work-id=123');
    expect(migrations()).toHaveLength(2);
    expect(workspace.read(`apps/api/prisma/migrations/${migrations()[1]}/migration.sql`)).toContain('123');
    await workspace.nx('run', 'api:db-migrate');
    await workspace.nx('run', 'api:db-migrate:staging');
    for (const environment of ['dev', 'staging']) {
      expect(await databases.query(environment, 'SELECT "text" FROM "Note"')).toEqual([]);
    }
    const again = await workspace.nx('run', 'api:db-migrate:staging');
    expect(again.stdout).toMatch(/nothing to do|up to date|nothing is pending/i);
  });

  it('asks before it changes production, and takes silence as a no', async () => {
    await workspace.nx('run', 'api:db-create:production');
    const refused = await workspace.attemptNx('run', 'api:db-migrate:production');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('NOT_APPROVED');
    // Typed blindly into a pipe is not an answer either.
    const piped = await workspace.attempt(workspace.bin('nx'), ['run', 'api:db-migrate:production'], {
      input: 'y\nyes\n',
    });
    expect(piped.exitCode).not.toBe(0);
    expect((await status())['production']).toBe('pending');

    const yes = await workspace.attemptNx('run', 'api:db-migrate:production', '--yes');
    expect(yes.exitCode).not.toBe(0);
    expect((await status())['production']).toBe('pending');

    const plan = await workspace.run(workspace.bin('faber-db'), [
      ...['plan', 'api', '--env', 'production', '--format', 'json'],
    ]);
    const { digest } = (JSON.parse(plan.stdout) as { plan: { digest: string } }).plan;
    await workspace.nx('run', 'api:db-migrate:production', `--approve=${digest}`);
    expect((await status())['production']).toBe('up-to-date');
  });

  it("Prisma's own program agrees", async () => {
    const { stdout } = await workspace.run(workspace.bin('prisma'), ['migrate', 'status'], {
      cwd: workspace.path('apps/api'),
      env: {
        ...databases.variablesForPrisma,
        PRISMA_SCHEMA_ENGINE_BINARY: workspace.path(
          'node_modules/@faber-db/prisma-schema-engine/bin/schema-engine.js',
        ),
      },
    });
    expect(stdout).toContain('2 migrations found');
    expect(stdout).toContain('Database schema is up to date!');
  });

  it('seeds and resets dev', async () => {
    workspace.edit('apps/api/prisma.config.ts', (text) =>
      text.replace(/migrations: \{/, "migrations: { seed: 'node prisma/seed.cjs',"),
    );
    workspace.write('apps/api/prisma/seed.cjs', seedScript[provider]);
    const rows = () => databases.query('dev', 'SELECT "email" FROM "User" ORDER BY "id"');

    await workspace.nx('run', 'api:db-seed');
    expect(await rows()).toEqual([{ email: 'ada@example.com' }]);

    const refused = await workspace.attemptNx('run', 'api:db-reset');
    expect(refused.exitCode).not.toBe(0);
    expect(await rows()).toHaveLength(1);

    await databases.query('dev', `INSERT INTO "Note" ("id", "text") VALUES (1, 'goes away') RETURNING "id"`);
    await workspace.nx('run', 'api:db-reset', '--yes');
    expect(await databases.query('dev', 'SELECT "id" FROM "Note"')).toEqual([]);
    expect(await rows()).toEqual([{ email: 'ada@example.com' }]);
  });

  it('never resets production, whatever the flags', async () => {
    await databases.query(
      'production',
      `INSERT INTO "Note" ("id", "text") VALUES (1, 'stays') RETURNING "id"`,
    );
    const refused = await workspace.attemptNx('run', 'api:db-reset:production', '--yes');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('PROTECTED_ENVIRONMENT');
    expect(await databases.query('production', 'SELECT "text" FROM "Note"')).toEqual([{ text: 'stays' }]);
  });

  it('an automated agent does not reset staging, even with --yes', async () => {
    const refused = await workspace.attempt(workspace.bin('nx'), ['run', 'api:db-reset:staging', '--yes'], {
      env: { CLAUDECODE: '1' },
    });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain('AUTOMATED_AGENT');
  });

  it('takes over a database that existed before its migrations', async () => {
    const [first] = migrations();
    const script = workspace.read(`apps/api/prisma/migrations/${first}/migration.sql`);
    await databases.createByHand('legacy', script);
    expect((await workspace.attemptNx('run', 'api:db-migrate:legacy')).exitCode).not.toBe(0);

    await workspace.nx('run', 'api:db-resolve:legacy', '--baseline', `--to=${first}`);
    expect((await status())['legacy']).toBe('pending');
    await workspace.nx('run', 'api:db-migrate:legacy');
    expect(await status()).toEqual({
      dev: 'up-to-date',
      staging: 'up-to-date',
      production: 'up-to-date',
      legacy: 'up-to-date',
    });
  });

  it('shows all environments through Nx', async () => {
    const { stdout } = await workspace.nx('run', 'api:db-status');
    for (const environment of environments) expect(stdout).toContain(environment);
    await workspace.nx('run', 'api:db-validate');
  });
});

const seedScript: Record<Provider, string> = {
  sqlite: `const Database = require('libsql');
const file = process.env.API_DATABASE_URL.replace(/^file:/, '');
new Database(file).exec("INSERT INTO User (email) VALUES ('ada@example.com')");
`,
  postgresql: `const { Client } = require('pg');
const client = new Client({ connectionString: process.env.API_DATABASE_URL });
client
  .connect()
  .then(() => client.query('INSERT INTO "User" ("email") VALUES ($1)', ['ada@example.com']))
  .then(() => client.end());
`,
};

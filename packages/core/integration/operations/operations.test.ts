import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  createDatabase,
  fingerprint,
  generateMigration,
  migrate,
  plan,
  reset,
  resolve,
  seed,
  status,
  validate,
  type OperationContext,
  type Terminal,
} from '../../src';
import { operationTarget } from '../../src/operations/operation-target';
import { withDatabase } from '../../src/operations/with-database';
import { testEngines } from '../support/test-engines';
import { dropTestDatabases } from '../support/drop-test-databases';
import { createTestProject, type TestProject } from '../support/test-project';

const adminUrl = process.env['FABER_DB_TEST_PG_URL'];
const { engines, remove } = testEngines('ops');

jest.setTimeout(60_000);

/** A terminal in front of which somebody chooses. */
function choosing(answer: (question: string) => string | undefined): Terminal {
  return {
    interactive: true,
    confirm: async () => false,
    choose: async (question, choices) => {
      const wanted = answer(question);
      return choices.find(({ value }) => value === wanted)?.value;
    },
    ask: async () => undefined,
  };
}

afterAll(remove);

const FIRST = '20260101000000_customers';
const SECOND = '20260102000000_email';

describe.each(engines)('operations on $provider', ({ provider, url }) => {
  let project: TestProject;
  let counter = 0;
  let env: Record<string, string>;
  let config: object;

  const dev = { environment: 'dev' };
  const production = { environment: 'production' };
  const context = (terminal?: Terminal, more: Record<string, string> = {}) =>
    project.context({ env: { ...env, ...more }, ...(terminal === undefined ? {} : { terminal }) });

  const migrateApproved = async () => {
    const { plan: planned } = await plan(await context(), production);
    return migrate(await context(), { ...production, approve: planned.digest });
  };

  beforeEach(() => {
    counter += 1;
    project = createTestProject(provider);
    project.migration(FIRST, 'CREATE TABLE "Customer" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL);\n');
    project.migration(SECOND, 'ALTER TABLE "Customer" ADD COLUMN "email" TEXT;\n');
    config = {
      schema_version: '1.0',
      database: { provider, migration_tool: 'prisma' },
      environments: {
        dev: { connection_string_env: 'DEV_URL' },
        staging: { connection_string_env: 'STAGING_URL' },
        production: { connection_string_env: 'PRODUCTION_URL' },
      },
      safety: { protected_environments: ['production'] },
    };
    project.config(config);
    env = { DEV_URL: url(`dev${counter}`), PRODUCTION_URL: url(`production${counter}`) };
  });

  afterEach(async () => {
    if (provider === 'postgresql') await dropTestDatabases(Object.values(env));
    project.remove();
  });

  it('a dry run shows order, SQL and touches nothing, not even a missing database', async () => {
    const result = await migrate(await context(), { ...dev, dryRun: true });
    expect(result.outcome).toBe('dry-run');
    expect(result.pending.map((migration) => migration.name)).toEqual([FIRST, SECOND]);
    expect(result.pending[0]?.sql).toContain('CREATE TABLE "Customer"');
    expect((await status(await context(), dev)).environments[0]?.state).toBe('missing-database');
  });

  it('migrates dev in one go and then has nothing to do', async () => {
    const first = await migrate(await context(), dev);
    expect(first).toMatchObject({ outcome: 'applied', environment: 'dev', warnings: [] });
    expect(first.applied.map((migration) => migration.name)).toEqual([FIRST, SECOND]);
    expect(await migrate(await context(), dev)).toMatchObject({ outcome: 'nothing-to-do', applied: [] });
  });

  it('stops after --to and refuses names it does not know', async () => {
    const result = await migrate(await context(), { ...dev, to: FIRST });
    expect(result.applied.map((migration) => migration.name)).toEqual([FIRST]);
    await expect(migrate(await context(), { ...dev, to: 'nonsense' })).rejects.toMatchObject({
      code: 'MIGRATION_NOT_FOUND',
    });
  });

  it('tells applied, pending, modified and missing apart, over all environments', async () => {
    await migrate(await context(), { ...dev, to: FIRST });
    project.migration(FIRST, 'CREATE TABLE other (id INTEGER);\n');
    const result = await status(await context(), {});
    expect(result.environments.map(({ environment, state }) => [environment, state])).toEqual([
      ['dev', 'attention'],
      ['staging', 'not-configured'],
      ['production', 'missing-database'],
    ]);
    const [devStatus] = result.environments;
    expect(devStatus?.counts).toEqual({ applied: 1, pending: 1, failed: 0, missing: 0, modified: 1 });
    expect(devStatus).toMatchObject({ tables: 1, lastApplied: { name: FIRST } });
    expect(devStatus?.sizeBytes).toBeGreaterThan(0);
    const warned = await migrate(await context(), dev);
    expect(warned.warnings).toEqual([expect.stringContaining('was modified after it was applied')]);
  });

  describe('in a protected environment', () => {
    beforeEach(async () => {
      await createDatabase(await context(), production);
    });

    it('refuses without a terminal, and leaves nothing behind', async () => {
      await expect(migrate(await context(), production)).rejects.toMatchObject({
        code: 'NOT_APPROVED',
        remedy: expect.arrayContaining([
          expect.stringMatching(/faber-db migrate shop --env production --approve [0-9a-f]{64}$/),
        ]),
      });
      expect((await status(await context(), production)).environments[0]?.counts.applied).toBe(0);
    });

    it.each([
      ['proceed', 'applied'],
      ['cancel', 'NOT_APPROVED'],
      [undefined, 'NOT_APPROVED'],
    ] as const)('asks on a terminal: the answer %s gives %s', async (answer, expected) => {
      const questions: string[] = [];
      const terminal = choosing((question) => {
        questions.push(question);
        return answer;
      });
      const outcome = await migrate(await context(terminal), production).then(
        (result) => result.outcome,
        (error: { code: string }) => error.code,
      );
      expect(outcome).toBe(expected);
      expect(questions).toEqual([expect.stringMatching(/^Apply 2 migrations to production \(.+\)\?$/)]);
      expect(questions[0]).not.toContain('canary');
    });

    it('shows the plan to those who want to look first, then asks again', async () => {
      const answers = ['look', 'proceed'];
      const looking = await context(choosing(() => answers.shift()));
      expect(await migrate(looking, production)).toMatchObject({ outcome: 'applied' });
      const shown = looking.events.filter((event) => event.type === 'report');
      expect(shown).toEqual([{ type: 'report', text: expect.stringContaining('CREATE TABLE "Customer"') }]);
    });

    it('--yes is no approval', async () => {
      await expect(migrate(await context(), { ...production, yes: true })).rejects.toMatchObject({
        code: 'NOT_APPROVED',
        message: expect.stringContaining('--yes is no approval in a protected environment'),
      });
    });

    it('does not ask when there is nothing to do', async () => {
      await migrateApproved();
      expect(await migrate(await context(), production)).toMatchObject({ outcome: 'nothing-to-do' });
    });

    it('is never reset, whatever the flags', async () => {
      await migrateApproved();
      await expect(reset(await context(), { ...production, yes: true })).rejects.toMatchObject({
        code: 'PROTECTED_ENVIRONMENT',
      });
      expect((await status(await context(), production)).environments[0]?.counts.applied).toBe(2);
    });
  });

  describe('reset', () => {
    it('says what is lost and asks; with the answer it empties, migrates and seeds', async () => {
      project.write('seed.cjs', "require('node:fs').writeFileSync('seeded', 'yes');\n");
      await migrate(await context(), { ...dev, to: FIRST });
      await expect(reset(await context(), dev)).rejects.toMatchObject({
        code: 'NOT_APPROVED',
        message: expect.stringContaining('All data is lost: 1 table'),
      });
      const result = await reset(await context(), { ...dev, yes: true });
      expect(result.dropped.tables).toBe(1);
      expect(result.applied.map((migration) => migration.name)).toEqual([FIRST, SECOND]);
      expect(result.seeded).toBe(true);
      expect(existsSync(path.join(project.root, 'seeded'))).toBe(true);
    });

    it('is refused to an automated agent outside of a local dev, unless a human agreed', async () => {
      env['STAGING_URL'] = url(`staging${counter}`);
      const staging = { environment: 'staging', yes: true, skipSeed: true };
      await migrate(await context(), staging);
      const agent = { CLAUDECODE: '1' };
      await expect(reset(await context(undefined, agent), staging)).rejects.toMatchObject({
        code: 'AUTOMATED_AGENT',
      });
      await reset(await context(undefined, agent), { ...dev, yes: true, skipSeed: true });
      const agreed = { ...agent, PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION: 'yes, reset staging' };
      expect((await reset(await context(undefined, agreed), staging)).applied).toHaveLength(2);
    });
  });

  it('baselines a database that existed before its migrations', async () => {
    await createDatabase(await context(), dev);
    await execute(
      await context(),
      'CREATE TABLE "Customer" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL)',
    );
    await expect(migrate(await context(), dev)).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY' });
    const result = await resolve(await context(), { ...dev, baseline: true, to: FIRST });
    expect(result).toMatchObject({ action: 'baseline', migrations: [FIRST] });
    expect((await migrate(await context(), dev)).applied.map((migration) => migration.name)).toEqual([
      SECOND,
    ]);
    await expect(resolve(await context(), { ...dev, baseline: true })).rejects.toMatchObject({
      code: 'MIGRATION_ALREADY_APPLIED',
    });
  });

  it('explains a failed migration, and resolve repairs it', async () => {
    project.migration(SECOND, 'ALTER TABLE nowhere ADD COLUMN "email" TEXT;\n');
    await expect(migrate(await context(), dev)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      location: { migration: SECOND, statement: 1 },
    });
    await expect(migrate(await context(), dev)).rejects.toMatchObject({ code: 'FAILED_MIGRATION_FOUND' });
    const [failed] = (await status(await context(), dev)).environments;
    expect(failed).toMatchObject({ state: 'attention', counts: { applied: 1, failed: 1 } });
    expect(failed?.nextCommands).toEqual([`faber-db resolve shop --env dev --rolled-back ${SECOND}`]);
    await resolve(await context(), { ...dev, rolledBack: SECOND });
    project.migration(SECOND, 'ALTER TABLE "Customer" ADD COLUMN "email" TEXT;\n');
    expect((await migrate(await context(), dev)).outcome).toBe('applied');
    expect((await status(await context(), dev)).environments[0]?.state).toBe('up-to-date');
  });

  it('the fingerprint is stable only while everything is applied unmodified', async () => {
    const take = async () => fingerprint(await context(), dev);
    expect((await take()).stable).toBe(false);
    await migrate(await context(), dev);
    const upToDate = await take();
    expect(upToDate.stable).toBe(true);
    expect(await take()).toEqual(upToDate);
    project.migration('20260103000000_more', 'CREATE TABLE more ("id" INTEGER);\n');
    const [behind, again] = [await take(), await take()];
    expect([behind.stable, again.stable]).toEqual([false, false]);
    expect(behind.value).not.toBe(again.value);
    await migrate(await context(), dev);
    expect(await take()).toMatchObject({ stable: true });
    expect((await take()).value).not.toBe(upToDate.value);
    project.migration(SECOND, '-- edited\nALTER TABLE "Customer" ADD COLUMN "email" TEXT;\n');
    expect((await take()).stable).toBe(false);
  });

  it('generates up and down, says when there is no change, and the result applies', async () => {
    project.write(
      'prisma/schema.prisma',
      `datasource db {\n  provider = "${provider}"\n}\n\nmodel Customer {\n  id Int @id\n  name String\n  email String?\n  phone String?\n}\n`,
    );
    const preview = await generateMigration(await context(), { ...dev, preview: true });
    expect(preview).toMatchObject({ changed: true, written: false });
    expect(readdirSync(path.join(project.root, 'prisma/migrations')).toSorted()).toHaveLength(3);
    const generated = await generateMigration(await context(), {
      ...dev,
      name: 'Phone numbers',
      workId: '123',
    });
    expect(generated.name).toMatch(/^\d{14}_phone_numbers$/);
    expect(generated.sql).toContain('123');
    expect(generated.downSql).toMatch(/phone/);
    await migrate(await context(), dev);
    expect(await generateMigration(await context(), dev)).toMatchObject({ changed: false, written: false });
  });

  it('seeds, and says so when there is no seed', async () => {
    project.write(
      'seed.cjs',
      "require('node:fs').writeFileSync('seeded', process.env.DEV_URL ? 'yes' : 'no');\n",
    );
    await migrate(await context(), dev);
    expect(await seed(await context(), dev)).toMatchObject({ ran: true });
    expect(existsSync(path.join(project.root, 'seeded'))).toBe(true);
  });

  it('hides the password in what a failing seed prints', async () => {
    if (adminUrl === undefined || provider !== 'postgresql') return;
    project.write('seed.cjs', 'throw new Error("cannot connect to " + process.env.DEV_URL);\n');
    await migrate(await context(), dev);
    const failing = await context();
    const error = await seed(failing, dev).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SEED_FAILED' });
    const said = JSON.stringify([error, failing.events]);
    expect(said).toContain('cannot connect to postgresql://');
    expect(said).not.toContain(new URL(adminUrl).password);
  });

  it('validates, with a warning for variables that are not set here', async () => {
    const result = await validate(await context());
    expect(result.databases).toEqual([
      { name: 'default', provider, environments: ['dev', 'staging', 'production'] },
    ]);
    expect(result.warnings).toEqual([expect.stringContaining('STAGING_URL')]);
    project.write(
      'prisma/broken.prisma',
      `datasource db {\n  provider = "${provider}"\n}\nmodel Broken { nothing }\n`,
    );
    project.config({ ...config, migrations: { schema: 'prisma/broken.prisma' } });
    await expect(validate(await context())).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    project.config(config);
    env['STAGING_URL'] = env['DEV_URL'] ?? '';
    await expect(validate(await context())).rejects.toMatchObject({ code: 'SHARED_DATABASE' });
  });
});

describe('a relative SQLite URL', () => {
  it.each([
    [6, 'prisma/dev.db'],
    [7, 'dev.db'],
  ] as const)('means the file that Prisma %i means', async (prismaMajor, file) => {
    const project = createTestProject('sqlite', prismaMajor);
    try {
      project.migration(FIRST, 'CREATE TABLE a (id INTEGER);\n');
      project.config({
        schema_version: '1.0',
        database: { provider: 'sqlite' },
        environments: { dev: { connection_string_env: 'DEV_URL' } },
      });
      await migrate(await project.context({ env: { DEV_URL: 'file:./dev.db' } }), {});
      expect(existsSync(path.join(project.root, file))).toBe(true);
    } finally {
      project.remove();
    }
  });
});

async function execute(context: OperationContext, sql: string): Promise<void> {
  const target = await operationTarget(context, { environment: 'dev' }, 'schema');
  await withDatabase(target, context, 'test', (db) => db.execute(sql));
}

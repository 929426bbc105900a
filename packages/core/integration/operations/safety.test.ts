import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createDatabase,
  journal,
  lint,
  migrate,
  plan,
  status,
  type FaberDbError,
  type MigrateResult,
} from '../../src';
import { openJournal } from '../../src/operations/journaling/open-journal';
import { operationTarget } from '../../src/operations/operation-target';
import { createTestProject, type TestProject } from '../support/test-project';
import { testEngines } from '../support/test-engines';
import { dropTestDatabases } from '../support/drop-test-databases';

const { engines, remove } = testEngines('safety');

jest.setTimeout(60_000);

afterAll(remove);

const FIRST = '20260101000000_customers';
const SECOND = '20260102000000_drop';

describe.each(engines)('safety on $provider', ({ provider, url }) => {
  const dev = { environment: 'dev' };
  const production = { environment: 'production' };
  let project: TestProject;
  let counter = 0;
  let env: Record<string, string>;

  const context = () => project.context({ env });
  const configure = (more: { environments?: object; safety?: object; journal?: object } = {}) =>
    project.config({
      schema_version: '1.0',
      database: { provider, migration_tool: 'prisma' },
      environments: {
        dev: { connection_string_env: 'DEV_URL' },
        production: { connection_string_env: 'PRODUCTION_URL', ...more.environments },
      },
      safety: { protected_environments: ['production'], ...more.safety },
      ...(more.journal === undefined ? {} : { journal: more.journal }),
    });
  const approved = async (options: object = {}): Promise<MigrateResult> => {
    const { plan: planned } = await plan(await context(), production);
    return migrate(await context(), { ...production, approve: planned.digest, ...options });
  };
  const failure = (work: Promise<unknown>): Promise<FaberDbError> =>
    work.then(
      () => {
        throw new Error('It was expected to be refused.');
      },
      (error: FaberDbError) => error,
    );
  const execute = async (where: { environment: string }, sql: string) => {
    const target = await operationTarget(await context(), where, 'schema');
    const db = await target.provider.connect(target.connection);
    try {
      await db.execute(sql);
    } finally {
      await db.close();
    }
  };
  const appliedIn = async (where: { environment: string }) =>
    (await status(await context(), where)).environments[0]?.counts.applied;

  beforeEach(async () => {
    counter += 1;
    project = createTestProject(provider);
    project.migration(FIRST, 'CREATE TABLE "Customer" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL);\n');
    configure();
    env = { DEV_URL: url(`dev${counter}`), PRODUCTION_URL: url(`production${counter}`) };
    await createDatabase(await context(), production);
  });

  afterEach(async () => {
    if (provider === 'postgresql') await dropTestDatabases(Object.values(env));
    project.remove();
  });

  it('says in dev what is lost, and goes on', async () => {
    await migrate(await context(), dev);
    project.migration(SECOND, 'DROP TABLE "Customer";\n');
    const result = await migrate(await context(), dev);
    expect(result.outcome).toBe('applied');
    expect(result.findings).toMatchObject([
      { rule: 'drop-table', risk: 'high', object: 'Customer', migration: SECOND },
    ]);
  });

  it('reads the rows of the live database into the plan, and asks for the enhanced approval', async () => {
    await approved();
    await execute(production, `INSERT INTO "Customer" VALUES (1, 'a'), (2, 'b'), (3, 'c'); ANALYZE;`);
    project.migration(SECOND, 'DELETE FROM "Customer";\nDROP TABLE "Customer";\n');
    const { plan: planned, files } = await plan(await context(), production);
    expect(planned.decision).toMatchObject({ outcome: 'approve', approval: 'enhanced' });
    expect(planned.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['dml-without-where', 'drop-table']),
    );
    expect(planned.findings.find(({ rule }) => rule === 'drop-table')?.estimatedRows).toBe(3);
    expect(planned.locks.map(({ object }) => object)).toContain(
      provider === 'sqlite' ? planned.locks[0]?.object : 'Customer',
    );
    const report = readFileSync(path.join(project.root, files.report), 'utf8');
    expect(report).toContain('enhanced approval');
    expect(report).toContain('DROP TABLE "Customer"');
    expect(report).toContain(planned.digest);
  });

  it('a typed phrase is the enhanced approval at a terminal', async () => {
    await approved();
    project.migration(SECOND, 'DROP TABLE "Customer";\n');
    const withPhrase = async (phrase: string) => {
      const asked = await context();
      const terminal = {
        interactive: true,
        confirm: async () => true,
        choose: async <Value extends string>(_: string, choices: readonly { value: Value }[]) =>
          choices.find(({ value }) => value === 'proceed')?.value,
        ask: async () => phrase,
      };
      return migrate({ ...asked, terminal }, production);
    };
    expect((await failure(withPhrase('yes'))).code).toBe('NOT_APPROVED');
    expect(await appliedIn(production)).toBe(1);
    expect((await withPhrase('migrate-production')).outcome).toBe('applied');
  });

  it('blocks what is not allowed, with the reason, whatever was approved', async () => {
    configure({
      safety: {
        destructive_operations: { drop_table: { allowed: false, block_reason: 'Archive it first.' } },
      },
    });
    await approved();
    project.migration(SECOND, 'DROP TABLE "Customer";\n');
    const error = await failure(approved());
    expect(error.code).toBe('BLOCKED_BY_POLICY');
    expect(error.message).toContain('Archive it first.');
    expect(await appliedIn(production)).toBe(1);
    await migrate(await context(), { ...dev, to: FIRST });
    expect((await failure(migrate(await context(), dev))).code).toBe('BLOCKED_BY_POLICY');
  });

  it('asks for a backup where the policy does, and keeps its reference', async () => {
    configure({ safety: { backup_enforcement: { production: 'required' } } });
    expect((await failure(approved())).code).toBe('BACKUP_REQUIRED');
    await approved({ backup: 'snapshot-17', workId: 'SHOP-1' });
    const { entries } = await journal(await context(), { ...production, operation: 'migrate', last: 1 });
    expect(entries[0]).toMatchObject({ backup: 'snapshot-17', workItem: 'SHOP-1', outcome: 'succeeded' });
  });

  it('runs nothing in production that did not run, as it is, in the environment before', async () => {
    configure({ environments: { promote_from: 'dev' } });
    expect((await failure(approved())).code).toBe('PROMOTION_REQUIRED');
    await migrate(await context(), dev);
    await approved();
    project.migration(SECOND, 'CREATE TABLE extra (id INTEGER);\n');
    await migrate(await context(), dev);
    project.migration(SECOND, 'CREATE TABLE extra (id INTEGER, more INTEGER);\n');
    const error = await failure(approved());
    expect(error).toMatchObject({ code: 'PROMOTION_REQUIRED', message: expect.stringContaining(SECOND) });
  });

  it('checks the health before: a table changed by hand stops the run', async () => {
    await approved();
    project.migration(SECOND, 'ALTER TABLE "Customer" ADD COLUMN "email" TEXT;\n');
    await execute(production, 'ALTER TABLE "Customer" ADD COLUMN "phone" TEXT');
    const error = await failure(approved());
    expect(error.code).toBe('HEALTH_CHECK_FAILED');
    expect(error.message).toContain('The column Customer.phone comes from no migration');
    expect(await appliedIn(production)).toBe(1);
    configure({ safety: { health_check_before_deploy: false, health_check_after_deploy: false } });
    expect((await approved()).outcome).toBe('applied');
  });

  it('checks the health after, and reports the checks', async () => {
    const result = await approved();
    expect(result.healthChecks.map(({ name, state }) => [name, state === 'failed'])).toEqual([
      ['connection', false],
      ['history', false],
      ['drift', false],
      ['disk', false],
      ['connection', false],
      ['history', false],
      ['drift', false],
      ['disk', false],
    ]);
  });

  it.each([false, true])('keeps a journal that verifies (in the database: %s)', async (inDatabase) => {
    configure({ journal: { database_table: inDatabase } });
    await approved();
    project.migration(SECOND, 'CREATE TABLE oops (id INTEGER); CREATE TABLE "Customer" (id INTEGER);\n');
    expect((await failure(approved())).code).toBe('MIGRATION_FAILED');
    const { entries, verification, place } = await journal(await context(), { ...production, verify: true });
    expect(verification).toMatchObject({ intact: true, problems: [], unfinished: [] });
    expect(entries.map(({ operation, phase, outcome }) => [operation, phase, outcome])).toEqual([
      ['plan', 'finished', 'succeeded'],
      ['migrate', 'started', undefined],
      ['migrate', 'finished', 'succeeded'],
      ['plan', 'finished', 'succeeded'],
      ['migrate', 'started', undefined],
      ['migrate', 'finished', 'failed'],
    ]);
    expect(entries[2]).toMatchObject({
      migrations: [FIRST],
      approvals: [{ method: 'digest' }],
      statements: [{ migration: FIRST, statement: 1, durationMs: expect.any(Number) }],
    });
    expect(entries[5]?.error?.code).toBe('MIGRATION_FAILED');
    expect(JSON.stringify(entries)).not.toContain('canary');
    if (!inDatabase) {
      appendFileSync(path.join(project.root, place), ' ');
      const damaged = await journal(await context(), { ...production, verify: true });
      expect(damaged.verification?.intact).toBe(false);
    }
  });

  it('tells of a run that was killed', async () => {
    const target = await operationTarget(await context(), production, 'schema');
    await openJournal(await context(), target).append({
      phase: 'started',
      run: 'a-run-that-was-killed',
      operation: 'migrate',
      project: 'shop',
      database: 'default',
      environment: 'production',
      actor: { user: 'ann', host: 'ci-7' },
      migrations: [FIRST],
    });
    const { verification } = await journal(await context(), { ...production, verify: true });
    expect(verification?.unfinished).toEqual(['a-run-that-was-killed']);
    const first = await approved();
    expect(first.warnings).toEqual([
      expect.stringMatching(/^A migrate of ann@ci-7 \(20260101000000_customers\) began at .+ never ended/),
    ]);
    project.migration(SECOND, 'CREATE TABLE more (id INTEGER);\n');
    expect((await approved()).warnings).toEqual([]);
  });

  it('a refused attempt on production is in the journal', async () => {
    await failure(migrate(await context(), production));
    const { entries } = await journal(await context(), production);
    expect(entries).toMatchObject([
      { operation: 'migrate', outcome: 'refused', error: { code: 'NOT_APPROVED' } },
    ]);
  });

  describe('lint', () => {
    it('judges each migration against those before it, and tries the way back', async () => {
      project.migration(SECOND, 'ALTER TABLE "Customer" DROP COLUMN "name";\n');
      project.write(
        `prisma/migrations/${SECOND}/down.sql`,
        'ALTER TABLE "Customer" ADD COLUMN "name" TEXT;\n',
      );
      project.migration('20260103000000_fine', 'CREATE TABLE fine (id INTEGER PRIMARY KEY);\n');
      project.write('prisma/migrations/20260103000000_fine/down.sql', 'DROP TABLE fine;\n');
      const result = await lint(await context(), { all: true });
      expect(result.findings.map(({ rule, migration, line }) => [rule, migration, line])).toEqual([
        ['drop-column', SECOND, 1],
      ]);
      expect(result.clean).toBe(false);
      expect(result.downChecks.map(({ migration, state }) => [migration, state])).toEqual([
        // The column was NOT NULL.
        [SECOND, 'differs'],
        ['20260103000000_fine', 'restores'],
      ]);
    });

    it('looks at what changed since the base branch', async () => {
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.email=a@example.com', '-c', 'user.name=A', ...args], {
          cwd: project.root,
          stdio: 'pipe',
        });
      git('init', '-q', '-b', 'main');
      git('add', 'prisma');
      git('commit', '-q', '-m', 'first');
      expect((await lint(await context(), {})).statements).toEqual([]);
      git('checkout', '-q', '-b', 'topic');
      project.migration(SECOND, 'DROP TABLE "Customer";\n');
      expect((await lint(await context(), {})).findings.map(({ migration }) => migration)).toEqual([SECOND]);
      git('add', 'prisma');
      git('commit', '-q', '-m', 'second');
      expect((await lint(await context(), { base: 'main' })).findings).toHaveLength(1);
      expect((await lint(await context(), { base: 'main', failOn: 'critical' })).clean).toBe(true);
    });

    it('a suppression with a reason is shown and does not count', async () => {
      project.migration(
        SECOND,
        '-- faber-db: allow drop-table because nobody reads it since May\nDROP TABLE "Customer";\n',
      );
      const result = await lint(await context(), { all: true });
      expect(result.findings).toMatchObject([
        { rule: 'drop-table', suppressed: 'nobody reads it since May' },
      ]);
      expect(result.clean).toBe(true);
    });
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { approve, createDatabase, journal, migrate, plan, seed, type FaberDbError } from '../../src';
import { createTestProject, type TestProject } from '../support/test-project';
import { testEngines } from '../support/test-engines';
import { dropTestDatabases } from '../support/drop-test-databases';

const { engines, remove } = testEngines('approvals');

jest.setTimeout(60_000);

afterAll(remove);

const FIRST = '20260101000000_customers';
const SECOND = '20260102000000_email';

describe.each(engines)('approvals on $provider', ({ provider, url }) => {
  const production = { environment: 'production' };
  let project: TestProject;
  let counter = 0;
  let env: Record<string, string>;
  let config: { safety: Record<string, unknown> } & Record<string, unknown>;

  const context = (more: Record<string, string> = {}) => project.context({ env: { ...env, ...more } });
  const failure = async (work: Promise<unknown>): Promise<FaberDbError> =>
    work.then(
      () => {
        throw new Error('It was expected to be refused.');
      },
      (error: FaberDbError) => error,
    );
  const applied = async () => {
    const { entries } = await journal(await context(), production);
    return entries.filter(({ operation, outcome }) => operation === 'migrate' && outcome === 'succeeded')
      .length;
  };

  beforeEach(async () => {
    counter += 1;
    project = createTestProject(provider);
    project.migration(FIRST, 'CREATE TABLE "Customer" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL);\n');
    project.migration(SECOND, 'ALTER TABLE "Customer" ADD COLUMN "email" TEXT;\n');
    config = {
      schema_version: '1.0',
      database: { provider, migration_tool: 'prisma' },
      environments: {
        dev: { connection_string_env: 'DEV_URL' },
        production: { connection_string_env: 'PRODUCTION_URL' },
      },
      safety: { protected_environments: ['production'] },
    };
    project.config(config);
    env = {
      DEV_URL: url(`dev${counter}`),
      PRODUCTION_URL: url(`production${counter}`),
      OTHER_URL: url(`other${counter}`),
    };
    await createDatabase(await context(), production);
  });

  afterEach(async () => {
    if (provider === 'postgresql') await dropTestDatabases(Object.values(env));
    project.remove();
  });

  describe.each(['file', 'digest'] as const)('given as a %s', (form) => {
    let approval: { plan?: string; approve?: string };

    beforeEach(async () => {
      const { files, plan: planned } = await plan(await context(), production);
      approval = form === 'file' ? { plan: files.plan } : { approve: planned.digest };
    });

    const migrateNow = async (more: Record<string, string> = {}) =>
      migrate(await context(more), { ...production, ...approval });

    it('runs exactly that, once', async () => {
      const result = await migrateNow();
      expect(result.applied.map(({ name }) => name)).toEqual([FIRST, SECOND]);
      const error = await failure(migrateNow());
      expect(error.code).toBe('APPROVAL_INVALID');
      expect(error.message).toMatch(/was carried out already, at 20/);
    });

    it('stops for an edited migration', async () => {
      project.migration(SECOND, 'DROP TABLE "Customer";\n');
      const error = await failure(migrateNow());
      expect(error).toMatchObject({ code: 'PLAN_CHANGED' });
      expect(error.message).toContain(`Migration ${SECOND} was edited`);
      expect(await applied()).toBe(0);
    });

    it('stops for an added migration', async () => {
      project.migration('20260103000000_more', 'SELECT 1;\n');
      const error = await failure(migrateNow());
      expect(error.message).toContain('Migration 20260103000000_more was added');
      expect(await applied()).toBe(0);
    });

    it('stops when somebody else applied one in between', async () => {
      const { plan: other } = await plan(await context(), { ...production, to: FIRST, output: 'other' });
      await migrate(await context(), { ...production, to: FIRST, approve: other.digest });
      const error = await failure(migrateNow());
      expect(error.message).toContain(`Migration ${FIRST} was applied by somebody else in between`);
      expect(await applied()).toBe(1);
    });

    it('stops for another database behind the same variable', async () => {
      await createDatabase(await context({ PRODUCTION_URL: env['OTHER_URL'] ?? '' }), production);
      const error = await failure(migrateNow({ PRODUCTION_URL: env['OTHER_URL'] ?? '' }));
      expect(error.message).toContain('another database');
      expect(error.message).not.toContain('canary');
    });

    it('stops for a loosened configuration', async () => {
      project.config({ ...config, safety: { ...config.safety, rules: { 'drop-table': 'off' } } });
      const error = await failure(migrateNow());
      expect(error.message).toContain('The configuration was changed');
    });

    it('stops for a schema that was changed by hand', async () => {
      const { operationTarget } = await import('../../src/operations/operation-target.js');
      const target = await operationTarget(await context(), production, 'schema');
      const db = await target.provider.connect(target.connection);
      await db.execute('CREATE TABLE by_hand (id INTEGER)');
      await db.close();
      const error = await failure(migrateNow());
      expect(error.message).toContain('schema was changed by something else');
    });

    it('stops when it is too old', async () => {
      const now = await context();
      const late = { ...now, clock: { ...now.clock, now: () => new Date(Date.now() + 1441 * 60_000) } };
      const error = await failure(migrate(late, { ...production, ...approval }));
      expect(error.code).toBe('PLAN_EXPIRED');
    });

    it('an automated agent cannot approve its own work', async () => {
      const error = await failure(
        migrateNow({ CLAUDECODE: '1', PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION: 'yes' }),
      );
      expect(error.code).toBe('AUTOMATED_AGENT');
      expect(await applied()).toBe(0);
    });
  });

  it('refuses a plan that was changed after it was written', async () => {
    const { files } = await plan(await context(), production);
    const file = path.join(project.root, files.plan);
    const text = readFileSync(file, 'utf8');
    for (const forged of [
      text.replace('ADD COLUMN', 'DROP COLUMN'),
      text.replace('"findings": [', '"findings": [{ "rule": "drop-table" }'),
      text.replace(/"authors": \[[^\]]*\]/, '"authors": ["nobody@example.com"]'),
      text.slice(0, -20),
    ]) {
      expect(forged).not.toBe(text);
      writeFileSync(file, forged);
      const error = await failure(migrate(await context(), { ...production, plan: files.plan }));
      expect(error.code).toBe('PLAN_INVALID');
    }
    writeFileSync(file, text);
    expect(await migrate(await context(), { ...production, plan: files.plan })).toMatchObject({
      outcome: 'applied',
    });
  });

  it('FABER_DB_APPROVAL holds the digest for CI; another digest counts for nothing', async () => {
    const { plan: planned } = await plan(await context(), production);
    const foreign = await failure(migrate(await context({ FABER_DB_APPROVAL: '0'.repeat(64) }), production));
    expect(foreign.code).toBe('NOT_APPROVED');
    const result = await migrate(
      await context({ FABER_DB_APPROVAL: `${'0'.repeat(64)}, ${planned.digest}` }),
      production,
    );
    expect(result.outcome).toBe('applied');
    expect(result.planDigest).toBe(planned.digest);
  });

  it('FABER_DB_APPROVAL expires, and holds for one run, like the others', async () => {
    const { plan: planned } = await plan(await context(), production);
    const now = await context({ FABER_DB_APPROVAL: planned.digest });
    const late = { ...now, clock: { ...now.clock, now: () => new Date(Date.now() + 1441 * 60_000) } };
    expect((await failure(migrate(late, production))).code).toBe('PLAN_EXPIRED');
    expect((await migrate(now, production)).outcome).toBe('applied');
    // As if the database had been restored to what it was.
    const { operationTarget } = await import('../../src/operations/operation-target.js');
    const target = await operationTarget(await context(), production, 'schema');
    const db = await target.provider.connect(target.connection);
    await db.execute('DROP TABLE "Customer"; DROP TABLE _prisma_migrations');
    await db.close();
    expect((await failure(migrate(now, production))).message).toContain('carried out already');
  });

  it('the approval of a seed holds for what it was, once', async () => {
    project.write('seed.cjs', "require('node:fs').appendFileSync('seeded', 'first');\n");
    const digestOf = (error: FaberDbError) =>
      /--approve ([0-9a-f]{64})/.exec(error.remedy.join('\n'))?.[1] ?? '';
    const first = digestOf(await failure(seed(await context(), production)));
    project.write('seed.cjs', "require('node:fs').appendFileSync('seeded', 'second');\n");
    const edited = await failure(seed(await context(), { ...production, approve: first }));
    expect(edited.code).toBe('PLAN_CHANGED');
    const second = digestOf(await failure(seed(await context(), production)));
    await seed(await context(), { ...production, approve: second });
    const again = await failure(seed(await context(), { ...production, approve: second }));
    expect(again.code).toBe('PLAN_CHANGED');
    expect(readFileSync(path.join(project.root, 'seeded'), 'utf8')).toBe('second');
  });

  it('a seed in a protected environment names its digest in the refusal', async () => {
    const error = await failure(seed(await context(), production));
    const digest = /--approve ([0-9a-f]{64})/.exec(error.remedy.join('\n'))?.[1];
    expect(error.code).toBe('NOT_APPROVED');
    expect(digest).toBeDefined();
    const foreign = await failure(seed(await context(), { ...production, approve: '1'.repeat(64) }));
    expect(foreign.code).toBe('PLAN_CHANGED');
  });

  describe('signed with SSH keys', () => {
    const key = (name: string) => path.join(project.root, 'keys', name);
    let planFile: string;
    let digest: string;

    const makeKey = (name: string) => {
      project.write('keys/.keep', '');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key(name)]);
      return readFileSync(`${key(name)}.pub`, 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' ');
    };
    const git = (...args: string[]) => execFileSync('git', args, { cwd: project.root, stdio: 'pipe' });
    const sign = async (name: string, file = planFile, more: Record<string, string> = {}) =>
      approve(await context(more), { ...production, plan: file, key: key(name) });

    beforeEach(async () => {
      const lines = ['ann@example.com', 'bob@example.com'].map((name) => `${name} ${makeKey(name)}`);
      makeKey('mallory@example.com');
      project.write('signers', `${lines.join('\n')}\n`);
      project.config({
        ...config,
        safety: { ...config.safety, approvals: { required: 2, allowed_signers: 'signers' } },
      });
      git('init', '-q');
      git('config', 'user.email', 'author@example.com');
      git('config', 'user.name', 'Author');
      git('add', 'prisma');
      git('commit', '-q', '-m', 'migrations');
      const made = await plan(await context(), production);
      planFile = made.files.plan;
      digest = made.plan.digest;
    });

    it('counts people, and runs when there are enough, also for an agent, once', async () => {
      expect((await failure(migrate(await context(), { ...production, approve: digest }))).code).toBe(
        'APPROVAL_INVALID',
      );
      expect(await sign('ann@example.com')).toMatchObject({ signer: 'ann@example.com', digest });
      await sign('ann@example.com');
      const one = await failure(migrate(await context(), production));
      expect(one.message).toMatch(/only 1 counts/);
      expect(one.message).toMatch(/ann@example.com approved already/);
      expect(one.remedy.join()).toContain('faber-db approve shop --env production --plan');
      await sign('bob@example.com');
      const result = await migrate(await context({ CLAUDECODE: '1' }), production);
      expect(result.applied).toHaveLength(2);
      const { entries } = await journal(await context(), { ...production, operation: 'migrate' });
      expect(
        entries
          .at(-1)
          ?.approvals?.map(({ method, by }) => [method, by])
          .sort(),
      ).toEqual([
        ['signature', 'ann@example.com'],
        ['signature', 'bob@example.com'],
      ]);
    });

    it('refuses the author, strangers, forgeries, and what is for something else', async () => {
      expect((await failure(sign('mallory@example.com'))).code).toBe('APPROVAL_INVALID');

      await sign('bob@example.com');
      const signed = await sign('ann@example.com');
      const file = path.join(project.root, signed.file);
      const good = JSON.parse(readFileSync(file, 'utf8')) as {
        statement: Record<string, string>;
        signature: string;
      };
      const refusals: [string, object, RegExp][] = [
        [
          'forged',
          { ...good, statement: { ...good.statement, expiresAt: '2099-01-01T00:00:00.000Z' } },
          /changed or forged/,
        ],
        [
          'foreign place',
          { ...good, statement: { ...good.statement, environment: 'dev' } },
          /changed or forged/,
        ],
        [
          'damaged',
          { ...good, signature: good.signature.replace(/[A-Za-z0-9]{30}/, 'A'.repeat(30)) },
          /damaged|not in the list|forged/,
        ],
      ];
      for (const [, content, reason] of refusals) {
        writeFileSync(file, JSON.stringify(content));
        const error = await failure(migrate(await context(), production));
        expect(error.code).toBe('APPROVAL_INVALID');
        expect(error.message).toMatch(reason);
      }
      writeFileSync(file, JSON.stringify(good));

      // Signers that were taken from the list, and authors, count no more. (Each changes the plan, too.)
      git('config', 'user.email', 'ann@example.com');
      project.migration(SECOND, 'ALTER TABLE "Customer" ADD COLUMN "mail" TEXT;\n');
      const again = await plan(await context(), production);
      expect(again.plan.authors).toEqual(['ann@example.com', 'author@example.com']);
      await sign('ann@example.com', again.files.plan);
      await sign('bob@example.com', again.files.plan);
      const own = await failure(migrate(await context(), production));
      expect(own.message).toMatch(/ann@example.com is an author of the migrations/);
      expect(await applied()).toBe(0);
    });

    it('counts nothing where nobody knows who wrote the migrations', async () => {
      await sign('ann@example.com');
      await sign('bob@example.com');
      execFileSync('rm', ['-rf', path.join(project.root, '.git')]);
      const error = await failure(migrate(await context(), production));
      expect(error).toMatchObject({
        code: 'APPROVAL_INVALID',
        message: expect.stringContaining('git does not know here who wrote the migrations'),
      });
      expect(await applied()).toBe(0);
    });

    it('refuses approvals of another environment and expired ones', async () => {
      const signed = [await sign('ann@example.com'), await sign('bob@example.com')];
      const files = signed.map(({ file }) => file).join(',');
      const now = await context();
      const late = { ...now, clock: { ...now.clock, now: () => new Date(Date.now() + 2000 * 60_000) } };
      const expired = await failure(migrate(late, { ...production, approval: files }));
      expect(expired.message).toMatch(/it expired at 20/);

      project.migration('20260103000000_more', 'SELECT 1;\n');
      const other = await failure(migrate(await context(), { ...production, approval: files }));
      expect(other.message).toMatch(/it is for another plan/);
      expect(await applied()).toBe(0);
    });
  });
});

import {
  addSecondMigration,
  FIRST_MIGRATION,
  SECOND_MIGRATION,
  sqliteProject,
} from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

const PLANS = '.fractary/plugins/faber-db/plans';
const POLICY = '.fractary/plugins/faber-db/config.json';
const JOURNAL = '.fractary/plugins/faber-db/journal/shop/production.jsonl';

let workspace: TestWorkspace;

async function stateOf(project: string): Promise<string> {
  const { stdout } = await workspace.faberDb(`status ${project} --env production --format json`);
  return (JSON.parse(stdout) as { environments: { state: string }[] }).environments[0]?.state ?? 'none';
}

/** The digest that a refusal prints, for those who want exactly that to happen. */
async function digestOfRefusal(command: string): Promise<string> {
  const { exitCode, stdout } = await workspace.faberDb(`${command} --format json`);
  const { error } = JSON.parse(stdout) as { error: { code: string; remedy: string[] } };
  expect({ exitCode, code: error.code }).toEqual({ exitCode: 4, code: 'NOT_APPROVED' });
  return /--approve ([0-9a-f]{64})/.exec(error.remedy.join('\n'))?.[1] ?? '';
}

async function startWorkspace(): Promise<void> {
  workspace = new TestWorkspace();
  for (const name of ['shop', 'blog']) {
    sqliteProject(workspace, name);
    const url = `file:${workspace.path(`${name}-production.db`)}`;
    workspace.write(
      `apps/${name}/.env`,
      `${name.toUpperCase()}_URL="file:./dev.db"\n${name.toUpperCase()}_PRODUCTION_URL="${url}"\n`,
    );
    await workspace.faberDb(`create ${name} --env production`);
  }
}

describe('a plan', () => {
  beforeAll(startWorkspace);
  afterAll(() => workspace.dispose());

  test('is written by the target of the environment, as data and as a report', async () => {
    const { exitCode, output } = await workspace.nx('run shop:db-plan:production');
    expect(output).toContain(FIRST_MIGRATION);
    expect(exitCode).toBe(0);
    expect(JSON.parse(workspace.read(`${PLANS}/shop/production/plan.json`))).toMatchObject({
      environment: 'production',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(workspace.read(`${PLANS}/shop/production/plan.md`)).toContain('CREATE TABLE note');
  });

  test('goes where --output says', async () => {
    expect(
      await workspace.nx('run shop:db-plan:production --output=plans --workId=123 --format=markdown'),
    ).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(workspace.read('plans/plan.json'))).toMatchObject({ project: 'shop' });
    const { stdout } = await workspace.faberDb('journal shop --env production --last 1 --format json');
    expect(JSON.parse(stdout)).toMatchObject({ entries: [{ operation: 'plan', workItem: '123' }] });
  });

  test('that is not what would run now stops the run and says what changed', async () => {
    addSecondMigration(workspace, 'shop');
    const { exitCode, stderr } = await workspace.faberDb(
      'migrate shop --env production --plan plans/plan.json',
    );
    expect(exitCode).toBe(4);
    expect(stderr).toContain('PLAN_CHANGED');
    expect(stderr).toContain(SECOND_MIGRATION);
    expect(await stateOf('shop')).not.toBe('up-to-date');
  });

  test('runs exactly once, with its file as the approval', async () => {
    expect(await workspace.faberDb('plan shop --env production')).toMatchObject({ exitCode: 0 });
    const plan = `--plan=${PLANS}/shop/production/plan.json`;
    expect(await workspace.nx(`run shop:db-migrate:production ${plan}`)).toMatchObject({ exitCode: 0 });
    expect(await stateOf('shop')).toBe('up-to-date');
    const again = await workspace.faberDb(`migrate shop --env production ${plan}`);
    expect(again).toMatchObject({ exitCode: 4, output: expect.stringContaining('was carried out already') });
  });

  test('a seed and a correction of the history are approved by the digest of their refusal', async () => {
    workspace.write(
      'apps/blog/prisma.config.ts',
      `export default { schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations', seed: 'node seed.cjs' } };\n`,
    );
    workspace.write('apps/blog/seed.cjs', `require('node:fs').writeFileSync('seeded', '');\n`);
    const resolve = `resolve blog --env production --applied ${FIRST_MIGRATION}`;
    for (const command of [resolve, 'seed blog --env production']) {
      const digest = await digestOfRefusal(`${command} --yes`);
      expect(await workspace.faberDb(`${command} --approve ${'0'.repeat(64)}`)).toMatchObject({
        exitCode: 4,
        stderr: expect.stringContaining('PLAN_CHANGED'),
      });
      expect(await workspace.faberDb(`${command} --approve ${digest}`)).toMatchObject({ exitCode: 0 });
    }
    expect(await stateOf('blog')).toBe('up-to-date');
    expect(workspace.read('apps/blog/seeded')).toBe('');
  });
});

describe('where approvals have to be signed', () => {
  const PLAN = `${PLANS}/shop/production/plan.json`;

  beforeAll(async () => {
    await startWorkspace();
    for (const name of ['alice', 'mallory']) {
      const { exitCode, output } = await workspace.run('ssh-keygen', [
        ...['-q', '-t', 'ed25519', '-N', '', '-C', `${name}@example.com`, '-f', workspace.path(name)],
      ]);
      if (exitCode !== 0) throw new Error(output);
    }
    workspace.write('signers', `alice@example.com ${workspace.read('alice.pub')}`);
    workspace.write(POLICY, {
      schema_version: '1.0',
      safety: {
        protected_environments: ['production'],
        require_approval_for: ['migrate', 'seed'],
        approvals: { allowed_signers: 'signers' },
      },
    });
    // Nobody may approve their own work, so git has to know whose it is.
    const author = ['-c', 'user.name=Author', '-c', 'user.email=author@example.com'];
    for (const args of [
      ['init', '-q'],
      ['add', 'apps'],
      [...author, 'commit', '-q', '-m', 'Migrations'],
    ]) {
      const { exitCode, output } = await workspace.run('git', args);
      if (exitCode !== 0) throw new Error(output);
    }
    await workspace.faberDb('plan shop --env production');
  });
  afterAll(() => workspace.dispose());

  test('the digest alone is not enough', async () => {
    const digest = await workspace.planDigest('shop', 'production');
    const { exitCode } = await workspace.faberDb(`migrate shop --env production --approve ${digest}`);
    expect(exitCode).toBe(4);
    expect(await stateOf('shop')).not.toBe('up-to-date');
  });

  test('a key that is not on the list signs nothing', async () => {
    const { exitCode, stderr } = await workspace.faberDb(`approve shop --plan ${PLAN} --key mallory`);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('APPROVAL_INVALID');
  });

  test('the target of the environment signs, and the migration runs with that', async () => {
    const signed = await workspace.nx(
      `run shop:db-approve:production --plan=${PLAN} --key=alice --output=approval.json --format=json`,
    );
    expect(signed.output).toContain('"signer": "alice@example.com"');
    expect(signed.exitCode).toBe(0);
    expect(await workspace.faberDb('migrate shop --env production')).toMatchObject({ exitCode: 4 });
    expect(
      await workspace.nx(
        `run shop:db-migrate:production --plan=${PLAN} --approval=approval.json --backup=snapshot-1`,
      ),
    ).toMatchObject({ exitCode: 0 });
    expect(await stateOf('shop')).toBe('up-to-date');
    const { stdout } = await workspace.faberDb('journal shop --env production --last 1 --format json');
    expect(JSON.parse(stdout)).toMatchObject({
      entries: [{ operation: 'migrate', backup: 'snapshot-1', approvals: [{ by: 'alice@example.com' }] }],
    });
  });
});

describe('the journal', () => {
  beforeAll(async () => {
    await startWorkspace();
    await workspace.faberDb('migrate shop --env production');
    const digest = await workspace.planDigest('shop', 'production');
    await workspace.faberDb(`migrate shop --env production --approve ${digest} --work-id 7`);
  });
  afterAll(() => workspace.dispose());

  const entries = async (filter: string) => {
    const { exitCode, stdout } = await workspace.faberDb(
      `journal shop --env production --format json ${filter}`,
    );
    expect(exitCode).toBe(0);
    return (JSON.parse(stdout) as { entries: { operation: string; outcome?: string; workItem?: string }[] })
      .entries;
  };

  test('has what was refused, planned and done', async () => {
    expect((await entries('--outcome refused')).map(({ operation }) => operation)).toEqual(['migrate']);
    expect(await entries('--operation plan')).toHaveLength(1);
    expect(await entries('--outcome succeeded --operation migrate --last 1')).toMatchObject([
      { workItem: '7' },
    ]);
    expect(await entries('--since 2999-01-01')).toEqual([]);
    expect(
      await entries(`--migration ${FIRST_MIGRATION} --outcome succeeded --operation migrate`),
    ).toHaveLength(1);
  });

  test('of dev is another one', async () => {
    const { exitCode, stdout } = await workspace.nx('run shop:db-journal');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no entries');
  });

  test('is exported as CSV, one row for each entry', async () => {
    const { exitCode, stdout } = await workspace.faberDb(
      'journal shop --env production --operation plan --export csv',
    );
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\r\n')).toEqual([
      expect.stringMatching(/^sequence,time,/),
      expect.stringMatching(/^\d+,.*,plan,shop,/),
    ]);
  });

  test('shows an odd filter to be wrong', async () => {
    expect(await workspace.faberDb('journal shop --last none')).toMatchObject({ exitCode: 1 });
  });

  test('verifies, until a byte is changed; the target fails then', async () => {
    expect(await workspace.faberDb('journal shop --env production --verify')).toMatchObject({ exitCode: 0 });
    workspace.write(JOURNAL, workspace.read(JOURNAL).replace('"migrate"', '"Migrate"'));
    expect(await workspace.faberDb('journal shop --env production --verify')).toMatchObject({ exitCode: 2 });
    const task = await workspace.nx('run shop:db-journal:production --verify');
    expect(task.exitCode).not.toBe(0);
    expect(task.output).toContain('was changed or damaged');
  });
});

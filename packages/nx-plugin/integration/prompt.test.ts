import { join } from 'node:path';
import { sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

/** What the keys send. */
const UP = '\u001b[A';
const DOWN = '\u001b[B';

const terminalModule = join(__dirname, '../dist/terminal/interactive-terminal.js');

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = new TestWorkspace({ env: { TERM: 'xterm-256color', NX_TUI: '' } });
  for (const name of ['shop', 'blog']) {
    sqliteProject(workspace, name);
    workspace.write(
      `apps/${name}/.env.production`,
      `${name.toUpperCase()}_PRODUCTION_URL="file:${workspace.path(`${name}-production.db`)}"\n`,
    );
    await workspace.faberDb(`create ${name} --env production`);
  }
  workspace.write(
    'ask.cjs',
    `const { createTerminal } = require(${JSON.stringify(terminalModule)});
     const terminal = createTerminal({ stdin: process.stdin, stdout: process.stdout, env: process.env });
     console.log('ready');
     const [question, busyMs, timeoutSeconds] = process.argv.slice(2);
     const busyUntil = Date.now() + Number(busyMs);
     while (Date.now() < busyUntil);
     const choices = ['proceed', 'cancel', 'look'].map((value) => ({ value, label: value.toUpperCase() }));
     const limits = { timeoutSeconds: Number(timeoutSeconds) };
     const questions = {
       confirm: () => terminal.confirm('Go on?', limits),
       choose: () => terminal.choose('Go on?', choices, 'cancel', limits),
       ask: () => terminal.ask('Go on?', limits),
     };
     questions[question]().then((answer) => {
       console.log('answer: ' + answer);
       process.exit(0);
     });`,
  );
});
afterAll(() => workspace.dispose());

/** Types `keys` once, when `trigger` can be read. */
function typeAt(trigger: string | RegExp, keys: string) {
  let typed = false;
  return (output: string, type: (keys: string) => void) => {
    if (typed || (typeof trigger === 'string' ? !output.includes(trigger) : !trigger.test(output))) return;
    typed = true;
    type(keys);
  };
}

/** Types one after the other, each when its trigger can be read. */
function typeInTurn(...steps: [trigger: string | RegExp, keys: string][]) {
  const typists = steps.map(([trigger, keys]) => typeAt(trigger, keys));
  return (output: string, type: (keys: string) => void) => {
    for (const typist of typists) typist(output, type);
  };
}

type Question = 'confirm' | 'choose' | 'ask';

async function ask(
  question: Question,
  busyMs: number,
  timeoutSeconds: number,
  onOutput: ReturnType<typeof typeAt>,
) {
  const command = `"${process.execPath}" ask.cjs ${question} ${busyMs} ${timeoutSeconds}`;
  const { output } = await workspace.commandOnTerminal(command, { onOutput, timeoutSeconds: 20 });
  return output;
}

describe('the question', () => {
  test.each([
    ['confirm', 'y', 'true'],
    ['confirm', 'n', 'false'],
    // Enter alone takes the preselected answer, which is no.
    ['confirm', '\r', 'false'],
    // Ctrl-C
    ['confirm', '\u0003', 'false'],
    ['choose', '\r', 'cancel'],
    ['choose', `${UP}\r`, 'proceed'],
    ['choose', `${DOWN}\r`, 'look'],
    ['choose', '\u0003', 'undefined'],
    ['ask', 'migrate-production\r', 'migrate-production'],
    ['ask', '\u0003', 'undefined'],
  ] as const)('%s answered with %j gives %s', async (question, keys, answer) => {
    expect(await ask(question, 0, 15, typeAt('Go on?', keys))).toContain(`answer: ${answer}`);
  });

  test.each([
    ['confirm', 'false'],
    ['choose', 'undefined'],
    ['ask', 'undefined'],
  ] as const)('%s not answered in time gives %s', async (question, answer) => {
    const output = await ask(question, 0, 0.3, () => undefined);
    expect(output).toContain('No answer within 0.3 s counts as no.');
    expect(output).toContain(`answer: ${answer}`);
  });

  test.each([
    ['confirm', 'y\r', 'false'],
    ['choose', `${UP}\r`, 'undefined'],
    ['ask', 'yes\r', 'undefined'],
  ] as const)('%s: what was typed before it appeared is no answer', async (question, keys, answer) => {
    const output = await ask(question, 500, 1, typeAt('ready', keys));
    expect(output).toContain(`answer: ${answer}`);
  });
});

describe('migrating a protected environment', () => {
  async function tables(project: string): Promise<string> {
    const { stdout } = await workspace.faberDb(`status ${project} --env production --format json`);
    return (JSON.parse(stdout) as { environments: { state: string }[] }).environments[0]?.state ?? 'none';
  }

  test('is refused without a terminal, and the message has the command to approve it', async () => {
    const { exitCode, output } = await workspace.faberDb('migrate shop --env production');
    expect(exitCode).toBe(4);
    expect(output).toContain('standard input is not a terminal');
    expect(output).toMatch(/faber-db migrate shop --env production --approve [0-9a-f]{64}/);
    expect(await tables('shop')).not.toBe('up-to-date');
  });

  test('is refused by Nx without a terminal, too', async () => {
    const { exitCode, output } = await workspace.nx('run shop:db-migrate:production');
    expect(exitCode).not.toBe(0);
    expect(output).toContain('Exit code 4: cancelled or not approved');
  });

  test('asks on a terminal, where Enter alone cancels', async () => {
    const { exitCode, output } = await workspace.onTerminal('faber-db', 'migrate shop --env production', {
      onOutput: typeAt('Cancel', '\r'),
    });
    expect(exitCode).toBe(4);
    expect(output).toContain('Nothing was done');
    expect(await tables('shop')).not.toBe('up-to-date');
  });

  test('is not asked in CI, even on a terminal', async () => {
    const { exitCode, output } = await workspace.onTerminal('faber-db', 'migrate shop --env production', {
      env: { CI: 'true' },
    });
    expect(exitCode).toBe(4);
    expect(output).toContain('this runs in CI');
  });

  test('is not asked when Nx runs several tasks, and blindly typed answers count for nothing', async () => {
    const { exitCode, output } = await workspace.onTerminal(
      'nx',
      'run-many -t db-migrate -c production --outputStyle=static',
      { env: { NX_TUI: 'false' }, onOutput: typeAt('Running target', 'y\ry\r') },
    );
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/Nx runs 2 tasks|is not a terminal/);
    expect(await tables('shop')).not.toBe('up-to-date');
    expect(await tables('blog')).not.toBe('up-to-date');
  });

  test('shows what would run, and asks again', async () => {
    const { exitCode, output } = await workspace.onTerminal('faber-db', 'migrate shop --env production', {
      onOutput: typeInTurn(['Cancel', `${DOWN}\r`], [/CREATE TABLE note[^]*Cancel/, '\r']),
    });
    expect(exitCode).toBe(4);
    expect(output).toContain('CREATE TABLE note');
    expect(await tables('shop')).not.toBe('up-to-date');
  });

  test('asks when Nx runs a single task on a terminal, and Proceed migrates', async () => {
    const { exitCode, output } = await workspace.onTerminal('nx', 'run shop:db-migrate:production', {
      onOutput: typeAt('Cancel', `${UP}\r`),
    });
    expect(output).toContain('production');
    expect(exitCode).toBe(0);
    expect(await tables('shop')).toBe('up-to-date');
  });

  test('wants the phrase typed where the risk is high, and nothing else will do', async () => {
    workspace.migration('shop', '20260103000000_rename', 'ALTER TABLE note RENAME TO memo;\n');
    const type = (phrase: string) =>
      workspace.onTerminal('faber-db', 'migrate shop --env production', {
        onOutput: typeInTurn(['Cancel', `${UP}\r`], ['Type migrate-production', `${phrase}\r`]),
      });
    expect(await type('yes')).toMatchObject({ exitCode: 4 });
    expect(await tables('shop')).not.toBe('up-to-date');
    expect(await type('migrate-production')).toMatchObject({ exitCode: 0 });
    expect(await tables('shop')).toBe('up-to-date');
  });

  test('--yes is no answer, the digest of the plan is one', async () => {
    const refused = await workspace.nx('run blog:db-migrate:production --yes');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain('--yes is no approval in a protected environment');
    expect(await tables('blog')).not.toBe('up-to-date');
    const digest = await workspace.planDigest('blog', 'production');
    expect(await workspace.nx(`run blog:db-migrate:production --approve=${digest}`)).toMatchObject({
      exitCode: 0,
    });
    expect(await tables('blog')).toBe('up-to-date');
  });
});

import { join } from 'node:path';
import { sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

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
     const busyUntil = Date.now() + Number(process.argv[2]);
     while (Date.now() < busyUntil);
     terminal.confirm('Go on?', { timeoutSeconds: Number(process.argv[3]) }).then((answer) => {
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

async function ask(busyMs: number, timeoutSeconds: number, onOutput: ReturnType<typeof typeAt>) {
  const command = `"${process.execPath}" ask.cjs ${busyMs} ${timeoutSeconds}`;
  const { output } = await workspace.commandOnTerminal(command, { onOutput, timeoutSeconds: 20 });
  return output;
}

describe('the question', () => {
  test.each([
    ['y', 'true'],
    ['n', 'false'],
    // Enter alone takes the preselected answer, which is no.
    ['\r', 'false'],
    // Ctrl-C
    ['\u0003', 'false'],
  ])('answered with %j gives %s', async (keys, answer) => {
    expect(await ask(0, 15, typeAt('Go on?', keys))).toContain(`answer: ${answer}`);
  });

  test('not answered in time gives no', async () => {
    const output = await ask(0, 0.3, () => undefined);
    expect(output).toContain('No answer within 0.3 s counts as no.');
    expect(output).toContain('answer: false');
  });

  test('what was typed before it appeared is no answer', async () => {
    const output = await ask(500, 1, typeAt('ready', 'y\r'));
    expect(output).toContain('answer: false');
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
    expect(output).toContain('faber-db migrate shop --env production --yes');
    expect(await tables('shop')).not.toBe('up-to-date');
  });

  test('is refused by Nx without a terminal, too', async () => {
    const { exitCode, output } = await workspace.nx('run shop:db-migrate:production');
    expect(exitCode).not.toBe(0);
    expect(output).toContain('Exit code 4: cancelled or not approved');
  });

  test('asks on a terminal and takes no for an answer', async () => {
    const { exitCode, output } = await workspace.onTerminal('faber-db', 'migrate shop --env production', {
      onOutput: typeAt('Yes', 'n'),
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

  test('asks when Nx runs a single task on a terminal, and yes migrates', async () => {
    const { exitCode, output } = await workspace.onTerminal('nx', 'run shop:db-migrate:production', {
      onOutput: typeAt('Yes', 'y'),
    });
    expect(output).toContain('production');
    expect(exitCode).toBe(0);
    expect(await tables('shop')).toBe('up-to-date');
  });

  test('--yes is the answer in advance', async () => {
    expect(await workspace.nx('run blog:db-migrate:production --yes')).toMatchObject({ exitCode: 0 });
    expect(await tables('blog')).toBe('up-to-date');
  });
});

import { PassThrough } from 'node:stream';
import { createTerminal, whyNotInteractive } from './interactive-terminal';

const tty = () => Object.assign(new PassThrough(), { isTTY: true });
const pipe = () => Object.assign(new PassThrough(), { isTTY: false });

test('somebody can be asked on a plain terminal', () => {
  expect(whyNotInteractive({ stdin: tty(), stdout: tty(), env: {} })).toBeUndefined();
});

test('and when Nx runs a single task there', () => {
  expect(
    whyNotInteractive({ stdin: tty(), stdout: tty(), env: { NX_TUI: 'false' }, taskCount: 1 }),
  ).toBeUndefined();
});

test.each([
  ['stdin is a pipe', { stdin: pipe(), stdout: tty(), env: {} }, 'standard input'],
  ['stdout is a pipe', { stdin: tty(), stdout: pipe(), env: {} }, 'standard output'],
  ['CI=true', { stdin: tty(), stdout: tty(), env: { CI: 'true' } }, 'CI'],
  ['CI=1', { stdin: tty(), stdout: tty(), env: { CI: '1' } }, 'CI'],
  ['GitHub Actions', { stdin: tty(), stdout: tty(), env: { GITHUB_ACTIONS: 'true' } }, 'CI'],
  ["Nx's terminal UI", { stdin: tty(), stdout: tty(), env: { NX_TUI: 'true' }, taskCount: 1 }, 'terminal UI'],
  ['an unknown number of tasks', { stdin: tty(), stdout: tty(), env: {}, taskCount: 0 }, 'does not tell'],
  ['several tasks', { stdin: tty(), stdout: tty(), env: {}, taskCount: 2 }, '2 tasks'],
])('nobody can be asked: %s', async (_, options, reason) => {
  expect(whyNotInteractive(options)).toContain(reason);
  const terminal = createTerminal(options);
  expect(terminal.interactive).toBe(false);
  expect(terminal.notInteractiveBecause).toContain(reason);
  await expect(terminal.confirm('Go on?')).resolves.toBe(false);
  const choices = [{ value: 'go', label: 'Go on' }] as const;
  await expect(terminal.choose('Go on?', choices, 'go')).resolves.toBeUndefined();
  await expect(terminal.ask('Type go:')).resolves.toBeUndefined();
});

test.each(['false', '', '0'])('CI=%j is no CI', (CI) => {
  expect(whyNotInteractive({ stdin: tty(), stdout: tty(), env: { CI } })).toBeUndefined();
});

import { execFileSync, execSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { branchInput } from './branch-input';

let folder: string;
const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', ...args],
    { cwd: folder, encoding: 'utf8' },
  ).trim();
let commits = 0;
const commit = (): string => {
  // Commits that differ in nothing would be one.
  git('commit', '-q', '--allow-empty', '-m', `change ${++commits}`);
  return git('rev-parse', 'HEAD');
};
const print = (defaultBase?: string, base?: string): string =>
  execSync(branchInput(defaultBase)?.runtime ?? '', {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NX_BASE: base ?? '' },
  }).trim();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faber-db-branch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('prints where the branch left its base', () => {
  git('init', '-q', '-b', 'trunk');
  const left = commit();
  git('switch', '-q', '-c', 'change');
  const onBranch = commit();
  git('branch', 'other');
  expect(print('trunk')).toBe(left);
  // The base moves on, the branch left it where it did.
  git('switch', '-q', 'trunk');
  const moved = commit();
  git('switch', '-q', 'change');
  expect(print('trunk')).toBe(left);
  git('merge', '-q', 'trunk');
  expect(print('trunk')).toBe(moved);
  expect(print('trunk', 'other')).toBe(onBranch);
});

test('prefers the base as the remote has it', () => {
  git('init', '-q', '-b', 'main');
  const pushed = commit();
  git('update-ref', 'refs/remotes/origin/main', pushed);
  const local = commit();
  expect(local).not.toBe(pushed);
  expect(print('main')).toBe(pushed);
});

test('without a base looks for the usual ones', () => {
  git('init', '-q', '-b', 'master');
  const left = commit();
  git('switch', '-q', '-c', 'change');
  commit();
  expect(print()).toBe(left);
});

test('says one thing where git cannot tell', () => {
  expect(print('main')).toBe('unknown');
  git('init', '-q', '-b', 'main');
  expect(print('main')).toBe('unknown');
  commit();
  expect(print('nowhere')).toBe('unknown');
});

test('a name that a shell could misread gives no command', () => {
  expect(branchInput('main"; touch x')).toBeUndefined();
  expect(branchInput('$(touch x)')).toBeUndefined();
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runGit } from './git';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(path.join(os.tmpdir(), 'faber-db-git-'))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

it('gives what git printed, without the line end', async () => {
  const options = {
    cwd,
    env: { ...process.env, GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org' },
  };
  expect(await runGit(['var', 'GIT_AUTHOR_IDENT'], options)).toMatch(
    /^Ann <ann@example\.org> \d+ [+-]\d{4}$/,
  );
});

it('keeps the blanks in front, which may belong to the name of a file', async () => {
  const options = { cwd, env: process.env };
  writeFileSync(path.join(cwd, ' a.sql'), '');
  await runGit(['init', '--quiet'], options);
  expect(await runGit(['ls-files', '--others', '-z'], options)).toBe(' a.sql\0');
});

it('gives nothing where git fails, does not answer in time, or is not there', async () => {
  expect(await runGit(['no-such-command'], { cwd, env: process.env })).toBeUndefined();
  const slow = ['-c', 'alias.slow=!sleep 20', 'slow'];
  expect(await runGit(slow, { cwd, env: process.env, timeoutMs: 100 })).toBeUndefined();
  expect(await runGit(['version'], { cwd, env: { PATH: cwd } })).toBeUndefined();
});

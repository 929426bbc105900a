import path from 'node:path';
import { succeed } from '../support/command';
import { plainEnvironment } from '../support/environment';

const repository = path.resolve(__dirname, '../..');

it('the demo of the README runs', async () => {
  const { stdout } = await succeed('npm', ['run', 'demo'], { cwd: repository, env: plainEnvironment() });
  expect(stdout).toContain('db-plan:production');
  expect(stdout).toMatch(/db-migrate:production --plan=\S+plan\.json/);
  expect(stdout).toContain('up to date');
});

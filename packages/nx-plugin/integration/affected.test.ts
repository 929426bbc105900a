import { addSecondMigration, sqliteProject } from './support/sqlite-project';
import { TestWorkspace } from './support/test-workspace';

jest.setTimeout(60_000);

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = new TestWorkspace();
  for (const name of ['shop', 'blog']) sqliteProject(workspace, name);
  await workspace.git('init', '-q', '-b', 'main');
  await workspace.git('add', '.');
  await workspace.git('commit', '-qm', 'start');
});
afterAll(() => workspace.dispose());

async function affected(): Promise<string[]> {
  const { stdout } = await workspace.nx(
    'show projects --affected --base=HEAD --withTarget=db-migrate --json',
  );
  return JSON.parse(stdout) as string[];
}

test.each([
  ['a migration', () => addSecondMigration(workspace, 'shop')],
  ['the schema', () => workspace.write('apps/shop/prisma/schema.prisma', '// changed\n')],
  [
    'the configuration',
    () => {
      const file = 'apps/shop/.fractary/plugins/faber-db/config.json';
      workspace.write(file, `${workspace.read(file)}\n`);
    },
  ],
])('a change of %s affects db-migrate of its project only', async (_, change) => {
  expect(await affected()).toEqual([]);
  change();
  expect(await affected()).toEqual(['shop']);
  await workspace.git('stash', '-qu');
});

import fs from 'node:fs';
import path from 'node:path';
import { commandBlocks, commandScript } from '../support/markdown-commands';
import { projectDatabases } from '../support/project-databases';
import { defaultNx, prisma7, Workspace } from '../support/workspace';

const repository = path.resolve(__dirname, '../..');
const documents = [
  'README.md',
  ...fs
    .readdirSync(path.join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file))
    .sort(),
]
  .filter((file) => fs.existsSync(path.join(repository, file)))
  .map((file) => ({ file, blocks: commandBlocks(fs.readFileSync(path.join(repository, file), 'utf8')) }))
  .filter(({ blocks }) => blocks.length > 0);

// Each document starts in an Nx workspace of its own in which its reader has come this far: `nx add faber-db`
// and `nx g faber-db:init api` on SQLite are done, the variables of all environments are set, production has an
// empty database, and the schema has a model `Customer` for which there is no migration yet.
describe('the commands of the documentation', () => {
  let prepared: Workspace;

  beforeAll(async () => {
    prepared = await Workspace.createNx({
      name: 'docs',
      devDependencies: { ...defaultNx, ...prisma7 },
    });
    await prepared.nx('add', 'faber-db');
    await prepared.nx('g', 'faber-db:init', 'api', '--provider=sqlite', '--no-interactive');
    prepared.edit(
      'apps/api/prisma/schema.prisma',
      (text) => `${text}\nmodel Customer {\n  id   Int    @id\n  name String\n}\n`,
    );
    Object.assign(
      prepared.env,
      projectDatabases(prepared, 'sqlite', ['dev', 'staging', 'production']).variables,
    );
    await prepared.nx('run', 'api:db-create:production');
    await prepared.commit('Set faber-db up');
  });

  afterAll(() => prepared.dispose());

  it.each(documents)('of $file', async ({ file, blocks }) => {
    const workspace = await prepared.copy(path.basename(file, '.md').toLowerCase());
    try {
      const result = await workspace.attempt('bash', ['-c', commandScript(file, blocks)]);
      if (result.exitCode !== 0)
        throw new Error(`exit code ${result.exitCode}\n${result.stdout}\n${result.stderr}`);
    } finally {
      await workspace.dispose();
    }
  });
});

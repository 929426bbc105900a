import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { diskFiles, type ProjectFiles } from '../../src/generators/init/project-files';
import { scaffoldProject } from '../../src/generators/init/scaffold-project';
import { wireWorkspace } from '../../src/generators/init/wire-workspace';

const run = promisify(execFile);
const repository = realpathSync(join(__dirname, '../../../..'));

/** Scaffolded files, accepted by the real Prisma command-line programs. */
describe.each([6, 7] as const)('scaffolded for Prisma %i', (major) => {
  let workspace: string;
  let files: ProjectFiles;

  beforeEach(() => {
    workspace = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-prisma-')));
    files = diskFiles(workspace);
    mkdirSync(join(workspace, 'node_modules'));
    symlinkSync(join(repository, 'node_modules', `prisma-${major}`), join(workspace, 'node_modules/prisma'));
    files.write(
      'package.json',
      JSON.stringify({ private: true, devDependencies: { prisma: `^${major}.0.0` } }),
    );
    files.write('apps/shop/src/main.ts', '');
    wireWorkspace(files);
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  const env = (variables: Record<string, string>): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: workspace,
    CHECKPOINT_DISABLE: '1',
    // Neither is run by these commands, but Prisma would download them if they were missing.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_QUERY_ENGINE_LIBRARY: join(repository, 'packages/prisma-schema-engine/bin/no-query-engine.txt'),
    ...variables,
  });
  const prisma = async (
    args: string[],
    cwd: string,
    variables: Record<string, string> = {},
  ): Promise<string> => {
    const cli = join(workspace, 'node_modules/prisma/build/index.js');
    const { stdout, stderr } = await run(process.execPath, [cli, ...args], { cwd, env: env(variables) });
    return stdout + stderr;
  };
  const project = (): string => join(workspace, 'apps/shop');

  it.each(['postgresql', 'sqlite'] as const)(
    '%s: the schema is valid, and formatted as Prisma does it',
    async (provider) => {
      scaffoldProject(files, { projectName: 'shop', projectRoot: 'apps/shop', provider });
      // PostgreSQL has no .env yet; Prisma 6 wants the variable even to validate.
      const variables: Record<string, string> =
        provider === 'postgresql' && major === 6 ? { SHOP_DATABASE_URL: 'postgresql://localhost/shop' } : {};
      const before = files.read('apps/shop/prisma/schema.prisma');
      expect(await prisma(['validate'], project(), variables)).toContain('is valid');
      await prisma(['format'], project(), variables);
      expect(files.read('apps/shop/prisma/schema.prisma')).toBe(before);
    },
  );

  it('the client is generated into the sources, where git ignores it', async () => {
    scaffoldProject(files, { projectName: 'shop', projectRoot: 'apps/shop' });
    await prisma(['generate'], project());
    expect(files.exists('apps/shop/src/generated/prisma/client.ts')).toBe(true);
    await run('git', ['init', '--quiet'], { cwd: workspace });
    const ignored = await run('git', ['check-ignore', 'apps/shop/src/generated/prisma/client.ts'], {
      cwd: workspace,
    });
    expect(ignored.stdout.trim()).toBe('apps/shop/src/generated/prisma/client.ts');
  });

  it('a multi-file schema that was there stays valid with what is written around it', async () => {
    const url = major === 6 ? '\n  url      = env("DATABASE_URL")' : '';
    files.write('apps/shop/prisma/schema/main.prisma', `datasource db {\n  provider = "sqlite"${url}\n}\n`);
    files.write('apps/shop/prisma/schema/user.prisma', 'model User {\n  id Int @id\n}\n');
    scaffoldProject(files, { projectName: 'shop', projectRoot: 'apps/shop' });
    const output = await prisma(
      ['validate', ...(major === 6 ? ['--schema', 'prisma/schema'] : [])],
      project(),
      {
        DATABASE_URL: 'file:./dev.db',
      },
    );
    expect(output).toMatch(/schemas? at .*prisma\/schema (is|are) valid/);
  });

  if (major === 7) {
    it('prisma.config.ts finds .env whatever the working directory, and variables that are set win', async () => {
      scaffoldProject(files, { projectName: 'shop', projectRoot: 'apps/shop', provider: 'sqlite' });
      const config = require.resolve('@prisma/config', {
        paths: [realpathSync(dirname(join(workspace, 'node_modules/prisma/package.json')))],
      });
      const script = `require(${JSON.stringify(config)})
        .loadConfigFromFile({ configFile: 'apps/shop/prisma.config.ts' })
        .then(({ config, error }) => process.stdout.write(JSON.stringify(error ?? config)))`;
      const load = async (variables: Record<string, string>) => {
        const { stdout } = await run(process.execPath, ['-e', script], {
          cwd: workspace,
          env: env(variables),
        });
        return JSON.parse(stdout);
      };
      expect(await load({})).toMatchObject({
        schema: join(project(), 'prisma/schema.prisma'),
        migrations: { path: join(project(), 'prisma/migrations') },
        datasource: { url: 'file:./dev.db' },
      });
      expect(await load({ SHOP_DATABASE_URL: 'file:./staging.db' })).toMatchObject({
        datasource: { url: 'file:./staging.db' },
      });
    });
  }
});

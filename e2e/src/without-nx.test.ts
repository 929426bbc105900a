import fs from 'node:fs';
import path from 'node:path';
import { projectDatabases, type ProjectDatabases } from '../support/project-databases';
import { prisma7, Workspace } from '../support/workspace';

/** Node.js 24 as an npm package: it has `node:sqlite`, which Node.js 20 does not have. */
const node24 = `node-${process.platform}-${process.arch}`;

describe.each([
  { version: process.version, packages: {} },
  { version: 'v24', packages: { [node24]: '24' } },
])('the faber-db program in an npm project without Nx, on Node.js $version', ({ version, packages }) => {
  let workspace: Workspace;
  let databases: ProjectDatabases;

  beforeAll(async () => {
    workspace = await Workspace.create({
      name: 'api',
      devDependencies: { ...prisma7, ...packages },
    });
    const folder = path.join(workspace.folder, 'node_modules', node24, 'bin');
    if (fs.existsSync(folder)) workspace.env['PATH'] = `${folder}${path.delimiter}${workspace.env['PATH']}`;
    databases = projectDatabases(workspace, 'sqlite', ['dev', 'staging', 'production'], '.');
    Object.assign(workspace.env, databases.variables);
    await workspace.run('npm', ['install', '--save-dev', 'faber-db']);
  });

  afterAll(() => workspace.dispose());

  const faberDb = (...args: string[]) => workspace.attempt('npx', ['faber-db', ...args]);

  it('runs on that Node.js', async () => {
    expect((await workspace.run('node', ['--version'])).stdout.trim()).toContain(version);
  });

  it('does not bring Nx along', () => {
    expect(workspace.exists('node_modules/nx')).toBe(false);
    expect(workspace.exists('node_modules/@nx/devkit')).toBe(false);
  });

  it('tells its version and its commands', async () => {
    const manifest = JSON.parse(workspace.read('node_modules/faber-db/package.json'));
    expect((await faberDb('--version')).stdout).toContain(manifest.version);
    expect((await faberDb('--help')).stdout).toContain('migrate');
  });

  it('runs the main job, with the documented exit codes', async () => {
    const init = await faberDb('init', '--provider', 'sqlite');
    expect(init).toMatchObject({ exitCode: 0 });
    expect(await faberDb('validate')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('generate-migration', '--name', 'init')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('status', '--env', 'dev')).toMatchObject({ exitCode: 4 });
    expect(await faberDb('migrate')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('status', '--env', 'dev')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('migrate', '--env', 'staging')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('create', '--env', 'production')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('migrate', '--env', 'production')).toMatchObject({ exitCode: 4 });
    expect(await faberDb('migrate', '--env', 'production', '--yes')).toMatchObject({ exitCode: 4 });
    expect(await faberDb('plan', '--env', 'production', '--output', 'plan')).toMatchObject({ exitCode: 0 });
    expect(await faberDb('migrate', '--env', 'production', '--plan', 'plan/plan.json')).toMatchObject({
      exitCode: 0,
    });
    expect(await faberDb('migrate', '--env', 'nowhere')).toMatchObject({ exitCode: 1 });
    expect(await databases.query('production', 'SELECT "email" FROM "User"')).toEqual([]);
  });

  it('reports as JSON on stdout and nothing else', async () => {
    const { stdout, exitCode } = await faberDb('status', '--format', 'json');
    expect(exitCode).toBe(0);
    const { environments } = JSON.parse(stdout) as { environments: { state: string }[] };
    expect(environments.map(({ state }) => state)).toEqual(['up-to-date', 'up-to-date', 'up-to-date']);
  });

  it('lints SQL files of every engine', async () => {
    workspace.write('change.sql', 'DROP TABLE customer;\n');
    for (const provider of ['postgresql', 'mysql', 'sqlite']) {
      const { exitCode, stdout } = await faberDb('lint', 'change.sql', '--provider', provider);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('drop-table');
    }
  });

  it('prints a fingerprint that holds while nothing changes', async () => {
    const fingerprint = async () => (await faberDb('fingerprint', '--env', 'dev')).stdout;
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    const migration = workspace.list('prisma/migrations').find((name) => name.endsWith('_init'))!;
    workspace.edit(`prisma/migrations/${migration}/migration.sql`, (text) => `${text}-- edited\n`);
    expect(await fingerprint()).not.toBe(before);
  });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environmentVariables } from './environment-variables';
import { nxEnvFiles } from './nx-env-files';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-env-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, ...lines: string[]): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), lines.join('\n'));
}

async function variables(
  configuration: string | undefined,
  env: Record<string, string> = {},
  target?: string,
) {
  const projectRoot = join(root, 'apps/shop');
  const known = await environmentVariables({
    workspaceRoot: root,
    projectRoot,
    projectName: 'shop',
    target,
    configuration,
    env,
  });
  return known.variables;
}

describe('nxEnvFiles', () => {
  // Nx's own code, of the version that this repository is developed with.
  const require = createRequire(__filename);
  const { getEnvPathsForTask } = require('nx/src/tasks-runner/task-env-paths') as {
    getEnvPathsForTask(root: string, target: string, configuration?: string): string[];
  };
  it.each([
    ['db-migrate', 'staging'],
    ['db-migrate', undefined],
  ])('has the order of Nx for %s:%s', (target, configuration) => {
    expect(nxEnvFiles({ workspaceRoot: '/w', projectRoot: '/w/apps/shop', target, configuration })).toEqual(
      getEnvPathsForTask('apps/shop', target, configuration).map((file) => join('/w', file)),
    );
  });
  it('names the files of a root project once', () => {
    const files = nxEnvFiles({ workspaceRoot: '/w', projectRoot: '/w', configuration: 'dev' });
    expect(files).toHaveLength(7);
    expect(new Set(files).size).toBe(7);
  });
});

describe('environmentVariables', () => {
  it.each<[string, Record<string, string>, string]>([
    ['the process first', { X: 'process' }, 'process'],
    ['then the project, most specific first', {}, 'project-staging-local'],
  ])('takes %s', async (_title, env, expected) => {
    write('.env', 'X=root');
    write('.env.staging', 'X=root-staging');
    write('apps/shop/.env', 'X=project');
    write('apps/shop/.env.staging', 'X=project-staging');
    write('apps/shop/.env.staging.local', 'X=project-staging-local');
    expect((await variables('staging', env))['X']).toBe(expected);
  });

  it('prefers any file of the project to those of the root', async () => {
    write('.env.staging', 'X=root-staging', 'Y=root-staging');
    write('apps/shop/.env', 'X=project');
    expect(await variables('staging')).toEqual({ X: 'project', Y: 'root-staging' });
  });

  it('reads files of the target', async () => {
    write('apps/shop/.env.db-migrate', 'X=target');
    write('apps/shop/.env', 'X=base');
    expect((await variables(undefined, {}, 'db-migrate'))['X']).toBe('target');
    expect((await variables(undefined))['X']).toBe('base');
  });

  it('expands like Nx, over files and the process', async () => {
    write('.env', 'HOST=h', 'URL=pg://${USER_NAME}@$HOST/${DB:-d}', 'RAW=a\\$b');
    write('apps/shop/.env.staging', 'HOST=staging');
    expect(await variables('staging', { USER_NAME: 'me' })).toMatchObject({
      URL: 'pg://me@staging/d',
      RAW: 'a$b',
    });
  });

  it('does not touch the given environment, nor that of the process', async () => {
    write('.env', 'FABER_DB_SPEC_X=1');
    const env = Object.freeze({ A: 'b' });
    expect(await variables('dev', env)).toEqual({ A: 'b', FABER_DB_SPEC_X: '1' });
    expect(process.env['FABER_DB_SPEC_X']).toBeUndefined();
  });

  it('reads nothing when Nx was told not to', async () => {
    write('.env', 'X=1');
    expect((await variables('dev', { NX_LOAD_DOT_ENV_FILES: 'false' }))['X']).toBeUndefined();
  });

  it('counts an unreadable file as missing', async () => {
    mkdirSync(join(root, '.env'));
    expect(await variables('dev', { A: 'b' })).toEqual({ A: 'b' });
  });

  describe('when Nx has already loaded files', () => {
    it('lets a file of the environment override what the base files gave', async () => {
      write('.env', 'URL=base');
      write('.env.staging', 'URL=staging');
      expect((await variables('staging', { URL: 'base' }))['URL']).toBe('staging');
      expect((await variables('dev', { URL: 'base' }))['URL']).toBe('base');
      expect((await variables('staging', { URL: 'shell' }))['URL']).toBe('shell');
    });

    it('lets it override what the running task got for another environment', async () => {
      write('apps/shop/.env.dev', 'URL=dev');
      write('apps/shop/.env.staging', 'URL=staging');
      const task = {
        URL: 'dev',
        NX_TASK_TARGET_PROJECT: 'shop',
        NX_TASK_TARGET_TARGET: 'db-migrate',
        NX_TASK_TARGET_CONFIGURATION: 'dev',
      };
      expect((await variables('dev', task))['URL']).toBe('dev');
      expect((await variables('staging', task))['URL']).toBe('staging');
      // An environment without a file of its own does not get that of another one.
      expect((await variables('production', task))['URL']).toBeUndefined();
      // Another project's task tells nothing about our files.
      expect((await variables('staging', { ...task, NX_TASK_TARGET_PROJECT: 'other' }))['URL']).toBe('dev');
    });

    it('sees through composed values', async () => {
      write('.env', 'HOST=h', 'URL=pg://$HOST/d');
      write('.env.staging', 'URL=pg://staging/d');
      expect((await variables('staging', { HOST: 'h', URL: 'pg://h/d' }))['URL']).toBe('pg://staging/d');
      // Nx gave the URL with the shell's host.
      expect((await variables('staging', { HOST: 'x', URL: 'pg://x/d' }))['URL']).toBe('pg://staging/d');
      expect((await variables('staging', { HOST: 'x', URL: 'pg://y/d' }))['URL']).toBe('pg://y/d');
    });
  });
});

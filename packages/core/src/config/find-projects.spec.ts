import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CONFIG_PATH } from './config-path';
import { findProjects } from './find-projects';
import { findWorkspaceRoot } from './find-workspace-root';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-find-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const DATABASE = '{ "database": { "provider": "sqlite" } }';

describe('findProjects', () => {
  it('finds and names projects, and skips what holds no sources', async () => {
    write(CONFIG_PATH, '{ "safety": {} }');
    write(`apps/b/${CONFIG_PATH}`, DATABASE);
    write('apps/b/project.json', '{ "name": "bee" } // ok');
    write(`apps/a/${CONFIG_PATH}`, DATABASE);
    write('apps/a/package.json', '{ "name": "@acme/a", "nx": { "name": "ay" } }');
    write(`libs/c/${CONFIG_PATH}`, DATABASE);
    write('libs/c/project.json', '{}');
    write('libs/c/package.json', '{ "name": "@acme/c" }');
    write(`libs/d/deep/${CONFIG_PATH}`, '{ broken');
    for (const folder of [
      'node_modules/x',
      'dist/x',
      'tmp/x',
      '.nx/x',
      '.git/x',
      '.cache/x',
      'apps/a/node_modules/y',
    ]) {
      write(`${folder}/${CONFIG_PATH}`, DATABASE);
    }
    symlinkSync(join(root, 'apps'), join(root, 'linked'));
    expect(await findProjects({ workspaceRoot: root })).toEqual(
      [
        ['ay', 'apps/a'],
        ['bee', 'apps/b'],
        ['@acme/c', 'libs/c'],
        ['deep', 'libs/d/deep'],
      ].map(([name, folder]) => ({
        name,
        root: join(root, folder as string),
        configFile: join(root, folder as string, CONFIG_PATH),
      })),
    );
  });

  it.each([
    [DATABASE, true],
    ['{ "databases": {} }', true],
    ['{ /* policy */ "safety": {}, }', false],
    ['', true],
  ])('the root with %s counts: %s', async (text, counts) => {
    write(CONFIG_PATH, text);
    expect((await findProjects({ workspaceRoot: root })).length).toBe(counts ? 1 : 0);
  });

  it('finds nothing in a folder that is not there', async () => {
    expect(await findProjects({ workspaceRoot: join(root, 'nowhere') })).toEqual([]);
  });
});

describe('findWorkspaceRoot', () => {
  it('prefers nx.json to a nearer configuration', () => {
    write('nx.json', '{}');
    write(`apps/a/${CONFIG_PATH}`, DATABASE);
    expect(findWorkspaceRoot(join(root, 'apps/a'))).toBe(root);
  });
  it('takes the nearest configuration without nx.json', () => {
    write(`apps/a/${CONFIG_PATH}`, DATABASE);
    mkdirSync(join(root, 'apps/a/src'));
    expect(findWorkspaceRoot(join(root, 'apps/a/src'))).toBe(join(root, 'apps/a'));
  });
  it('tells when there is neither', () => expect(findWorkspaceRoot(root)).toBeUndefined());
});

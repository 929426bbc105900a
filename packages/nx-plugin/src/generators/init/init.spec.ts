import { addProjectConfiguration, readJson, readNxJson, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { initGenerator } from './init';
import { ATTRIBUTES } from './git-attributes';
import { IGNORED_FILES } from './git-ignore';

const POLICY = '.fractary/plugins/faber-db/config.json';
const CONFIG = 'apps/shop/.fractary/plugins/faber-db/config.json';

describe('init generator', () => {
  let tree: Tree;

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
    addProjectConfiguration(tree, 'shop', { root: 'apps/shop', sourceRoot: 'apps/shop/src', targets: {} });
    tree.write('apps/shop/src/main.ts', '');
  });

  /** Every file as text, to compare two states. */
  const snapshot = (): Record<string, string> => {
    const all: Record<string, string> = {};
    const walk = (folder: string): void => {
      for (const name of tree.children(folder)) {
        const path = folder === '.' ? name : `${folder}/${name}`;
        if (tree.isFile(path)) all[path] = tree.read(path, 'utf-8') ?? '';
        else walk(path);
      }
    };
    walk('.');
    return all;
  };
  const changedFiles = (): string[] =>
    tree
      .listChanges()
      .map(({ path }) => path)
      .sort();

  describe('without a project', () => {
    it('wires the workspace: plugin, ignored files and policy', async () => {
      await initGenerator(tree, {});
      expect(readNxJson(tree)?.plugins).toEqual(['faber-db']);
      expect(tree.read('.gitignore', 'utf-8')?.split('\n')).toEqual(
        expect.arrayContaining([...IGNORED_FILES]),
      );
      expect(tree.read('.gitattributes', 'utf-8')?.split('\n')).toEqual(
        expect.arrayContaining([...ATTRIBUTES]),
      );
      expect(readJson(tree, POLICY)).toEqual({
        $schema: '../../../node_modules/faber-db/dist/config.schema.json',
        schema_version: '1.0',
        safety: { protected_environments: ['production'], require_approval_for: ['migrate', 'seed'] },
      });
      expect(changedFiles().filter((path) => path.startsWith('apps/') && path !== 'apps/.gitignore')).toEqual(
        ['apps/shop/project.json', 'apps/shop/src/main.ts'],
      );
    });

    it('keeps a policy that is there, whatever it says', async () => {
      tree.write(POLICY, '{ "schema_version": "1.0", "safety": { "protected_environments": ["live"] } }\n');
      await initGenerator(tree, { force: true });
      expect(readJson(tree, POLICY).safety.protected_environments).toEqual(['live']);
    });

    it.each([
      ['a name', 'faber-db'],
      ['the subpath', 'faber-db/plugin'],
      ['an object', { plugin: 'faber-db', options: { cacheSideEffects: true } }],
    ])('leaves a plugin entry alone that is %s', async (_, entry) => {
      updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: ['@nx/js/typescript', entry] }));
      await initGenerator(tree, {});
      expect(readNxJson(tree)?.plugins).toEqual(['@nx/js/typescript', entry]);
    });

    it('keeps comments and unknown parts of nx.json', async () => {
      tree.write(
        'nx.json',
        '{\n  // why we do this\n  "affected": { "defaultBase": "main" },\n  "plugins": ["@nx/js/typescript" /* first */]\n}\n',
      );
      await initGenerator(tree, {});
      const text = tree.read('nx.json', 'utf-8') ?? '';
      expect(text).toContain('// why we do this');
      expect(text).toContain('/* first */');
      expect(readNxJson(tree)?.plugins).toEqual(['@nx/js/typescript', 'faber-db']);
    });

    it('adds only the ignore lines that are missing', async () => {
      tree.write('.gitignore', 'node_modules\r\n.env\r\n*.db');
      await initGenerator(tree, {});
      const lines = (tree.read('.gitignore', 'utf-8') ?? '').split('\r\n');
      expect(lines.slice(0, 3)).toEqual(['node_modules', '.env', '*.db']);
      expect(lines.filter((line) => line === '.env')).toHaveLength(1);
      expect(lines.filter((line) => line === '*.db')).toHaveLength(1);
      expect(lines).toContain('*.faber-db-lock');
    });

    it('adds the attributes of the journal once, after those that are there', async () => {
      tree.write('.gitattributes', '* text=auto\n');
      await initGenerator(tree, {});
      await initGenerator(tree, {});
      expect(tree.read('.gitattributes', 'utf-8')).toBe(
        '* text=auto\n\n# faber-db\n.fractary/plugins/faber-db/journal/** -text\n',
      );
    });

    it('shields the targets from target defaults with a pattern, and only then', async () => {
      await initGenerator(tree, {});
      expect(
        Object.keys(readNxJson(tree)?.targetDefaults ?? {}).filter((key) => key.startsWith('db-')),
      ).toEqual([]);
      updateJson(tree, 'nx.json', (json) => ({
        ...json,
        targetDefaults: { '*': { cache: true }, 'db-seed': { dependsOn: ['build'] } },
      }));
      await initGenerator(tree, {});
      expect(readNxJson(tree)?.targetDefaults).toMatchObject({
        '*': { cache: true },
        'db-migrate': {},
        'db-reset': {},
        'db-seed': { dependsOn: ['build'] },
      });
    });

    it('says where nx.json is broken', async () => {
      tree.write('nx.json', '{\n  "plugins": [\n');
      await expect(initGenerator(tree, {})).rejects.toMatchObject({
        code: 'CONFIG_SYNTAX',
        location: { file: 'nx.json' },
      });
    });
  });

  describe('with a project', () => {
    it('scaffolds PostgreSQL by default', async () => {
      await initGenerator(tree, { project: 'shop' });
      expect(readJson(tree, CONFIG)).toEqual({
        $schema: '../../../../../node_modules/faber-db/dist/config.schema.json',
        schema_version: '1.0',
        database: { provider: 'postgresql', hosting: 'local', migration_tool: 'prisma' },
        environments: {
          dev: { connection_string_env: 'SHOP_DATABASE_URL' },
          staging: { connection_string_env: 'SHOP_STAGING_DATABASE_URL' },
          production: { connection_string_env: 'SHOP_PRODUCTION_DATABASE_URL' },
        },
        migrations: { directory: 'prisma/migrations' },
      });
      expect(tree.read('apps/shop/prisma/schema.prisma', 'utf-8')).toContain(
        'output   = "../src/generated/prisma"',
      );
      expect(tree.read('apps/shop/prisma.config.ts', 'utf-8')).toContain("process.env['SHOP_DATABASE_URL']");
      expect(tree.read('apps/shop/.env.example', 'utf-8')).toContain(
        '\n# SHOP_PRODUCTION_DATABASE_URL="postgresql://',
      );
      expect(tree.exists('apps/shop/.env')).toBe(false);
      expect(tree.read('.gitignore', 'utf-8')).toContain('/apps/shop/src/generated/prisma/');
      const { dependencies, devDependencies } = readJson(tree, 'package.json');
      expect(dependencies).toMatchObject({ '@prisma/client': '^7.10.0' });
      expect(devDependencies).toMatchObject({ prisma: '^7.10.0' });
    });

    it('writes a .env for SQLite that works at once and that git ignores', async () => {
      await initGenerator(tree, { project: 'apps/shop/', provider: 'sqlite' });
      expect(tree.read('apps/shop/.env', 'utf-8')).toBe('SHOP_DATABASE_URL="file:./dev.db"\n');
      expect(tree.read('.gitignore', 'utf-8')?.split('\n')).toContain('.env');
      expect(readJson(tree, CONFIG).database.provider).toBe('sqlite');
    });

    it.each([{}, { force: true }])('changes nothing in a second run with %j', async (more) => {
      const options = { project: 'shop', provider: 'sqlite' as const, environments: ['dev', 'prod'] };
      await initGenerator(tree, options);
      const before = snapshot();
      await initGenerator(tree, { ...options, ...more });
      expect(snapshot()).toEqual(before);
    });

    it('lists the projects when the named one does not exist, and writes nothing', async () => {
      const before = snapshot();
      const attempt = initGenerator(tree, { project: 'shpo' });
      await expect(attempt).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
      await expect(attempt).rejects.toThrow(/"shpo"[\s\S]*→ Name one of: .*shop/);
      expect(snapshot()).toEqual(before);
    });

    it('leaves package.json alone with skipPackageJson', async () => {
      const before = tree.read('package.json', 'utf-8');
      await initGenerator(tree, { project: 'shop', skipPackageJson: true });
      expect(tree.read('package.json', 'utf-8')).toBe(before);
    });

    it('keeps the Prisma that the workspace has', async () => {
      updateJson(tree, 'package.json', (json) => ({ ...json, devDependencies: { prisma: '~6.19.2' } }));
      await initGenerator(tree, { project: 'shop' });
      const { dependencies, devDependencies } = readJson(tree, 'package.json');
      expect(devDependencies.prisma).toBe('~6.19.2');
      expect(dependencies['@prisma/client']).toBe('~6.19.2');
      expect(tree.exists('apps/shop/prisma.config.ts')).toBe(false);
      expect(tree.read('apps/shop/prisma/schema.prisma', 'utf-8')).toContain(
        'url      = env("SHOP_DATABASE_URL")',
      );
    });

    it('puts policy and database of a project in the workspace root into one file', async () => {
      addProjectConfiguration(tree, 'solo', { root: '.', targets: {} });
      await initGenerator(tree, {});
      await initGenerator(tree, { project: 'solo', environments: ['dev', 'prod'] });
      expect(readJson(tree, POLICY)).toMatchObject({
        safety: { protected_environments: ['production', 'prod'], require_approval_for: ['migrate', 'seed'] },
        database: { provider: 'postgresql' },
        environments: { prod: { connection_string_env: 'SOLO_PROD_DATABASE_URL' } },
      });
      expect(tree.exists('prisma/schema.prisma')).toBe(true);
    });

    it('tells what was kept and what to do next', async () => {
      const print = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
      const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
      try {
        await initGenerator(tree, { project: 'shop', skipPackageJson: true });
        const callback = await initGenerator(tree, { project: 'shop', skipPackageJson: true });
        await callback();
        const text = [...print.mock.calls, ...log.mock.calls].flat().join('\n');
        expect(text).toContain('apps/shop/prisma/schema.prisma');
        expect(text).toContain('npx nx run shop:db-generate-migration --name=init');
      } finally {
        print.mockRestore();
        log.mockRestore();
      }
    });
  });
});

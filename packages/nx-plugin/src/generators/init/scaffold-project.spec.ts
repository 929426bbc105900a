import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFiles, type ProjectFiles } from './project-files';
import { scaffoldProject, type ScaffoldResult } from './scaffold-project';
import type { ScaffoldOptions } from './scaffold-options';

const CONFIG = 'apps/shop/.fractary/plugins/faber-db/config.json';

const SCHEMA_6 = `datasource db {
  provider  = "postgresql" // "sqlite" in tests
  url       = env("DATABASE_URL")
  directUrl = env("DIRECT_URL")
}
model Order { id Int @id }
`;

describe('scaffoldProject', () => {
  let folder: string;
  let files: ProjectFiles;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faber-db-scaffold-'));
    files = diskFiles(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const scaffold = (options: Partial<ScaffoldOptions> = {}): ScaffoldResult =>
    scaffoldProject(files, { projectName: 'shop', projectRoot: 'apps/shop', ...options });
  const given = (contents: Record<string, string>): void => {
    for (const [path, content] of Object.entries(contents)) files.write(path, content);
  };
  const config = (path = CONFIG) => JSON.parse(files.read(path) ?? '{}');

  it('reports what it wrote and, in a second run, that it kept everything', () => {
    const first = scaffold({ provider: 'sqlite' });
    expect(first.written).toEqual([
      CONFIG,
      'apps/shop/prisma/schema.prisma',
      '.gitignore',
      '.gitattributes',
      'apps/shop/prisma.config.ts',
      'apps/shop/.env.example',
      'apps/shop/.env',
    ]);
    expect(first.kept).toEqual([]);
    const second = scaffold({ provider: 'sqlite' });
    expect(second.written).toEqual([]);
    expect(second.kept.sort()).toEqual([...first.written].sort());
  });

  it('works in a folder outside of any workspace, where its file makes the policy too', () => {
    const { nextSteps } = scaffold({ projectRoot: '.', commands: 'faber-db' });
    expect(config('.fractary/plugins/faber-db/config.json')).toMatchObject({
      $schema: '../../../node_modules/faber-db/dist/config.schema.json',
      safety: { protected_environments: ['production'], require_approval_for: ['migrate', 'seed'] },
    });
    expect(nextSteps).toContain('Install what is missing: npm install --save-dev prisma@^7.10.0');
    expect(nextSteps.join('\n')).toContain('npx faber-db generate-migration --name init');
    expect(files.read('.gitignore')).toContain('\n.env\n');
  });

  it('never writes a credential', () => {
    const { written } = scaffold({ hosting: 'aws-rds' });
    for (const path of written) expect(files.read(path)).not.toMatch(/:\/\/(?!USER:PASSWORD@)[^/\s"]*@/);
    expect(files.read('apps/shop/.env.example')).toContain('shop_production?schema=public&sslmode=require"');
    expect(config().environments).toMatchObject({ dev: { tls: 'off' }, production: {} });
    expect(config().environments.production.tls).toBeUndefined();
  });

  it('protects environments that are named like production', () => {
    scaffold({ environments: ['dev', 'prod', 'production-eu', 'product-test'] });
    expect(config().safety).toEqual({ protected_environments: ['production', 'prod', 'production-eu'] });
  });

  it("repeats the workspace's protected environments, which a project must not loosen", () => {
    given({
      '.fractary/plugins/faber-db/config.json': '{ "safety": { "protected_environments": ["staging"] } }',
    });
    scaffold();
    expect(config().safety).toEqual({ protected_environments: ['staging', 'production'] });
  });

  describe('with Prisma already there', () => {
    it('takes provider, variables and migrations of a Prisma 6 project and writes no prisma.config.ts', () => {
      given({
        'package.json':
          '{ "devDependencies": { "prisma": "6.19.3" }, "dependencies": { "@prisma/client": "6.19.3" } }',
        'apps/shop/prisma/schema.prisma': SCHEMA_6,
        'apps/shop/prisma/migrations/20250101000000_init/migration.sql': 'SELECT 1;',
      });
      const { kept, packages, nextSteps } = scaffold();
      expect(config()).toMatchObject({
        database: { provider: 'postgresql' },
        environments: {
          dev: { connection_string_env: 'DATABASE_URL', direct_connection_string_env: 'DIRECT_URL' },
          staging: { connection_string_env: 'SHOP_STAGING_DATABASE_URL' },
        },
        migrations: { directory: 'prisma/migrations' },
      });
      expect(config().migrations.schema).toBeUndefined();
      expect(files.read('apps/shop/prisma/schema.prisma')).toBe(SCHEMA_6);
      expect(kept).toContain('apps/shop/prisma/schema.prisma');
      expect(files.exists('apps/shop/prisma.config.ts')).toBe(false);
      expect(packages).toEqual({ dependencies: {}, devDependencies: {} });
      expect(nextSteps.join('\n')).toContain('npx nx run shop:db-status');
      expect(nextSteps.join('\n')).not.toContain('generate-migration');
    });

    it('tells Prisma 6 from the datasource where no package.json names a version', () => {
      given({ 'apps/shop/prisma/schema.prisma': SCHEMA_6 });
      expect(scaffold().packages.devDependencies).toEqual({ prisma: '^6.19.0' });
    });

    it('follows the schema path of package.json', () => {
      given({
        'apps/shop/package.json':
          '{ "prisma": { "schema": "data/model.prisma" }, "devDependencies": { "prisma": "^6.19.0" } }',
        'apps/shop/data/model.prisma': SCHEMA_6,
        'apps/shop/data/migrations/migration_lock.toml': 'provider = "postgresql"',
      });
      scaffold();
      expect(config().migrations).toEqual({ directory: 'data/migrations', schema: 'data/model.prisma' });
    });

    it('follows a Prisma 7 configuration and keeps it', () => {
      const prismaConfig = `import 'dotenv/config';
import path from 'node:path';
import { defineConfig, env } from 'prisma/config';
// schema: 'wrong/schema.prisma'
export default defineConfig({
  schema: path.join('db', 'schema'),
  migrations: { path: 'db/history', seed: 'tsx seed.ts' },
  datasource: { url: env('SHOP_DB'), shadowDatabaseUrl: env('SHADOW') },
});
`;
      given({
        'package.json': '{ "devDependencies": { "prisma": "^7.2.0", "@prisma/client": "^7.2.0" } }',
        'apps/shop/prisma.config.ts': prismaConfig,
        'apps/shop/db/schema/datasource.prisma': 'datasource db {\n  provider = "postgres"\n}\n',
        'apps/shop/db/schema/models/order.prisma': 'model Order { id Int @id }\n',
        'apps/shop/db/history/20250101000000_init/migration.sql': 'SELECT 1;',
      });
      const { kept } = scaffold();
      expect(config()).toMatchObject({
        database: { provider: 'postgresql' },
        environments: { dev: { connection_string_env: 'SHOP_DB' } },
        migrations: { directory: 'db/history' },
      });
      expect(files.read('apps/shop/prisma.config.ts')).toBe(prismaConfig);
      expect(kept).toEqual(
        expect.arrayContaining(['apps/shop/prisma.config.ts', 'apps/shop/db/schema/datasource.prisma']),
      );
      expect(files.exists('apps/shop/prisma/schema.prisma')).toBe(false);
    });

    it('writes a prisma.config.ts around a multi-file schema that has none', () => {
      given({
        'package.json': '{ "devDependencies": { "prisma": "^7.10.0" } }',
        'apps/shop/prisma/schema/main.prisma': 'datasource db {\n  provider = "sqlite"\n}\n',
        'apps/shop/prisma/schema/user.prisma': 'model User { id Int @id }\n',
        'apps/shop/prisma/migrations/migration_lock.toml': 'provider = "sqlite"',
      });
      scaffold();
      expect(config()).toMatchObject({
        database: { provider: 'sqlite' },
        migrations: { directory: 'prisma/migrations' },
      });
      const text = files.read('apps/shop/prisma.config.ts');
      expect(text).toContain("schema: 'prisma/schema'");
      expect(text).toContain("path: 'prisma/migrations'");
    });

    it.each(['mysql', 'mongodb', 'sqlserver'])(
      'refuses %s, naming the file, before it writes anything',
      (provider) => {
        given({ 'apps/shop/prisma/schema.prisma': `datasource db {\n  provider = "${provider}"\n}\n` });
        expect(() => scaffold()).toThrow(
          expect.objectContaining({
            code: 'UNSUPPORTED',
            location: expect.objectContaining({ file: 'apps/shop/prisma/schema.prisma' }),
          }),
        );
        expect(files.exists(CONFIG)).toBe(false);
      },
    );

    it('refuses a Prisma that it does not know', () => {
      given({ 'package.json': '{ "devDependencies": { "prisma": "~5.22.0" } }' });
      expect(() => scaffold()).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    });

    it('refuses a provider that contradicts the schema, also with force', () => {
      given({ 'apps/shop/prisma/schema.prisma': SCHEMA_6 });
      for (const force of [false, true]) {
        expect(() => scaffold({ provider: 'sqlite', force })).toThrow(
          expect.objectContaining({
            code: 'OPTION_INVALID',
            message: 'apps/shop/prisma/schema.prisma is for postgresql, not for sqlite.',
          }),
        );
      }
      expect(files.read('apps/shop/prisma/schema.prisma')).toBe(SCHEMA_6);
    });
  });

  describe('force', () => {
    it('starts an untouched scaffold anew with another provider', () => {
      scaffold();
      scaffold({ provider: 'sqlite', environments: ['dev', 'live'], force: true });
      expect(config()).toMatchObject({ database: { provider: 'sqlite' }, environments: { live: {} } });
      expect(config().environments.staging).toBeUndefined();
      expect(files.read('apps/shop/prisma/schema.prisma')).toContain('provider = "sqlite"');
    });

    it('never replaces models, migrations, .env files, or safety rules', () => {
      scaffold({ provider: 'sqlite' });
      const own = {
        'apps/shop/prisma/schema.prisma': `${files.read('apps/shop/prisma/schema.prisma')}model Mine { id Int @id }\n`,
        'apps/shop/.env': 'SECRET=1\nSHOP_DATABASE_URL="file:./other.db"',
        'apps/shop/.env.example':
          '# ours\nSHOP_DATABASE_URL=\n# SHOP_STAGING_DATABASE_URL=\nSHOP_PRODUCTION_DATABASE_URL=\n',
        [CONFIG]: JSON.stringify({
          ...config(),
          safety: { protected_environments: ['production', 'staging'] },
        }),
      };
      given(own);
      scaffold({ environments: ['dev', 'staging', 'production'], force: true });
      for (const path of Object.keys(own).filter((path) => path !== CONFIG)) {
        expect(files.read(path)).toBe(own[path as keyof typeof own]);
      }
      expect(config().safety).toEqual({ protected_environments: ['production', 'staging'] });
    });

    it('keeps an untouched example schema once it has migrations', () => {
      scaffold();
      const before = files.read('apps/shop/prisma/schema.prisma');
      given({ 'apps/shop/prisma/migrations/20250101000000_init/migration.sql': 'SELECT 1;' });
      expect(() => scaffold({ provider: 'sqlite', force: true })).toThrow(
        expect.objectContaining({ code: 'OPTION_INVALID' }),
      );
      scaffold({ force: true });
      expect(files.read('apps/shop/prisma/schema.prisma')).toBe(before);
    });

    it('rewrites its own prisma.config.ts around the paths that it named', () => {
      scaffold();
      files.write(
        'apps/shop/prisma.config.ts',
        "export default { schema: 'prisma/schema.prisma', migrations: { path: 'sql' } };\n",
      );
      scaffold();
      expect(files.read('apps/shop/prisma.config.ts')).not.toContain('defineConfig');
      scaffold({ force: true });
      expect(files.read('apps/shop/prisma.config.ts')).toContain("migrations: { path: 'sql' }");
      expect(files.read('apps/shop/prisma.config.ts')).toContain('defineConfig');
    });
  });

  describe('with a configuration already there', () => {
    it('follows its provider and its variables', () => {
      given({
        [CONFIG]:
          '{ "database": { "provider": "sqlite" }, "environments": { "local": { "connection_string_env": "MY_DB" } } }\n',
      });
      const before = files.read(CONFIG);
      const { kept } = scaffold();
      expect(files.read(CONFIG)).toBe(before);
      expect(kept).toContain(CONFIG);
      expect(files.read('apps/shop/prisma/schema.prisma')).toContain('provider = "sqlite"');
      expect(files.read('apps/shop/prisma.config.ts')).toContain("process.env['MY_DB']");
      expect(files.read('apps/shop/.env')).toBe('MY_DB="file:./local.db"\n');
    });

    it('adds the database to a file that only makes rules, and keeps rules and comments', () => {
      given({
        [CONFIG]:
          '{\n  // strict on purpose\n  "environments": { "production": { "tls": "verify-full" } },\n  "migrations": { "lock_timeout_seconds": 5 }\n}\n',
      });
      scaffold();
      const text = files.read(CONFIG) ?? '';
      expect(text).toContain('// strict on purpose');
      expect(JSON.parse(text.replace(/\/\/.*/g, ''))).toMatchObject({
        database: { provider: 'postgresql' },
        environments: {
          production: { tls: 'verify-full', connection_string_env: 'SHOP_PRODUCTION_DATABASE_URL' },
          dev: { connection_string_env: 'SHOP_DATABASE_URL' },
        },
        migrations: { lock_timeout_seconds: 5, directory: 'prisma/migrations' },
      });
    });

    it('leaves several databases to their owner', () => {
      given({ [CONFIG]: '{ "databases": { "main": { "provider": "sqlite" } } }' });
      expect(scaffold()).toMatchObject({ written: [], kept: [CONFIG] });
      expect(files.exists('apps/shop/prisma/schema.prisma')).toBe(false);
    });

    it('says where it is broken', () => {
      given({ [CONFIG]: '{\n  "database": {\n' });
      expect(() => scaffold()).toThrow(
        expect.objectContaining({ code: 'CONFIG_SYNTAX', location: { file: CONFIG, line: 3 } }),
      );
    });
  });

  it('adds to an existing .env only the variable that is missing', () => {
    given({ 'apps/shop/.env': 'API_KEY=abc' });
    scaffold({ provider: 'sqlite' });
    expect(files.read('apps/shop/.env')).toBe('API_KEY=abc\nSHOP_DATABASE_URL="file:./dev.db"\n');
  });
});

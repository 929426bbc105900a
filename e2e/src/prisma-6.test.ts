import { projectDatabases, type ProjectDatabases, type Provider } from '../support/project-databases';
import { defaultNx, prisma6, Workspace } from '../support/workspace';

describe.each<{ provider: Provider }>([{ provider: 'sqlite' }, { provider: 'postgresql' }])(
  'a project that already uses Prisma 6, on $provider',
  ({ provider }) => {
    let workspace: Workspace;
    let databases: ProjectDatabases;

    beforeAll(async () => {
      workspace = await Workspace.createNx({
        name: `p6-${provider}`,
        devDependencies: { ...defaultNx, ...prisma6 },
        files: {
          'apps/api/prisma/schema.prisma': `datasource db {
  provider = "${provider}"
  url      = env("API_DATABASE_URL")
}

model Customer {
  id    Int    @id @default(autoincrement())
  email String @unique
}
`,
        },
      });
      databases = projectDatabases(workspace, provider, ['dev', 'staging', 'production']);
      if (provider === 'sqlite') {
        // Prisma 6 reads a relative SQLite path from the schema's folder.
        for (const [name, url] of Object.entries(databases.variables)) {
          databases.variables[name] = url.replace('file:./', `file:${workspace.path('apps/api')}/`);
        }
      }
      Object.assign(workspace.env, databases.variables);
    });

    afterAll(async () => {
      await databases.drop();
      await workspace.dispose();
    });

    it('keeps its schema and gets its targets', async () => {
      await workspace.nx('add', 'faber-db');
      const schema = workspace.read('apps/api/prisma/schema.prisma');
      await workspace.nx('g', 'faber-db:init', 'api', '--no-interactive');
      expect(workspace.read('apps/api/prisma/schema.prisma')).toBe(schema);
      expect(workspace.exists('apps/api/prisma.config.ts')).toBe(false);
      expect(workspace.read('apps/api/.fractary/plugins/faber-db/config.json')).toContain(provider);
    });

    it('goes from a change of the schema to production', async () => {
      await workspace.nx('run', 'api:db-generate-migration', '--name=customers');
      await workspace.nx('run', 'api:db-migrate');
      await workspace.nx('run', 'api:db-migrate:staging');
      await workspace.nx('run', 'api:db-create:production');
      expect((await workspace.attemptNx('run', 'api:db-migrate:production')).exitCode).not.toBe(0);
      await workspace.nx('run', 'api:db-plan:production', '--output=plan');
      await workspace.nx('run', 'api:db-migrate:production', '--plan=plan/plan.json');
      expect(await databases.query('production', 'SELECT "email" FROM "Customer"')).toEqual([]);
      await workspace.nx('run', 'api:db-status');
    });

    it("Prisma's own program agrees", async () => {
      const engine = 'node_modules/@faber-db/prisma-schema-engine/bin';
      const { stdout } = await workspace.run(workspace.bin('prisma'), ['migrate', 'status'], {
        cwd: workspace.path('apps/api'),
        env: {
          ...databases.variablesForPrisma,
          PRISMA_SCHEMA_ENGINE_BINARY: workspace.path(`${engine}/schema-engine.js`),
          PRISMA_QUERY_ENGINE_LIBRARY: workspace.path(`${engine}/no-query-engine.txt`),
        },
      });
      expect(stdout).toContain('Database schema is up to date!');
    });
  },
);

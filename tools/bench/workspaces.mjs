// The workspaces in which the benchmarks run.
import { createLinkedWorkspace, json } from '../run/support/linked-workspace.mjs';
import { migrationHistory } from './history.mjs';

const plugin = 'faber-db';
const configPath = '.fractary/plugins/faber-db/config.json';

/**
 * One project, `api`, with a long history on PostgreSQL. Two environments: `dev` is migrated by
 * faber-db, and `PRISMA_URL` by Prisma's own program.
 */
export async function createHistoryWorkspace(migrationCount) {
  const workspace = createLinkedWorkspace({ name: 'faber-db-bench', plugins: [plugin] });
  workspace.write(
    'apps/api/project.json',
    json({
      name: 'api',
      targets: {
        'prisma-deploy': {
          executor: 'nx:run-commands',
          options: { command: 'prisma migrate deploy', cwd: 'apps/api' },
        },
      },
    }),
  );
  workspace.write(`apps/api/${configPath}`, json(projectConfig('postgresql')));
  workspace.write('apps/api/prisma/schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n');
  workspace.write(
    'apps/api/prisma.config.ts',
    `import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['PRISMA_URL']! },
});
`,
  );
  workspace.write('apps/api/prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n');
  for (const { name, sql } of await migrationHistory(migrationCount)) {
    workspace.write(`apps/api/prisma/migrations/${name}/migration.sql`, sql);
  }
  return workspace;
}

/** One project, `api`, on PostgreSQL, with the given migrations. */
export function createSmallWorkspace(migrations) {
  const workspace = createLinkedWorkspace({ name: 'faber-db-bench', plugins: [plugin] });
  workspace.write('apps/api/project.json', json({ name: 'api' }));
  workspace.write(`apps/api/${configPath}`, json(projectConfig('postgresql')));
  workspace.write('apps/api/prisma/schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n');
  workspace.write('apps/api/prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n');
  for (const { name, sql } of migrations) {
    workspace.write(`apps/api/prisma/migrations/${name}/migration.sql`, sql);
  }
  return workspace;
}

/** Many projects that have a database each, with or without the plugin in nx.json. */
export function createManyProjectsWorkspace(projectCount, { withPlugin }) {
  const workspace = createLinkedWorkspace({ name: 'faber-db-bench', plugins: withPlugin ? [plugin] : [] });
  for (let index = 0; index < projectCount; index++) {
    const project = `libs/group${index % 25}/project${index}`;
    workspace.write(
      `${project}/project.json`,
      json({ name: `project${index}`, targets: { build: { executor: 'nx:noop' } } }),
    );
    workspace.write(`${project}/${configPath}`, json(projectConfig('sqlite')));
    workspace.write(`${project}/prisma/schema.prisma`, 'datasource db {\n  provider = "sqlite"\n}\n');
    workspace.write(
      `${project}/prisma/migrations/20240101000000_init/migration.sql`,
      'CREATE TABLE "A" ("id" INTEGER PRIMARY KEY);\n',
    );
    for (let file = 0; file < 4; file++)
      workspace.write(`${project}/src/file${file}.ts`, `export const value${file} = ${index};\n`);
  }
  return workspace;
}

const projectConfig = (provider) => ({
  schema_version: '1.0',
  database: { provider, migration_tool: 'prisma' },
  environments: {
    dev: { connection_string_env: 'DATABASE_URL' },
    staging: { connection_string_env: 'STAGING_DATABASE_URL' },
    production: { connection_string_env: 'PRODUCTION_DATABASE_URL' },
  },
});

import type { TestWorkspace } from './test-workspace';

export const FIRST_MIGRATION = '20260101000000_first';
export const SECOND_MIGRATION = '20260102000000_second';

/** A project on SQLite with one migration, `dev` in `dev.db` and a protected `production` in `production.db`. */
export function sqliteProject(workspace: TestWorkspace, name: string, projectJson: object = {}): void {
  const variable = name.toUpperCase();
  workspace.project(
    name,
    {
      schema_version: '1.0',
      database: { provider: 'sqlite', migration_tool: 'prisma' },
      environments: {
        dev: { connection_string_env: `${variable}_URL` },
        production: { connection_string_env: `${variable}_PRODUCTION_URL` },
      },
    },
    projectJson,
  );
  workspace.migration(name, FIRST_MIGRATION, 'CREATE TABLE note (id INTEGER PRIMARY KEY);\n');
  workspace.write(`apps/${name}/.env`, `${variable}_URL="file:./dev.db"\n`);
}

export function addSecondMigration(workspace: TestWorkspace, project: string): void {
  workspace.migration(project, SECOND_MIGRATION, 'ALTER TABLE note ADD COLUMN body TEXT;\n');
}

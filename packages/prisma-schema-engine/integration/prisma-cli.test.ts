import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { PrismaMajor } from './support/environment';
import { TestPostgres } from './support/postgres';
import { PrismaProject } from './support/prisma-project';

type Provider = 'postgresql' | 'sqlite';

const postgres = new TestPostgres();

/** Every change to the schema that the stories make, one upon the other. */
const USERS = 'model User {\n  id Int @id\n  email String @unique\n}';
const USERS_WITH_NAMES = 'model User {\n  id Int @id\n  email String @unique\n  name String?\n}';
const USERS_WITHOUT_EMAIL = 'model User {\n  id Int @id\n}';

async function withProject(
  major: PrismaMajor,
  provider: Provider,
  story: (project: PrismaProject, database: string) => Promise<void>,
): Promise<void> {
  const database = postgres.newDatabaseName();
  const project = new PrismaProject({
    major,
    provider,
    url: provider === 'sqlite' ? 'file:./dev.db' : postgres.url(database),
    env: postgres.environment,
  });
  try {
    await story(project, database);
  } finally {
    project.remove();
    await postgres.dropDatabase(database);
  }
}

const versionsAndDatabases: [PrismaMajor, Provider][] = [
  [7, 'postgresql'],
  [7, 'sqlite'],
  [6, 'postgresql'],
  [6, 'sqlite'],
];

// At the same time, to use all cores: most of the time goes into starting the CLI.
const TIMEOUT = 120_000;

describe.each(versionsAndDatabases)('Prisma %i on %s', (major, provider) => {
  // How the versions name the two sides of `migrate diff`, and the database of `db execute`.
  const schema = `${major === 6 ? 'schema-datamodel' : 'schema'} prisma/schema.prisma`;
  const live = major === 6 ? 'schema-datasource prisma/schema.prisma' : 'config-datasource';
  const execute = `db execute --stdin${major === 6 ? ' --schema prisma/schema.prisma' : ''}`;

  test.concurrent(
    'develops, compares, seeds and starts over',
    () =>
      withProject(major, provider, async (project) => {
        project.schema(USERS);
        expect(await project.run('migrate dev --name init')).toMatchObject({
          exitCode: 0,
          output: expect.stringMatching(/database .*created at|database dev.db created/),
        });
        project.schema(USERS_WITH_NAMES);
        expect(
          await project.run(`migrate diff --from-${live} --to-${schema} --script --exit-code`),
        ).toMatchObject({
          exitCode: 2,
          output: expect.stringContaining('ADD COLUMN'),
        });
        expect(await project.run(`migrate diff --from-${schema} --to-${live} --exit-code`)).toMatchObject({
          exitCode: 2,
          output: expect.stringContaining('`User`'),
        });
        expect(await project.run('migrate dev --name names')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('Your database is now in sync with your schema'),
        });
        const [init, names] = project.migrations() as [string, string];
        expect(project.migrationSql(names).trim()).toBe(
          '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "name" TEXT;'.replace(
            '     ',
            provider === 'sqlite' ? ' ' : '     ',
          ),
        );
        expect(await project.run('migrate status')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('Database schema is up to date!'),
        });

        expect(await project.run('db seed')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('seeded'),
        });
        const insert = `INSERT INTO "User" ("id", "email") VALUES (1, 'a;b');\nINSERT INTO "User" ("id", "email") VALUES (2, 'c');\n`;
        expect(await project.run(execute, { stdin: insert })).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('Script executed successfully'),
        });
        const pulled = await project.run('db pull --print');
        expect(pulled).toMatchObject({ exitCode: 0, output: expect.stringContaining('model User {') });
        expect(pulled.output).toMatch(/email +String +@unique/);

        // The edited file is noticed, and nothing is reset without being asked.
        project.migration(init, `${project.migrationSql(init)}-- edited\n`);
        expect(await project.run('migrate dev')).toMatchObject({
          exitCode: 130,
          output: expect.stringContaining(`The migration \`${init}\` was modified after it was applied.`),
        });
        expect(await project.run('migrate reset --force')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining(names),
        });
      }),
    TIMEOUT,
  );

  // Each half is covered by the neighbours: Prisma 6 on PostgreSQL, SQLite with Prisma 7.
  if (major === 6 && provider === 'sqlite') return;

  test.concurrent(
    'pushes, baselines, fails to deploy and recovers',
    () =>
      withProject(major, provider, async (project) => {
        project.schema(USERS);
        expect(await project.run(`migrate diff --from-empty --to-${schema} --script`)).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('CREATE TABLE "User"'),
        });
        expect(await project.run('db push')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('now in sync'),
        });
        await project.run(execute, {
          stdin: `INSERT INTO "User" VALUES (1, 'x')`,
        });
        project.schema(USERS_WITHOUT_EMAIL);
        expect(await project.run('db push')).toMatchObject({
          exitCode: 1,
          output: expect.stringContaining('--accept-data-loss'),
        });
        expect(await project.run('db push --accept-data-loss')).toMatchObject({ exitCode: 0 });

        project.migration('1_init', 'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);');
        project.write('prisma/migrations/migration_lock.toml', `provider = "${provider}"\n`);
        expect(await project.run('migrate deploy')).toMatchObject({
          exitCode: 1,
          output: expect.stringContaining('P3005'),
        });
        expect(await project.run('migrate resolve --applied 1_init')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('Migration 1_init marked as applied'),
        });

        project.migration(
          '2_broken',
          'CREATE TABLE "Extra" ("id" INTEGER);\nINSERT INTO "Missing" VALUES (1);\n',
        );
        const failed = await project.run('migrate deploy');
        expect(failed).toMatchObject({ exitCode: 1, output: expect.stringContaining('P3018') });
        expect(failed.output).toContain('Migration name: 2_broken');
        expect(failed.output).toContain(
          provider === 'sqlite' ? 'no such table: Missing' : 'Database error code: 42P01',
        );
        expect(await project.run('migrate deploy')).toMatchObject({
          exitCode: 1,
          output: expect.stringContaining('P3009'),
        });
        expect(await project.run('migrate resolve --rolled-back 2_broken')).toMatchObject({ exitCode: 0 });
        // PostgreSQL runs the file in one transaction, SQLite keeps what came before the error.
        project.migration(
          '2_broken',
          provider === 'sqlite' ? 'SELECT 1;' : 'CREATE TABLE "Extra" ("id" INTEGER);',
        );
        expect(await project.run('migrate deploy')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('All migrations have been successfully applied.'),
        });
        expect(await project.run('migrate deploy')).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('No pending migrations to apply.'),
        });
      }),
    TIMEOUT,
  );
});

test.concurrent(
  'gives up on a migration lock that somebody holds, with P1002, and leaves nobody waiting for it',
  () =>
    withProject(7, 'postgresql', async (project, database) => {
      await postgres.query('postgres', `CREATE DATABASE ${database}`);
      project.schema(USERS);
      project.migration('1_init', 'SELECT 1;');
      project.write('prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n');
      const holder = postgres
        .query(database, 'SELECT pg_advisory_lock(72707369), pg_sleep(14)')
        .catch(() => undefined);
      expect(await project.run('migrate deploy')).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining('P1002'),
      });
      expect(
        await postgres.query(
          database,
          "SELECT granted FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        ),
      ).toEqual([{ granted: true }]);
      await postgres.query(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(14)' AND pid <> pg_backend_pid()",
      );
      await holder;
    }),
  TIMEOUT,
);

test(
  'leaves the debug log without passwords',
  async () => {
    await withProject(7, 'postgresql', async (project, database) => {
      const log = path.join(project.folder, 'engine.log');
      project.schema(USERS);
      await project.run('migrate dev --name init', { env: { FABER_DB_ENGINE_LOG: log } });
      expect(existsSync(log)).toBe(true);
      const text = readFileSync(log, 'utf8');
      expect(text).toContain(database);
      expect(text).not.toContain(postgres.environment.PGPASSWORD);
      expect(text).not.toMatch(/:\/\/[^*"\s]*@/);
    });
  },
  TIMEOUT,
);

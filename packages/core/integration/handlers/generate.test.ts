import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { GenerateOptions } from '../../src/handlers/handler';
import { prismaHandler } from '../../src/handlers/prisma/prisma-handler';
import { PrismaLab, type LabProvider } from './prisma-lab';

jest.setTimeout(90_000);

const USERS = 'model Users {\n  id Int @id\n  email String @unique\n  posts Posts[]\n}\n';
const POSTS =
  'model Posts {\n  id Int @id\n  userId Int\n  user Users @relation(fields: [userId], references: [id])\n}\n';

describe.each<{ provider: LabProvider; prisma: 6 | 7 }>([
  { provider: 'postgresql', prisma: 7 },
  { provider: 'sqlite', prisma: 7 },
  { provider: 'postgresql', prisma: 6 },
])('generate with Prisma $prisma on $provider', ({ provider, prisma }) => {
  let lab: PrismaLab;

  beforeAll(async () => {
    lab = await PrismaLab.create(provider, prisma);
  });
  afterAll(() => lab.dispose());

  const generate = async (options: GenerateOptions = {}) =>
    prismaHandler.generate(await lab.target(), options);
  const folders = () =>
    readdirSync(path.join(lab.root, 'prisma/migrations')).filter((name) => !name.endsWith('.toml'));
  const run = (sql: string) => lab.with((db) => db.execute(sql));

  it('makes up and down migrations of the schema’s changes', async () => {
    lab.schema(USERS + POSTS);
    const preview = await generate({ preview: true });
    expect(preview).toMatchObject({ changed: true, written: false });
    expect(preview.sql).toContain('CREATE TABLE "Users"');
    expect(folders()).toEqual([]);

    const first = await generate({ workId: '123' });
    expect(first).toMatchObject({ changed: true, written: true, workId: '123', irreversible: [] });
    expect(first.name).toMatch(/^\d{14}_create_users_and_posts$/);
    expect(readFileSync(first.file ?? '', 'utf8')).toBe(first.sql);
    expect(first.sql).toMatch(/^-- Work item: 123\n/);
    expect(first.sql).not.toMatch(/CREATE SCHEMA/);
    expect(readFileSync(first.downFile ?? '', 'utf8')).toBe(first.downSql);
    expect(folders()).toEqual([first.name]);
    expect(existsSync(path.join(lab.root, 'prisma/migrations/migration_lock.toml'))).toBe(true);

    await lab.apply();
    const before = await lab.snapshot();
    expect(await generate()).toEqual({ changed: false, written: false });

    lab.schema(USERS.replace('email String @unique', 'name String?\n  email String? @unique') + POSTS);
    const second = await generate({ name: 'Add the Näme!' });
    expect(second.name).toMatch(/_add_the_name$/);
    expect((second.name ?? '') > (first.name ?? '')).toBe(true);
    await lab.apply();
    expect(await lab.snapshot()).not.toEqual(before);
    await run(readFileSync(second.downFile ?? '', 'utf8'));
    expect(await lab.snapshot()).toEqual(before);
    await run(readFileSync(second.file ?? '', 'utf8'));

    // down.sql is nothing to Prisma's own CLI.
    expect((await lab.prisma('migrate', 'status')).stdout).toContain('Database schema is up to date');
    writeFileSync(second.downFile ?? '', '-- edited');
    expect((await lab.prisma('migrate', 'deploy')).stdout).toContain('No pending migrations');
  });

  it('says what the down migration cannot bring back', async () => {
    lab.schema('model Users {\n  id Int @id\n  email String? @unique\n}\n');
    const result = await generate();
    expect(result.irreversible).toEqual([
      'The rows of table "Posts", which the migration drops.',
      'The values of "Users"."name", which the migration drops.',
    ]);
    expect(result.downSql).toContain('--   * The rows of table "Posts"');
    expect(result.name).toMatch(/_drop_posts_and_drop_name_from_users$/);
  });

  it('runs the seed on the right database, and says if there is none', async () => {
    lab.write(
      'seed.js',
      "require('node:fs').writeFileSync('seeded.txt', process.env.FABER_LAB_URL.replace(/^.*\\//, ''));\nconsole.log('seeding');\n",
    );
    const target = await lab.target();
    expect(await prismaHandler.seed(target)).toMatchObject({ ran: true });
    const { connection } = lab;
    const name = connection.provider === 'sqlite' ? path.basename(connection.file) : connection.database;
    expect(readFileSync(path.join(lab.root, 'seeded.txt'), 'utf8')).toContain(name);
    expect(lab.events).toContainEqual({ type: 'tool-output', tool: 'prisma', line: 'seeding' });
    lab.write('seed.js', 'process.exit(3);');
    await expect(prismaHandler.seed(target)).rejects.toMatchObject({ code: 'SEED_FAILED' });

    lab.write('package.json', '{}');
    if (prisma === 7) {
      lab.write(
        'prisma.config.ts',
        readFileSync(path.join(lab.root, 'prisma.config.ts'), 'utf8').replace(/, seed: '[^']*'/, ''),
      );
    }
    expect(await prismaHandler.seed(target)).toEqual({ ran: false });
  });
});

describe.each<LabProvider>(['postgresql', 'sqlite'])('generate and validate on %s', (provider) => {
  let lab: PrismaLab;

  beforeAll(async () => {
    lab = await PrismaLab.create(provider);
  });
  afterAll(() => lab.dispose());

  it('names the migration that does not run, and leaves nothing behind', async () => {
    lab.migration('20990101000000_broken', 'SELECT 1;\nSELECT * FROM "nope";\n');
    await expect(lab.target().then((target) => prismaHandler.generate(target, {}))).rejects.toMatchObject({
      code: 'GENERATE_FAILED',
      causeCode: 'P3006',
      location: { migration: '20990101000000_broken', statement: 2 },
    });
    lab.migration('20990101000000_broken', 'CREATE TABLE "x" ("id" INTEGER PRIMARY KEY);\n');
    const result = await prismaHandler.generate(await lab.target(), {});
    // Later than the newest, although our clock says otherwise.
    expect(result.name).toBe('20990101000001_create_customer_and_drop_x');
    lab.schema('model Broken {\n  id Nope @id\n}\n');
    await expect(lab.target().then((target) => prismaHandler.generate(target, {}))).rejects.toMatchObject({
      code: 'GENERATE_FAILED',
      causeCode: 'P1012',
    });
    if (provider === 'postgresql') {
      const scratch = await lab.with((db) =>
        db.query("SELECT datname FROM pg_database WHERE datname LIKE 'faber_db_scratch_%'"),
      );
      expect(scratch.length).toBeLessThanOrEqual(1); // another test file may be generating just now
    }
  });

  it('finds a broken schema, and files that contradict each other', async () => {
    const target = await lab.target();
    const datasource = `datasource db {\n  provider = "${provider}"\n}\n`;
    lab.write('prisma/schema.prisma', `${datasource}\nmodel Broken {\n  id Nope @id\n}\n`);
    expect(await prismaHandler.validate(target)).toEqual([expect.stringContaining('P1012')]);
    lab.write('prisma/schema.prisma', `${datasource}\nmodel Fine {\n  id Int @id\n}\n`);
    expect(await prismaHandler.validate(target)).toEqual([]);
    lab.write('prisma/migrations/migration_lock.toml', 'provider = "mysql"\n');
    lab.write('prisma/schema.prisma', 'datasource db {\n  provider = "mysql"\n}\n');
    expect(await prismaHandler.validate(target)).toEqual([
      expect.stringContaining(`is for mysql, but the configuration says ${provider}`),
      expect.stringContaining('P3019'),
    ]);
    lab.write('prisma.config.ts', "export default { migrations: { path: 'elsewhere' } };");
    expect(await prismaHandler.validate(target)).toContainEqual(
      expect.stringContaining('has its migrations in elsewhere'),
    );
  });
});

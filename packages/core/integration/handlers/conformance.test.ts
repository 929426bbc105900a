import { oddHistory } from '../support/odd-history';
import { prismaHandler } from '../../src/handlers/prisma/prisma-handler';
import { PrismaLab, type LabProvider } from './prisma-lab';

jest.setTimeout(180_000);

const FIRST = '20240101000000_first';
const SECOND = '20240102000000_second';

describe.each<{ provider: LabProvider; prisma: 6 | 7; count: number }>([
  { provider: 'postgresql', prisma: 7, count: 165 },
  { provider: 'sqlite', prisma: 7, count: 165 },
  { provider: 'postgresql', prisma: 6, count: 25 },
  { provider: 'sqlite', prisma: 6, count: 13 },
])('direct apply and Prisma $prisma on $provider', ({ provider, prisma, count }) => {
  let lab: PrismaLab;

  beforeEach(async () => {
    lab = await PrismaLab.create(provider, prisma);
  });
  afterEach(() => lab.dispose());

  it('leave the same rows after a long, odd history and the same schema, and Prisma sees the direct result as its own', async () => {
    for (const { name, sql } of oddHistory({ provider, count })) lab.migration(name, sql);
    const deployed = await lab.prisma('migrate', 'deploy');
    expect(deployed).toMatchObject({ exitCode: 0 });
    const [prismaRows, prismaSchema] = [await lab.rows(), await lab.snapshot()];

    await lab.newDatabase();
    const applied = await lab.apply();
    expect(applied.map(({ name }) => name)).toEqual(prismaRows.map((row) => row.migration_name));
    expect(await lab.rows()).toEqual(prismaRows);
    expect(await lab.snapshot()).toEqual(prismaSchema);

    const status = await lab.prisma('migrate', 'status');
    expect(status.stdout).toContain('Database schema is up to date');
    const again = await lab.prisma('migrate', 'deploy');
    expect(again.stdout).toContain('No pending migrations');
    expect(await lab.apply()).toEqual([]);
  });

  it('agree on failures, in both directions', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    lab.migration(SECOND, 'CREATE TABLE "b" ("id" INTEGER PRIMARY KEY);\n\nINSERT INTO "nope" VALUES (1);\n');
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      location: { migration: SECOND, statement: 2, line: 3 },
    });
    expect((await lab.rows())[1]).toMatchObject({
      finished: false,
      rolled_back: false,
      applied_steps_count: 0,
    });
    expect((await lab.rows())[1]?.logs).toContain(`Migration name: ${SECOND}\n\nDatabase error code: `);
    expect(await lab.states()).toMatchObject({ [SECOND]: 'failed' });
    expect(Object.keys(await lab.snapshot()).filter((key) => /\bb\b/.test(key))).toEqual([]);

    // Prisma sees our failure.
    const refused = await lab.prisma('migrate', 'deploy');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr + refused.stdout).toContain('P3009');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'FAILED_MIGRATION_FOUND', causeCode: 'P3009' });
    expect(await lab.prisma('migrate', 'resolve', '--rolled-back', SECOND)).toMatchObject({ exitCode: 0 });

    // We see Prisma's.
    lab.migration(SECOND, 'INSERT INTO "nope" VALUES (2);');
    const failed = await lab.prisma('migrate', 'deploy');
    expect(failed.stderr + failed.stdout).toContain('P3018');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'FAILED_MIGRATION_FOUND' });
    const target = await lab.target();
    await lab.with((db) => prismaHandler.markRolledBack(target, db, SECOND));
    lab.migration(SECOND, 'CREATE TABLE "b" ("id" INTEGER PRIMARY KEY);');
    expect((await lab.apply()).map(({ name }) => name)).toEqual([SECOND]);
    expect((await lab.prisma('migrate', 'status')).stdout).toContain('Database schema is up to date');
  });
});

// What does not depend on Prisma's version.
describe.each<{ provider: LabProvider; prisma: 7 }>([
  { provider: 'postgresql', prisma: 7 },
  { provider: 'sqlite', prisma: 7 },
])('the direct apply and Prisma on $provider', ({ provider, prisma }) => {
  let lab: PrismaLab;

  beforeEach(async () => {
    lab = await PrismaLab.create(provider, prisma);
  });
  afterEach(() => lab.dispose());

  it('go on with each other’s history', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    expect(await lab.prisma('migrate', 'deploy')).toMatchObject({ exitCode: 0 });
    lab.migration(SECOND, 'CREATE TABLE "b" ("id" INTEGER PRIMARY KEY);');
    expect((await lab.apply()).map(({ name }) => name)).toEqual([SECOND]);
    lab.migration('20240103000000_third', 'CREATE TABLE "c" ("id" INTEGER PRIMARY KEY);');
    expect(await lab.prisma('migrate', 'deploy')).toMatchObject({ exitCode: 0 });
    expect(await lab.states()).toEqual({
      [FIRST]: 'applied',
      [SECOND]: 'applied',
      '20240103000000_third': 'applied',
    });
    expect(await lab.apply()).toEqual([]);
  });

  it.each([
    ['with a position', '\n\n-- é 🚀\nCREATE TABLE "b" ("id" INTEGER);\nSELECT *\n  FROM "nope";\n'],
    ['without a position', 'CREATE TABLE "b" ("id" INTEGER);\nDROP TABLE "nope";\nSELECT 1;\n'],
    ['in the data', 'INSERT INTO "a" VALUES (1);\nINSERT INTO "a" VALUES (1);\n'],
  ])('record a failure %s in the same words', async (_, sql) => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    lab.migration(SECOND, sql);
    expect((await lab.prisma('migrate', 'deploy')).stderr).toContain('P3018');
    const byPrisma = await lab.rows();
    await lab.newDatabase();
    await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(await lab.rows()).toEqual(byPrisma);
  });

  it('resolve with the same rows and codes', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    lab.migration(SECOND, 'SELECT * FROM "nope";');
    const rowsAfter = async (resolve: (name: string) => Promise<unknown>): Promise<unknown> => {
      await lab.newDatabase();
      await lab.prisma('migrate', 'deploy');
      await resolve(SECOND);
      const rows = await lab.rows();
      return rows;
    };
    const target = () => lab.target();
    const byPrisma = await rowsAfter((name) => lab.prisma('migrate', 'resolve', '--applied', name));
    const byUs = await rowsAfter(async (name) => {
      const resolved = await target();
      await lab.with((db) => prismaHandler.markApplied(resolved, db, [name]));
    });
    expect(byUs).toEqual(byPrisma);

    const resolved = await target();
    const code = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error) => `${error.code} ${error.causeCode}`,
      );
    await lab.with(async (db) => {
      expect(await code(prismaHandler.markApplied(resolved, db, [FIRST]))).toBe(
        'MIGRATION_ALREADY_APPLIED P3008',
      );
      expect(await code(prismaHandler.markApplied(resolved, db, ['x']))).toBe('MIGRATION_NOT_FOUND P3017');
      expect(await code(prismaHandler.markRolledBack(resolved, db, 'x'))).toBe(
        'MIGRATION_NEVER_APPLIED P3011',
      );
      expect(await code(prismaHandler.markRolledBack(resolved, db, FIRST))).toBe(
        'MIGRATION_NOT_FAILED P3012',
      );
    });
  });

  it('refuse a database with tables and no history, until it is baselined', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    await lab.with((db) => db.execute('CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);'));
    expect((await lab.prisma('migrate', 'deploy')).stderr).toContain('P3005');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'DATABASE_NOT_EMPTY', causeCode: 'P3005' });
    const target = await lab.target();
    await lab.with((db) => prismaHandler.markApplied(target, db, [FIRST]));
    expect((await lab.prisma('migrate', 'status')).stdout).toContain('Database schema is up to date');
    expect(await lab.apply()).toEqual([]);
  });

  it('tell edited and missing migrations', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);\n');
    lab.migration(SECOND, 'CREATE TABLE "b" ("id" INTEGER PRIMARY KEY);\n');
    expect(await lab.prisma('migrate', 'deploy')).toMatchObject({ exitCode: 0 });
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);\r\n');
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'applied' });
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY); -- edited\n');
    lab.removeMigration(SECOND);
    expect(await lab.states()).toEqual({ [FIRST]: 'modified', [SECOND]: 'missing' });
    expect(await lab.apply()).toEqual([]);
  });

  it('deploy through the CLI with engine "cli"', async () => {
    lab.migration(FIRST, 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);');
    expect(await lab.apply({ engine: 'cli' })).toEqual([
      expect.objectContaining({ name: FIRST, statements: 1 }),
    ]);
    lab.migration(SECOND, 'SELECT * FROM "nope";');
    await expect(lab.apply({ engine: 'cli' })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      causeCode: 'P3018',
      location: { migration: SECOND },
    });
  });
});

describe('what Prisma itself cannot run', () => {
  it('is applied by the direct way, and Prisma takes the result for its own', async () => {
    const lab = await PrismaLab.create('postgresql');
    try {
      for (const { name, sql } of oddHistory({ provider: 'postgresql', count: 29, prismaCanRun: false }))
        lab.migration(name, sql);
      expect(await lab.apply()).toHaveLength(29);
      expect((await lab.prisma('migrate', 'status')).stdout).toContain('Database schema is up to date');
      expect((await lab.rows()).filter((row) => row.logs !== null || row.applied_steps_count !== 1)).toEqual(
        [],
      );
    } finally {
      await lab.dispose();
    }
  });

  it('orders migrations as Prisma does', async () => {
    const lab = await PrismaLab.create('sqlite');
    try {
      for (const name of [
        '20240101000000_B',
        '20240101000000_a',
        '20240101000000-c',
        '0_init',
        '10_y',
        '1_x',
      ]) {
        lab.migration(name, 'SELECT 1;');
      }
      const inOrder = () =>
        lab.with((db) => db.query('SELECT migration_name FROM _prisma_migrations ORDER BY rowid'));
      await lab.prisma('migrate', 'deploy');
      const byPrisma = await inOrder();
      await lab.newDatabase();
      await lab.apply();
      expect(await inOrder()).toEqual(byPrisma);
      expect(byPrisma).toHaveLength(6);
    } finally {
      await lab.dispose();
    }
  });
});

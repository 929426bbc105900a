import { setTimeout as sleep } from 'node:timers/promises';
import { prismaHandler } from '../../src/handlers/prisma/prisma-handler';
import { PrismaLab } from './prisma-lab';

jest.setTimeout(60_000);

const FIRST = '20240101000000_first';
const SECOND = '20240102000000_second';
const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, v INT);\nINSERT INTO t VALUES (1, 1), (2, 1);\n';

let lab: PrismaLab;

afterEach(() => lab.dispose());

describe('on PostgreSQL', () => {
  beforeEach(async () => {
    lab = await PrismaLab.create('postgresql');
    lab.migration(FIRST, TABLE);
    await lab.apply();
  });

  const exec = (sql: string) => lab.with((db) => db.execute(sql));
  const logs = async () => (await lab.rows()).at(-1)?.logs;
  /** Ends the server session that runs the given text. */
  const terminate = async (running: string) => {
    for (;;) {
      const ended = await lab.with((db) =>
        db.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE $1",
          [`%${running}%`],
        ),
      );
      if (ended.length > 0) return;
      await sleep(20);
    }
  };

  it('retries a table lock in short attempts until it is free', async () => {
    lab.migration(SECOND, 'ALTER TABLE t ADD COLUMN w INT;');
    await lab.with(async (blocker) => {
      await blocker.execute('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
      const applying = lab.apply();
      while (!lab.events.some(({ type }) => type === 'statement-retrying')) await sleep(50);
      // A reader queues behind us for no longer than one attempt (0.1 s), although the lock is never free.
      await exec('SET lock_timeout = 1000; SELECT * FROM t');
      await blocker.execute('COMMIT');
      expect(await applying).toHaveLength(1);
    });
  });

  it('gives up when the time for table locks is used up, and leaves the migration pending', async () => {
    lab.limits = { timeoutSeconds: 60, lockTimeoutSeconds: 1 };
    lab.migration(SECOND, 'CREATE TABLE u (id INT);\nALTER TABLE t ADD COLUMN w INT;');
    await lab.with(async (blocker) => {
      await blocker.execute('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
      await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FAILED', causeCode: '55P03' });
      await blocker.execute('COMMIT');
    });
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });
    expect(await lab.apply()).toHaveLength(1);
  });

  it('names the failing statement also where the server gives no position', async () => {
    lab.migration(
      SECOND,
      'CREATE TABLE u (id INT);\n\nINSERT INTO t VALUES (3, 3);\nINSERT INTO t VALUES (1, 3);\nSELECT 1;\n',
    );
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      causeCode: '23505',
      location: { statement: 3, line: 4 },
    });
    expect(await lab.states()).toMatchObject({ [SECOND]: 'failed' });
  });

  it('counts characters as the server does', async () => {
    lab.migration(
      SECOND,
      "SELECT '🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀';\nSELECT 1;\nSELECT nope;\nSELECT 2;\n",
    );
    await expect(lab.apply()).rejects.toMatchObject({ location: { statement: 3, line: 3 } });
  });

  it('rolls back and stays pending when the connection breaks', async () => {
    lab.migration(SECOND, 'CREATE TABLE u (id INT);\nSELECT pg_sleep(30);\n');
    const applying = expect(lab.apply()).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      kind: 'connection',
    });
    await terminate('pg_sleep(30)');
    await applying;
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });
    lab.migration(SECOND, 'CREATE TABLE u (id INT);');
    expect(await lab.apply()).toHaveLength(1);
  });

  it("records a failure inside of a file's own BEGIN and COMMIT with what the server said", async () => {
    lab.migration(
      SECOND,
      "BEGIN;\nCREATE TYPE e AS ENUM ('1');\nALTER TABLE t ALTER COLUMN v TYPE e USING (v::text || 'x')::e;\nCOMMIT;\n",
    );
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      causeCode: '22P02',
      message: expect.stringContaining('invalid input value for enum e: "1x"'),
    });
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'failed' });
  });

  it.each([
    ['a whole file', 'BEGIN;\nCREATE TABLE u (id INT);\nCOMMIT;\n'],
    ['a file that never says COMMIT', 'BEGIN;\nCREATE TABLE u (id INT);\n'],
    ['the end of a file', 'CREATE TABLE u (id INT);\nBEGIN;\nINSERT INTO u VALUES (1);\nCOMMIT;\n'],
  ])('applies %s with its own BEGIN, and the record with it', async (_, sql) => {
    lab.migration(SECOND, sql);
    lab.migration('20240103000000_third', 'CREATE TABLE w (id INT);');
    expect(await lab.apply()).toHaveLength(2);
    expect(await lab.apply()).toHaveLength(0);
    await exec('SELECT * FROM u, w');
  });

  it.each([
    ['comment', 'CREATE TABLE u (id INT);\n/* abc', 'unterminated /* comment'],
    ['string', "INSERT INTO t VALUES (3, 'abc;\n", 'unterminated quoted string'],
    ['block', 'CREATE TABLE u (id INT);\nDO $$ begin', 'unterminated dollar-quoted string'],
  ])('lets the server complain about an unterminated %s', async (_, sql, complaint) => {
    lab.migration(SECOND, sql);
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      causeCode: '42601',
      message: expect.stringContaining(complaint),
    });
    expect(await logs()).not.toContain('_prisma_migrations');
  });

  it('blames the lock, not the next migration, when a migration drops it', async () => {
    lab.migration(SECOND, 'DISCARD ALL;');
    lab.migration('20240103000000_third', 'CREATE TABLE w (id INT);');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    expect(await lab.states()).toMatchObject({ '20240103000000_third': 'pending' });
    expect(await lab.apply()).toHaveLength(1);
  });

  it('reads the history whatever the DateStyle of the database', async () => {
    await exec(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET datestyle = German', current_database()); END $$`,
    );
    expect(await lab.states()).toEqual({ [FIRST]: 'applied' });
    lab.migration(SECOND, "CREATE TABLE u (d DATE DEFAULT '02.03.2024');");
    expect(await lab.apply()).toHaveLength(1);
  });

  it('tells waiting for a lock from a slow statement, also with a short statement time-out', async () => {
    lab.limits = { timeoutSeconds: 60, lockTimeoutSeconds: 2, statementTimeoutSeconds: 1 };
    lab.migration(SECOND, 'ALTER TABLE t ADD COLUMN w INT;');
    await lab.with(async (blocker) => {
      await blocker.execute('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
      await expect(lab.apply()).rejects.toMatchObject({ causeCode: '55P03' });
      await blocker.execute('COMMIT');
    });
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });
  });

  it('continues a file in several steps after the connection broke, unless what was done is edited', async () => {
    const head = 'CREATE TABLE u (id INT);\nCREATE INDEX CONCURRENTLY u_id ON u (id);\n';
    lab.migration(SECOND, `${head}SELECT pg_sleep(30);\n`);
    const applying = expect(lab.apply()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await terminate('pg_sleep(30)');
    await applying;
    expect(await logs()).toMatch(/^faber-db progress v1\n#.*\ndone 1 [0-9a-f]{64}\ndone 2 [0-9a-f]{64}\n$/);
    const target = await lab.target();
    const history = await lab.with((db) => prismaHandler.history(target, db));
    expect(history.migrations[1]).toMatchObject({ state: 'failed', resumable: true });
    expect(await lab.with((db) => prismaHandler.pending(target, db))).toMatchObject([
      { name: SECOND, statements: 3, partlyOutsideTransaction: true },
    ]);

    lab.migration(SECOND, head.replace('(id)', '(id DESC)'));
    await expect(lab.apply()).rejects.toMatchObject({ code: 'RESUME_REFUSED', location: { statement: 2 } });
    lab.migration(SECOND, `${head}CREATE TABLE w (id INT);\n`);
    expect(await lab.apply()).toMatchObject([{ name: SECOND, resumedAt: 3 }]);
    expect((await lab.rows()).at(-1)).toMatchObject({ logs: null, applied_steps_count: 1, finished: true });
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'applied' });
  });

  it('continues after the failing statement of a file in several steps was corrected', async () => {
    const head = 'CREATE INDEX CONCURRENTLY t_v ON t (v);\nSET search_path = pg_temp, public;\n';
    lab.migration(SECOND, `${head}ALTER TABLE nope ADD COLUMN x INT;\n`);
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      location: { statement: 3, line: 3 },
    });
    expect(await logs()).toContain(`Migration name: ${SECOND}`);
    lab.migration(SECOND, `${head}ALTER TABLE t ADD COLUMN x INT;\n`);
    expect(await lab.apply()).toMatchObject([{ resumedAt: 2 }]);
    expect((await lab.prisma('migrate', 'status')).stdout).toContain('Database schema is up to date');
  });

  it('starts such a file over after it was resolved as rolled back', async () => {
    lab.migration(SECOND, 'CREATE INDEX CONCURRENTLY t_v ON t (v);\nSELECT nope;\n');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(await lab.prisma('migrate', 'resolve', '--rolled-back', SECOND)).toMatchObject({ exitCode: 0 });
    await exec('DROP INDEX t_v');
    lab.migration(SECOND, 'CREATE INDEX CONCURRENTLY t_v ON t (v);\nSELECT 1;\n');
    const [applied] = await lab.apply();
    expect(applied).toMatchObject({ name: SECOND, statements: 2 });
    expect(applied?.resumedAt).toBeUndefined();
  });

  it('never takes an invalid index for a success', async () => {
    lab.migration(SECOND, 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_v ON t (v);\n');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'INVALID_INDEX', causeCode: '23505' });
    expect(await lab.states()).toMatchObject({ [SECOND]: 'failed' });
    // The cause is still there: the left-over is dropped, built again and invalid again.
    await expect(lab.apply()).rejects.toMatchObject({ code: 'INVALID_INDEX' });
    await exec('UPDATE t SET v = id');
    expect(await lab.apply()).toHaveLength(1);
    expect(await lab.with((db) => db.invalidIndexes())).toEqual([]);
    expect((await lab.rows()).at(-1)).toMatchObject({ logs: null, applied_steps_count: 1, finished: true });
  });

  it('sees that IF NOT EXISTS kept an invalid index of somebody else', async () => {
    await exec('CREATE UNIQUE INDEX CONCURRENTLY t_v ON t (v)').catch(() => undefined);
    await exec('UPDATE t SET v = id');
    lab.migration(SECOND, 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_v ON t (v);\n');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'INVALID_INDEX' });
    expect(await lab.apply()).toHaveLength(1);
    expect(await lab.with((db) => db.invalidIndexes())).toEqual([]);
  });

  it('asks a person where it cannot know whether an interrupted statement took effect', async () => {
    lab.migration(
      SECOND,
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); END $$;\nDO $$ BEGIN COMMIT; PERFORM pg_sleep(30); END $$;\n',
    );
    const applying = expect(lab.apply()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await terminate('DO $$ BEGIN COMMIT');
    await applying;
    await expect(lab.apply()).rejects.toMatchObject({ code: 'RESUME_IN_DOUBT', location: { statement: 2 } });
  });

  it('stops at once and cleanly when it is interrupted or its time is up', async () => {
    lab.migration(SECOND, 'CREATE TABLE u (id INT);\nSELECT pg_sleep(30);\n');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 600);
    const started = performance.now();
    await expect(lab.apply({ signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });

    lab.limits = { timeoutSeconds: 1, lockTimeoutSeconds: 1 };
    await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    lab.limits = { timeoutSeconds: 60, lockTimeoutSeconds: 1, statementTimeoutSeconds: 1 };
    await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FAILED', causeCode: '57014' });
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'failed' });
  });

  it('gives every migration a clean session', async () => {
    await exec('CREATE ROLE faber_lab_role').catch(() => undefined);
    lab.migration(
      SECOND,
      `SELECT pg_catalog.set_config('search_path', '', false);
SET statement_timeout = 5; SET statement_timeout = 0; SET "app.tenant" = 'x'; SET ROLE faber_lab_role;\n`,
    );
    lab.migration(
      '20240103000000_third',
      `CREATE TABLE u AS SELECT current_user::text AS who, current_setting('search_path') AS path, current_setting('app.tenant', true) AS tenant;`,
    );
    expect(await lab.apply()).toHaveLength(2);
    const [row] = await lab.with((db) =>
      db.query<{ who: string; path: string; tenant: string }>('SELECT * FROM u'),
    );
    expect(row?.who).not.toBe('faber_lab_role');
    expect(row?.path).toContain('public');
    expect(row?.tenant ?? '').toBe('');
  });

  it('stops after the migration named by "to"', async () => {
    lab.migration(SECOND, 'CREATE TABLE u (id INT);');
    lab.migration('20240103000000_third', 'CREATE TABLE w (id INT);');
    await expect(lab.apply({ to: 'second' })).rejects.toMatchObject({ code: 'MIGRATION_NOT_FOUND' });
    expect((await lab.apply({ to: SECOND })).map(({ name }) => name)).toEqual([SECOND]);
    expect(await lab.states()).toMatchObject({ '20240103000000_third': 'pending' });
  });

  it('refuses a folder without migration.sql and a lock file of another engine', async () => {
    lab.write('prisma/migrations/20240103000000_empty/readme.md', '');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'MIGRATION_FILE_MISSING', causeCode: 'P3015' });
    lab.write('prisma/migrations/migration_lock.toml', 'provider = "sqlite"\n');
    await expect(lab.apply()).rejects.toMatchObject({ code: 'PROVIDER_SWITCHED', causeCode: 'P3019' });
  });
});

describe('on SQLite', () => {
  const PARENT = `CREATE TABLE "P" ("id" INTEGER PRIMARY KEY, "x" TEXT);
CREATE TABLE "C" ("id" INTEGER PRIMARY KEY, "p" INTEGER NOT NULL REFERENCES "P"("id") ON DELETE CASCADE);
INSERT INTO "P" VALUES (1, 'a'), (2, 'b');
INSERT INTO "C" VALUES (10, 1), (20, 2);
`;
  const redefine = (where: string) => `PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_P" ("id" INTEGER PRIMARY KEY, "x" TEXT NOT NULL DEFAULT '');
INSERT INTO "new_P" SELECT * FROM "P"${where};
DROP TABLE "P";
ALTER TABLE "new_P" RENAME TO "P";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
`;

  beforeEach(async () => {
    lab = await PrismaLab.create('sqlite');
    lab.migration(FIRST, PARENT);
    await lab.apply();
  });

  it('keeps the rows that refer to a redefined table', async () => {
    lab.migration(SECOND, redefine(''));
    const target = await lab.target();
    await lab.with(async (db) => {
      await db.execute('PRAGMA foreign_keys = ON');
      await prismaHandler.apply(target, db, {});
      expect(await db.query('SELECT count(*) AS n FROM "C"')).toEqual([{ n: 2 }]);
      // As it was before.
      expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    });
  });

  it('rolls back a redefinition that loses a parent row', async () => {
    lab.migration(SECOND, redefine(' WHERE "id" = 1'));
    await expect(lab.apply()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' });
    expect(await lab.with((db) => db.query('SELECT count(*) AS n FROM "P"'))).toEqual([{ n: 2 }]);
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });
  });

  it('rolls a failing file back as a whole and names the statement', async () => {
    lab.migration(
      SECOND,
      'CREATE TABLE "u" ("id" INTEGER);\n-- note\nINSERT INTO "P" VALUES (1, \'dup\');\n',
    );
    await expect(lab.apply()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      location: { statement: 2, line: 3 },
    });
    expect(await lab.with((db) => db.query(`SELECT name FROM sqlite_master WHERE name = 'u'`))).toEqual([]);
    expect(await lab.states()).toMatchObject({ [SECOND]: 'failed' });
  });

  it('runs VACUUM outside of a transaction', async () => {
    lab.migration(SECOND, 'CREATE TABLE "u" ("id" INTEGER);\nVACUUM;\nINSERT INTO "u" VALUES (1);\n');
    expect(await lab.apply()).toMatchObject([{ name: SECOND, statements: 3 }]);
    expect((await lab.rows()).at(-1)).toMatchObject({ logs: null, applied_steps_count: 1, finished: true });
  });
});

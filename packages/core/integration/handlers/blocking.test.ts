import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerConnection } from '../../src/environments/connection';
import { parseConnectionUrl } from '../../src/environments/parse-connection-url';
import type { AppliedMigration, HandlerTarget } from '../../src/handlers/handler';
import { prismaHandler } from '../../src/handlers/prisma/prisma-handler';
import { PrismaLab } from './prisma-lab';
import { TableLoad } from './table-load';

jest.setTimeout(60_000);

const FIRST = '20240101000000_first';
const SECOND = '20240102000000_second';
const ROWS = 50_000;
/** Holds the lock of the ALTER before it for two seconds. */
const SLOW = 'ALTER TABLE t ADD COLUMN w INT;\nDO $$ BEGIN PERFORM pg_sleep(2); END $$;\n';
/** Milliseconds beyond the limit until a cancellation takes effect: a poll, two messages, and a busy machine. */
const REACTION_MS = 200;

let lab: PrismaLab;
let load: TableLoad | undefined;

beforeEach(async () => {
  lab = await PrismaLab.create('postgresql');
  lab.migration(
    FIRST,
    `CREATE TABLE t (id INT PRIMARY KEY, v INT);\nINSERT INTO t SELECT n, 0 FROM generate_series(1, ${ROWS}) n;\n`,
  );
  await lab.apply();
});

afterEach(async () => {
  await load?.stop();
  load = undefined;
  await lab.dispose();
});

const exec = (sql: string) => lab.with((db) => db.execute(sql));
const url = () => (lab.connection as ServerConnection).url.reveal();
const writeToTable = async () => (load = await TableLoad.start(url(), ROWS));
const stopWriting = async () => {
  await load?.stop();
  load = undefined;
};
const eventsOf = (type: string) => lab.events.filter((event) => event.type === type);
const longestWaitMs = () =>
  Math.max(0, ...lab.events.map((event) => (event.type === 'others-waiting' ? event.longestMs : 0)));
const warnings = () => lab.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
const isThere = async (column: string) =>
  (
    await lab.with((db) =>
      db.query("SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = $1", [
        column,
      ]),
    )
  ).length > 0;

async function limitedTarget(maxBlockingSeconds: number | undefined): Promise<HandlerTarget> {
  const target = await lab.target();
  const { database } = target;
  return { ...target, database: { ...database, migrations: { ...database.migrations, maxBlockingSeconds } } };
}

/** Applies with `migrations.max_blocking_seconds`; undefined = in a protected environment without it. */
async function apply(maxBlockingSeconds?: number): Promise<AppliedMigration[]> {
  const target = await limitedTarget(maxBlockingSeconds);
  return lab.with((db) => prismaHandler.apply(target, db, { watchOthers: true }));
}

async function watchers(): Promise<number> {
  const [row] = await lab.with((db) =>
    db.query<{ n: number }>(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'faber-db watch%'",
    ),
  );
  return row?.n ?? 0;
}

/** Reads the table in a transaction that stays open for three seconds. */
function readSlowly(): Promise<void> {
  return exec('BEGIN; SELECT count(*) FROM t; SELECT pg_sleep(3); COMMIT');
}

describe('a table change behind a slow reader', () => {
  it('holds every writer up for seconds if it is simply run', async () => {
    const writers = await writeToTable();
    const reading = readSlowly();
    await sleep(300);
    await exec('ALTER TABLE t ADD COLUMN w INT');
    await reading;
    expect(writers.take().lockMs).toBeGreaterThan(2_500);
  });

  it('holds no writer up for a quarter of a second as a migration', async () => {
    lab.migration(SECOND, 'ALTER TABLE t ADD COLUMN w INT;');
    const writers = await writeToTable();
    await sleep(1_000);
    const usual = writers.take();
    const reading = readSlowly();
    await sleep(300);
    expect(await lab.apply()).toHaveLength(1);
    await reading;
    const stalls = writers.take();
    expect(eventsOf('statement-retrying').length).toBeGreaterThan(1);
    expect(stalls.lockMs).toBeLessThan(250);
    expect(stalls.updateMs - usual.updateMs).toBeLessThan(250);
    expect(await isThere('w')).toBe(true);
  });
});

describe('migrations.max_blocking_seconds', () => {
  beforeEach(() => {
    lab.limits = { timeoutSeconds: 60, lockTimeoutSeconds: 3 };
    lab.migration(SECOND, SLOW);
  });

  it('ends what others wait for too long, and leaves nothing of it', async () => {
    const writers = await writeToTable();
    const failure = await apply(0.2).catch((error: unknown) => error);
    const { lockMs } = writers.take();
    await stopWriting();
    expect(failure).toMatchObject({
      code: 'BLOCKING_OTHERS',
      causeCode: '57014',
      location: { migration: SECOND, statement: 2, line: 2 },
      message: expect.stringMatching(/Waiting: server process \d+ \(shop-writer\) for 0\.\d+ s/),
    });
    expect(lockMs).toBeLessThan(200 + REACTION_MS);
    expect(lockMs).toBeGreaterThan(150);
    expect(eventsOf('statement-retrying').length).toBeGreaterThan(1);
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'pending' });
    expect(await lab.rows()).toHaveLength(1);
    expect(await isThere('w')).toBe(false);
    expect(await watchers()).toBe(0);
  });

  it('tries again, and succeeds once nobody waits any more', async () => {
    lab.limits = { timeoutSeconds: 60, lockTimeoutSeconds: 20 };
    await writeToTable();
    const applying = apply(0.2);
    while (eventsOf('statement-retrying').length < 2) await sleep(20);
    await stopWriting();
    expect(await applying).toMatchObject([{ name: SECOND }]);
    expect(await lab.states()).toEqual({ [FIRST]: 'applied', [SECOND]: 'applied' });
    expect(await isThere('w')).toBe(true);
    expect(await lab.rows()).toHaveLength(2);
  });

  it('keeps the finished steps of a migration, and the next run goes on with the rest', async () => {
    const sql = `CREATE INDEX CONCURRENTLY i ON t (v);\n${SLOW}`;
    lab.migration(SECOND, sql);
    await writeToTable();
    await expect(apply(0.2)).rejects.toMatchObject({ code: 'BLOCKING_OTHERS', location: { statement: 3 } });
    await stopWriting();
    expect(await isThere('w')).toBe(false);
    expect(await apply(0.2)).toMatchObject([{ name: SECOND, resumedAt: 2 }]);
    expect(await isThere('w')).toBe(true);
  });

  it('cancels and repeats a statement outside of transactions that can be repeated', async () => {
    await exec(`CREATE TABLE slow (id INT); INSERT INTO slow SELECT generate_series(1, 200);
      CREATE FUNCTION slowly(id INT) RETURNS INT LANGUAGE plpgsql IMMUTABLE AS
        $$ BEGIN PERFORM pg_sleep(0.005); RETURN id; END $$;
      CREATE INDEX slow_index ON slow (slowly(id))`);
    lab.migration(SECOND, 'VACUUM FULL slow;');
    let isWriting = true;
    const writing = lab.with(async (db) => {
      while (isWriting) {
        await db.query('SELECT count(*) FROM slow');
        await sleep(5);
      }
    });
    const applying = apply(0.2);
    while (eventsOf('statement-retrying').length < 1) await sleep(20);
    isWriting = false;
    await writing;
    expect(await applying).toHaveLength(1);
  });

  it('never cancels what runs CONCURRENTLY', async () => {
    lab.migration(SECOND, 'CREATE INDEX CONCURRENTLY i ON t (v);');
    await lab.with((writer) =>
      lab.with(async (waiter) => {
        await writer.execute('BEGIN; UPDATE t SET v = 1 WHERE id = 1');
        const applying = apply(0.2);
        while ((await watchers()) === 0) await sleep(20);
        await sleep(200);
        // The one command that may wait for an index build without the build waiting for it.
        const waiting = waiter.execute('VACUUM t');
        await sleep(1_000);
        await writer.execute('COMMIT');
        await waiting;
        expect(await applying).toHaveLength(1);
      }),
    );
    expect(longestWaitMs()).toBeGreaterThan(500);
    expect(eventsOf('statement-retrying')).toEqual([]);
  });
});

describe('the watch', () => {
  it('tells the longest wait of others, also through a chain of waiters, without a limit', async () => {
    lab.migration(SECOND, 'ALTER TABLE t ADD COLUMN w INT;\nDO $$ BEGIN PERFORM pg_sleep(1); END $$;\n');
    await lab.with((holder) =>
      lab.with(async (last) => {
        await holder.execute('CREATE TABLE shared (id INT)');
        await holder.execute('BEGIN; LOCK TABLE shared');
        const applying = apply();
        while ((await watchers()) === 0) await sleep(10);
        await sleep(100);
        const first = holder.execute('SELECT 1 FROM t LIMIT 1; COMMIT');
        const second = last.execute('SELECT 1 FROM shared');
        expect(await applying).toHaveLength(1);
        await Promise.all([first, second]);
      }),
    );
    expect(longestWaitMs()).toBeGreaterThan(400);
    expect(longestWaitMs()).toBeLessThan(2_000);
    expect(lab.events).toContainEqual(expect.objectContaining({ type: 'others-waiting', sessions: 2 }));
    expect(eventsOf('statement-retrying')).toEqual([]);
    expect(await watchers()).toBe(0);
  });

  it('does not mind another run that waits for the migration lock in the server, as the one of Prisma does', async () => {
    lab.migration(SECOND, 'DO $$ BEGIN PERFORM pg_sleep(1); END $$;');
    await lab.with(async (other) => {
      const applying = apply(0.2);
      while ((await watchers()) === 0) await sleep(10);
      const waiting = other.execute('SELECT pg_advisory_lock(72707369)');
      expect(await applying).toHaveLength(1);
      await waiting;
    });
    expect(longestWaitMs()).toBe(0);
    expect(eventsOf('statement-retrying')).toEqual([]);
  });

  it('is not there without need', async () => {
    lab.migration(SECOND, 'DO $$ BEGIN PERFORM pg_sleep(0.5); END $$;');
    const applying = lab.apply();
    await sleep(250);
    expect(await watchers()).toBe(0);
    expect(await applying).toHaveLength(1);
  });

  it('is missed where the server has no connection for it, but nothing fails', async () => {
    const role = `faber_lab_${randomBytes(4).toString('hex')}`;
    await exec(`CREATE ROLE ${role} LOGIN PASSWORD 'lab' CONNECTION LIMIT 1; GRANT ALL ON SCHEMA public TO ${role};
      GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
    const restricted = new URL(url());
    restricted.username = role;
    restricted.password = 'lab';
    const target = {
      ...(await limitedTarget(0.2)),
      connection: parseConnectionUrl({
        url: restricted.href,
        provider: 'postgresql',
        hosting: 'local',
        tls: undefined,
        baseDirectory: lab.root,
        variable: 'FABER_LAB_URL',
      }),
    };
    lab.migration(SECOND, 'CREATE TABLE u (id INT);');
    const db = await target.provider.connect(target.connection);
    try {
      expect(await prismaHandler.apply(target, db, {})).toHaveLength(1);
    } finally {
      await db.close();
      await exec(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
    expect(warnings()).toEqual([expect.stringMatching(/^Nobody watches .*too many connections.*0\.2 s/)]);
  });

  it('warns when it loses its connection, and the migration goes on', async () => {
    lab.migration(SECOND, 'ALTER TABLE t ADD COLUMN w INT;\nDO $$ BEGIN PERFORM pg_sleep(1); END $$;\n');
    const applying = apply(0.2);
    while ((await watchers()) === 0) await sleep(10);
    await exec(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'faber-db watch%'",
    );
    expect(await applying).toHaveLength(1);
    expect(warnings()).toEqual([expect.stringContaining('migrations.max_blocking_seconds')]);
  });

  it('tells in every event of a finished statement or message how long it took', async () => {
    lab.migration(SECOND, 'SELECT 1;\nDO $$ BEGIN PERFORM pg_sleep(0.1); END $$;\n');
    await apply();
    const finished = eventsOf('statement-finished').slice(-2);
    expect(finished[0]).not.toHaveProperty('durationMs');
    expect(finished[1]).toMatchObject({ index: 2, from: 1, durationMs: expect.any(Number) });
  });
});

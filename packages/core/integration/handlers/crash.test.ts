import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { oddHistory, type OddMigration } from '../support/odd-history';
import { ApplyProcess } from './apply-process';
import { PrismaLab, type LabProvider } from './prisma-lab';
import { seededRandom, testSeed } from './random';

jest.setTimeout(120_000);

const KILLS = 8;

/** 30 migrations, of which 8 run in several steps, with enough data that an index takes a while. */
function history(provider: LabProvider): OddMigration[] {
  if (provider === 'sqlite') return oddHistory({ provider, count: 30 });
  const odd = oddHistory({ provider, count: 22 });
  const mixed = Array.from({ length: 8 }, (_, n) => ({
    name: `${String(20250101000000 + n)}_mixed`,
    sql: `CREATE TABLE "big_${n}" (id INT PRIMARY KEY, a INT, b TEXT);
SET work_mem = '1MB';
INSERT INTO "big_${n}" SELECT i, i % 97, md5(i::text) FROM generate_series(1, 20000) AS i;
CREATE INDEX CONCURRENTLY "big_${n}_a" ON "big_${n}" (a);
BEGIN;
UPDATE "big_${n}" SET a = a + 1;
COMMIT;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "big_${n}_b" ON "big_${n}" (b);
REINDEX INDEX CONCURRENTLY "big_${n}_a";
VACUUM "big_${n}";
${n % 2 ? `DROP INDEX CONCURRENTLY "big_${n}_a";` : `INSERT INTO "big_${n}" VALUES (0, 0, 'last');`}
`,
  }));
  return [...odd, ...mixed];
}

/** A digest of every row of the tables whose content does not depend on the time. */
async function contents(lab: PrismaLab): Promise<unknown> {
  return lab.with(async (db) => {
    const tables = (await db.tables())
      .map(({ name }) => name)
      .filter((name) => /^(big_|dyn_|own_|User_|Post_|Log_)/.test(name));
    const result: Record<string, unknown> = {};
    for (const table of tables) {
      const rows = await db.query<object>(`SELECT * FROM ${db.dialect.quoteIdentifier(table)}`);
      // The physical order of rows depends on where VACUUM found room.
      const sorted = rows.map((row) => JSON.stringify(row)).sort();
      result[table] = createHash('sha256').update(sorted.join('\n')).digest('hex');
    }
    return result;
  });
}

describe.each<LabProvider>(['postgresql', 'sqlite'])(
  'a deploy on %s that is killed again and again',
  (provider) => {
    let lab: PrismaLab;

    beforeEach(async () => {
      lab = await PrismaLab.create(provider);
    });
    afterEach(() => lab.dispose());

    it(`ends like an undisturbed one (${KILLS} × kill -9)`, async () => {
      const seed = testSeed();
      const random = seededRandom(seed);
      for (const { name, sql } of history(provider)) lab.migration(name, sql);
      const started = performance.now();
      await lab.apply();
      const durationMs = performance.now() - started;
      const undisturbed = {
        rows: await lab.rows(),
        schema: await lab.snapshot(),
        contents: await contents(lab),
      };

      await lab.newDatabase();
      for (let kill = 0; kill < KILLS; kill++) {
        const child = new ApplyProcess(lab);
        await child.waitFor('"migrations-pending"');
        await sleep((random() * durationMs) / 4);
        await child.kill();
      }
      const last = new ApplyProcess(lab);
      expect({ seed, exitCode: await last.ended, output: last.output }).toMatchObject({ exitCode: 0 });
      expect({ seed, rows: await lab.rows() }).toEqual({ seed, rows: undisturbed.rows });
      expect({ seed, schema: await lab.snapshot() }).toEqual({ seed, schema: undisturbed.schema });
      expect({ seed, contents: await contents(lab) }).toEqual({ seed, contents: undisturbed.contents });
      expect(await locksLeft(lab)).toEqual([]);
      expect(await lab.apply()).toEqual([]);
    });

    it('applies each migration once when two runs start at the same time', async () => {
      const migrations = history(provider);
      for (const { name, sql } of migrations) lab.migration(name, sql);
      const runs = [new ApplyProcess(lab), new ApplyProcess(lab)];
      const codes = await Promise.all(runs.map((run) => run.ended));
      expect({ codes, output: runs.map((run) => run.output) }).toMatchObject({ codes: [0, 0] });
      expect(runs.flatMap((run) => run.applied).sort()).toEqual(migrations.map(({ name }) => name));
      expect((await lab.rows()).map((row) => row.migration_name)).toEqual(migrations.map(({ name }) => name));
    });
  },
);

async function locksLeft(lab: PrismaLab): Promise<unknown[]> {
  if (lab.provider === 'sqlite') return [];
  return lab.with((db) =>
    db.query(
      "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/context/clock';
import type { Database, DatabaseProvider } from '../../src/databases/database';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import { sqliteProvider } from '../../src/databases/sqlite/sqlite-provider';
import type { Connection } from '../../src/environments/connection';
import { Secret } from '../../src/environments/secret';
import { tableJournal } from '../../src/journal/table-journal';
import { adminConnection, uniqueName } from '../databases/postgresql-fixture';
import { seededRandom, testSeed } from '../handlers/random';
import { AppendProcess } from './append-process';
import { randomRecord, sampleRecord } from './sample-record';

jest.setTimeout(120_000);

interface Engine {
  name: string;
  provider: DatabaseProvider;
  connection(folder: string): Connection;
  table: string;
  head: string;
}

const sqliteFile = (folder: string): string => path.join(folder, 'app.db');

const ENGINES: Engine[] = [
  {
    name: 'PostgreSQL',
    provider: postgresqlProvider,
    connection: () => adminConnection({ database: uniqueName() }),
    table: 'faber_db.journal',
    head: 'faber_db.journal_head',
  },
  {
    name: 'SQLite',
    provider: sqliteProvider,
    connection: (folder) => ({
      provider: 'sqlite',
      url: new Secret(`file:${sqliteFile(folder)}`),
      redactedUrl: 'file:app.db',
      file: sqliteFile(folder),
      connectTimeoutSeconds: 5,
    }),
    table: '_faber_db_journal',
    head: '_faber_db_journal_head',
  },
];

let folder: string;
let connection: Connection;
let db: Database;

describe.each(ENGINES)(
  'a journal in a $name database',
  ({ provider, connection: newConnection, table, head }) => {
    beforeEach(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-journal-'));
      connection = newConnection(folder);
      await provider.create(connection);
      db = await provider.connect(connection);
    });
    afterEach(async () => {
      await db.close();
      await provider.drop(connection);
      rmSync(folder, { recursive: true, force: true });
    });

    async function fill(count: number): Promise<void> {
      const journal = tableJournal(db, systemClock);
      for (let n = 1; n <= count; n++) await journal.append(sampleRecord({ run: `r${n}` }));
    }

    it('is empty before the first entry, and reading creates nothing', async () => {
      const journal = tableJournal(db, systemClock);
      expect(journal.place).toBe(table);
      expect(await journal.read()).toEqual([]);
      expect(await journal.verify()).toEqual({ intact: true, entries: 0, problems: [], unfinished: [] });
      expect(await db.tables()).toEqual([]);
    });

    it('keeps random records as they are', async () => {
      const seed = testSeed();
      const random = seededRandom(seed);
      const journal = tableJournal(db, systemClock);
      const written = [];
      for (let n = 0; n < 100; n++) written.push(await journal.append(randomRecord(random, `run-${n % 60}`)));
      expect({ seed, ...(await journal.verify()) }).toMatchObject({
        seed,
        intact: true,
        entries: 100,
        problems: [],
      });
      expect(await journal.read()).toEqual(written);
    });

    it.each<[string, string, RegExp]>([
      [
        'a changed entry',
        `UPDATE ${table} SET entry = replace(entry, 'ann', 'bob') WHERE sequence = 3`,
        /Entry 3 was changed/,
      ],
      ['a changed hash', `UPDATE ${table} SET hash = 'x' WHERE sequence = 3`, /row's number 3 or its hash/],
      [
        'an entry that is none',
        `UPDATE ${table} SET entry = 'x' WHERE sequence = 3`,
        /row 3 holds is no entry/,
      ],
      ['a removed row', `DELETE FROM ${table} WHERE sequence = 3`, /Entry 3 is missing/],
      ['the newest rows removed', `DELETE FROM ${table} WHERE sequence > 3`, /newest were removed/],
      ['all rows removed', `DELETE FROM ${table}`, /newest were removed/],
      ['the table dropped', `DROP TABLE ${table}`, /newest were removed/],
      [
        'two rows swapped',
        `UPDATE ${table} SET sequence = -1 WHERE sequence = 2; UPDATE ${table} SET sequence = 2 WHERE sequence = 3;
       UPDATE ${table} SET sequence = 3 WHERE sequence = -1`,
        /row's number 2 or its hash/,
      ],
      ['another number', `UPDATE ${table} SET sequence = 9 WHERE sequence = 5`, /row's number 9/],
      [
        'a row put in',
        `INSERT INTO ${table} SELECT 6, hash, entry FROM ${table} WHERE sequence = 5`,
        /row's number 6/,
      ],
      ['the row of the head removed', `DELETE FROM ${head}`, /missing or damaged/],
      ['the head dropped', `DROP TABLE ${head}`, /missing or damaged/],
      ['the head moved back', `UPDATE ${head} SET sequence = 4`, /was replaced/],
      [
        'the head moved back rightly',
        `UPDATE ${head} SET sequence = 4, hash = (SELECT hash FROM ${table} WHERE sequence = 4)`,
        /tells of 4 entries only/,
      ],
    ])('tells %s', async (_, tamper, problem) => {
      await fill(5);
      await db.execute(tamper);
      const result = await tableJournal(db, systemClock).verify();
      expect(result.intact).toBe(false);
      expect(result.problems).toContainEqual(
        expect.objectContaining({ problem: expect.stringMatching(problem) }),
      );
    });

    it.each([
      `DELETE FROM ${table} WHERE sequence > 3`,
      `DROP TABLE ${table}`,
      `DELETE FROM ${head}`,
      `DROP TABLE ${head}`,
    ])('appends nothing after %s', async (tamper) => {
      await fill(5);
      await db.execute(tamper);
      await expect(fill(1)).rejects.toMatchObject({ code: 'JOURNAL_FAILED', message: /not as it was left/ });
      expect(await tableJournal(db, systemClock).verify()).toMatchObject({ intact: false });
    });

    it('tells of a lost database', async () => {
      const journal = tableJournal(db, systemClock);
      await db.close();
      await expect(journal.append(sampleRecord())).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
      await expect(journal.read()).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
      await expect(journal.verify()).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
    });
  },
);

describe('writers at the same time', () => {
  it('on PostgreSQL create the tables together, and each gets its own numbers', async () => {
    const shared = adminConnection({ database: uniqueName() });
    await postgresqlProvider.create(shared);
    const sessions = await Promise.all(Array.from({ length: 8 }, () => postgresqlProvider.connect(shared)));
    try {
      const written = await Promise.all(
        sessions.map(async (session, writer) => {
          const journal = tableJournal(session, systemClock);
          const numbers: number[] = [];
          for (let n = 0; n < 25; n++) {
            numbers.push((await journal.append(sampleRecord({ run: `${writer}-${n}` }))).sequence);
          }
          return numbers;
        }),
      );
      expect(written.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
      const [first] = sessions;
      expect(first && (await tableJournal(first, systemClock).verify())).toMatchObject({
        intact: true,
        entries: 200,
      });
    } finally {
      await Promise.all(sessions.map((session) => session.close()));
      await postgresqlProvider.drop(shared);
    }
  });

  it('on PostgreSQL need no more rights than those on the tables, once these exist', async () => {
    const shared = adminConnection({ database: uniqueName() });
    await postgresqlProvider.create(shared);
    const admin = await postgresqlProvider.connect(shared);
    const role = uniqueName('journal_writer');
    try {
      await tableJournal(admin, systemClock).append(sampleRecord());
      await admin.execute(`CREATE ROLE ${role}; GRANT USAGE ON SCHEMA faber_db TO ${role};
        GRANT SELECT, INSERT ON faber_db.journal TO ${role}; GRANT SELECT, UPDATE ON faber_db.journal_head TO ${role};
        SET ROLE ${role}`);
      expect(await tableJournal(admin, systemClock).append(sampleRecord())).toMatchObject({ sequence: 2 });
      await expect(admin.execute('DELETE FROM faber_db.journal')).rejects.toThrow('permission denied');
    } finally {
      await admin.close();
      await postgresqlProvider.drop(shared);
      const maintenance = await postgresqlProvider.connect(adminConnection());
      await maintenance.execute(`DROP ROLE IF EXISTS ${role}`);
      await maintenance.close();
    }
  });

  it('on SQLite: 4 processes that append 25 entries each, one killed', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'faber-db-journal-'));
    const file = sqliteFile(home);
    const local = ENGINES[1]?.connection(home) ?? adminConnection();
    try {
      await sqliteProvider.create(local);
      const writers = Array.from({ length: 4 }, () => new AppendProcess(file, 25, 'table'));
      const killed = new AppendProcess(file, 'endless', 'table');
      await killed.wrote(3);
      await killed.kill();
      const codes = await Promise.all(writers.map(({ ended }) => ended));
      expect({ codes, errors: writers.map(({ errors }) => errors).join('') }).toEqual({
        codes: [0, 0, 0, 0],
        errors: '',
      });
      const session = await sqliteProvider.connect(local);
      const { intact, entries } = await tableJournal(session, systemClock).verify();
      await session.close();
      expect(intact).toBe(true);
      expect(entries).toBeGreaterThanOrEqual(100 + killed.written.length);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

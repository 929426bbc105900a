import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Database, LockOwner, SchemaSnapshot } from '../../src/databases/database';
import { sqliteProvider } from '../../src/databases/sqlite/sqlite-provider';
import type { FileConnection } from '../../src/environments/connection';
import { Secret } from '../../src/environments/secret';

let folder: string;
let connection: FileConnection;
let db: Database;

const at = (file: string): FileConnection => ({
  provider: 'sqlite',
  url: new Secret(`file:${file}`),
  redactedUrl: `file:${file}`,
  file,
  connectTimeoutSeconds: 5,
});

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-sqlite-'));
  connection = at(path.join(folder, 'app.db'));
  await sqliteProvider.create(connection);
  db = await sqliteProvider.connect(connection);
});

afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('SQLite files', () => {
  it('are created, found and dropped, with their journals', async () => {
    const other = at(path.join(folder, 'deep/er/x.db'));
    expect(await sqliteProvider.exists(other)).toBe(false);
    await expect(sqliteProvider.connect(other)).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(other.file)).toBe(false);
    expect(await sqliteProvider.create(other)).toBe(true);
    expect(await sqliteProvider.create(other)).toBe(false);
    const session = await sqliteProvider.connect(other);
    await session.execute('PRAGMA journal_mode = WAL; CREATE TABLE t (a)');
    expect(await session.sizeBytes()).toBeGreaterThan(0);
    await session.close();
    expect(await sqliteProvider.drop(other)).toBe(true);
    expect(await sqliteProvider.drop(other)).toBe(false);
    expect(existsSync(`${other.file}-wal`)).toBe(false);
  });

  it('that are none are told apart', async () => {
    const text = at(path.join(folder, 'text.db'));
    writeFileSync(text.file, 'this is no database at all, '.repeat(100));
    await expect(sqliteProvider.connect(text)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  });

  it('keep their identity while they are written to, not when they are replaced', async () => {
    const first = await db.identity();
    await db.execute('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    await db.execute('VACUUM');
    expect(await db.identity()).toBe(first);
    symlinkSync(connection.file, path.join(folder, 'link.db'));
    const link = await sqliteProvider.connect(at(path.join(folder, 'link.db')));
    expect(await link.identity()).toBe(first);
    await link.close();
    const other = at(path.join(folder, 'other.db'));
    await sqliteProvider.create(other);
    renameSync(other.file, connection.file);
    expect(await db.identity()).not.toBe(first);
    // Where the file system gives the same inode number again, the time of birth differs.
    const second = await db.identity();
    unlinkSync(connection.file);
    await sqliteProvider.create(connection);
    expect(await db.identity()).not.toBe(second);
  });
});

describe('a SQLite session', () => {
  it('takes and gives values as they are', async () => {
    await db.execute('CREATE TABLE t (i, big, r REAL, s, b, n, yes, at)');
    const values = [1, 2n ** 60n, 1.5, "it's", new Uint8Array([1, 2]), null, true, new Date(1700000000000)];
    await db.query('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)', values);
    const [row] = await db.query('SELECT *, typeof(i) AS type FROM t');
    expect({ ...row, b: [...(row?.['b'] as Uint8Array)] }).toEqual({
      i: 1,
      big: 2n ** 60n,
      r: 1.5,
      s: "it's",
      b: [1, 2],
      n: null,
      yes: 1,
      at: 1700000000000,
      type: 'integer',
    });
  });

  it('enforces foreign keys, rolls back, classifies errors', async () => {
    await db.execute('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id))');
    const error: unknown = await db.execute('INSERT INTO c VALUES (1)').catch((reason: unknown) => reason);
    expect(db.describeError(error)).toMatchObject({
      code: '787',
      category: 'other',
      message: 'FOREIGN KEY constraint failed',
    });
    await expect(
      db.transaction(async () => {
        await db.execute('CREATE TABLE gone (a)');
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect((await db.tables()).map(({ name }) => name)).toEqual(['c', 'p']);
    const second = await sqliteProvider.connect(connection);
    await second.setLimits({ lockTimeoutMs: 50 });
    await db.transaction(async () => {
      const busy: unknown = await second.execute('CREATE TABLE x (a)').catch((reason: unknown) => reason);
      expect(second.describeError(busy)).toMatchObject({ code: '5', category: 'lock-timeout' });
    });
    await second.close();
  });

  it('counts rows, or believes ANALYZE', async () => {
    await db.execute(`CREATE TABLE t (a); CREATE INDEX i ON t (a);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i FROM n`);
    expect(await db.tables()).toEqual([{ schema: 'main', name: 't', estimatedRows: 100 }]);
    await db.execute('ANALYZE; DELETE FROM t');
    expect(await db.tables()).toEqual([{ schema: 'main', name: 't', estimatedRows: 100 }]);
  });

  it('clears everything', async () => {
    await db.execute(`CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE c (p REFERENCES p (id) ON DELETE CASCADE);
      INSERT INTO p VALUES (1); INSERT INTO c VALUES (1); CREATE INDEX i ON c (p); CREATE VIEW v AS SELECT * FROM c;
      CREATE TRIGGER t AFTER INSERT ON c BEGIN SELECT 1; END; CREATE VIRTUAL TABLE f USING fts5(text)`);
    await db.clear();
    expect(await db.query(`SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'`)).toEqual([]);
    expect(await db.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });

  it('gives scratch databases', async () => {
    const scratch = await sqliteProvider.createScratch(connection);
    const session = await sqliteProvider.connect(scratch.connection);
    await session.execute('CREATE TABLE t (a)');
    await session.close();
    await scratch.dispose();
    await scratch.dispose();
    expect(await sqliteProvider.exists(scratch.connection)).toBe(false);
  });
});

describe('the snapshot of a SQLite schema', () => {
  const BASE = `
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT COLLATE NOCASE DEFAULT 'x',
      age INT CHECK (age > 0), upper TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL);
    CREATE TABLE posts (id INTEGER NOT NULL, user_id INTEGER REFERENCES users, title TEXT, PRIMARY KEY (id, title));
    CREATE INDEX posts_title ON posts (title) WHERE title <> '';
    CREATE INDEX posts_lower ON posts (lower(title));
    CREATE TABLE strict (a INTEGER) STRICT;
    CREATE VIEW v AS SELECT id FROM users;
    CREATE TRIGGER t AFTER INSERT ON posts BEGIN UPDATE users SET age = 1; END;`;

  async function snapshotOf(sql: string): Promise<SchemaSnapshot> {
    const scratch = await sqliteProvider.createScratch(connection);
    const session = await sqliteProvider.connect(scratch.connection);
    try {
      await session.execute(sql);
      return await session.snapshot(['_prisma_migrations']);
    } finally {
      await session.close();
      await scratch.dispose();
    }
  }

  it.each([
    ['column', 'ALTER TABLE users ADD nick TEXT', ''],
    ['type', 'age INT', 'age BIGINT'],
    ['not null', 'title TEXT,', 'title TEXT NOT NULL,'],
    ['default', `DEFAULT 'x'`, `DEFAULT 'y'`],
    ['collation', 'COLLATE NOCASE', 'COLLATE RTRIM'],
    ['check', 'age > 0', 'age > 1'],
    ['generated expression', 'upper(name)', 'lower(name)'],
    ['generated kind', 'VIRTUAL', 'STORED'],
    ['autoincrement', ' AUTOINCREMENT', ''],
    ['unique', ' UNIQUE', ''],
    ['conflict clause', 'UNIQUE', 'UNIQUE ON CONFLICT REPLACE'],
    ['primary key order', 'PRIMARY KEY (id, title)', 'PRIMARY KEY (title, id)'],
    ['foreign key', ' REFERENCES users', ''],
    ['foreign key action', 'REFERENCES users', 'REFERENCES users ON DELETE CASCADE'],
    ['deferred foreign key', 'REFERENCES users', 'REFERENCES users DEFERRABLE INITIALLY DEFERRED'],
    ['index order', 'posts (title)', 'posts (title DESC)'],
    ['partial index', `title <> ''`, `title <> 'x'`],
    ['expression index', 'lower(title)', 'trim(title)'],
    ['unique index', 'CREATE INDEX posts_title', 'CREATE UNIQUE INDEX posts_title'],
    ['strict', ' STRICT', ''],
    ['without rowid', 'PRIMARY KEY (id, title))', 'PRIMARY KEY (id, title)) WITHOUT ROWID'],
    ['view', 'SELECT id FROM users', 'SELECT email FROM users'],
    ['trigger', 'SET age = 1', 'SET age = 2'],
  ])('shows a change of: %s', async (_, from, to) => {
    const changed = from.startsWith('ALTER') ? `${BASE} ${from};` : BASE.replace(from, to);
    expect(changed).not.toBe(BASE);
    expect(await snapshotOf(changed)).not.toEqual(await snapshotOf(BASE));
  });

  it('does not depend on how the schema came about', async () => {
    const plain = await snapshotOf(BASE);
    expect(
      await snapshotOf(
        BASE.replace('age INT CHECK (age > 0), ', '').replace(
          'CREATE TABLE posts',
          'ALTER TABLE users ADD "age" int check(age>0); CREATE TABLE posts',
        ),
      ),
    ).toEqual(plain);
    expect(await snapshotOf(BASE.replace('REFERENCES users', 'REFERENCES "users" ("id")'))).toEqual(plain);
    const redefine = `
      PRAGMA foreign_keys = OFF;
      CREATE TABLE "new_strict" ("a" INTEGER) STRICT; INSERT INTO "new_strict" SELECT * FROM "strict"; DROP TABLE "strict"; ALTER TABLE "new_strict" RENAME TO "strict";
      CREATE TABLE [new_users] ("id"  INTEGER   PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "name" TEXT DEFAULT 'x' COLLATE nocase,
        \`age\` INT CONSTRAINT adult CHECK ("age" > 0), "upper" TEXT GENERATED ALWAYS AS (upper("name")), UNIQUE (email));
      DROP VIEW v; DROP TRIGGER t; DROP TABLE users; ALTER TABLE new_users RENAME TO users;
      CREATE VIEW "v"  AS select "id" from users; CREATE TRIGGER [t] AFTER INSERT ON "posts" BEGIN UPDATE users SET age = 1; END;`;
    expect(await snapshotOf(BASE + redefine)).toEqual(plain);
    expect(await snapshotOf(`${BASE} CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY);`)).toEqual(plain);
  });
});

describe('the migration lock on SQLite', () => {
  const lockFile = () => `${connection.file}.faber-db-lock`;
  const children: ChildProcess[] = [];

  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  /** A process of its own, ready when it said its first word. */
  async function child(
    ...args: string[]
  ): Promise<{ process: ChildProcess; word: string; exited: Promise<number | null> }> {
    const process_ = spawn(
      process.execPath,
      [path.join(__dirname, 'sqlite-lock-child.cjs'), connection.file, ...args],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    children.push(process_);
    const exited = new Promise<number | null>((resolve) => process_.once('exit', resolve));
    const word = await Promise.race([
      new Promise<string>((resolve) => createInterface(process_.stdout).once('line', resolve)),
      exited.then((code) => `exit ${code}`),
    ]);
    return { process: process_, word, exited };
  }

  it('excludes another process, names it, and is free when that is killed', async () => {
    const other = await child();
    expect(other.word).toBe('held');
    const seen: (LockOwner | undefined)[] = [];
    await expect(
      db.lock({ timeoutMs: 200, purpose: 'x', onWait: (owner) => seen.push(owner) }),
    ).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: expect.stringContaining(`pid ${other.process.pid}`),
    });
    expect(seen[0]).toMatchObject({
      pid: other.process.pid,
      description: expect.stringMatching(/^faber-db migrate \(/),
    });
    other.process.kill('SIGKILL');
    await other.exited;
    const lock = await db.lock({ timeoutMs: 1000, purpose: 'x' });
    await lock.assertHeld();
    await lock.release();
    expect(existsSync(lockFile())).toBe(false);
    expect(existsSync(`${lockFile()}-journal`)).toBe(false);
  });

  it('excludes another session of the same process, and leaves the database free', async () => {
    const second = await sqliteProvider.connect(connection);
    const lock = await db.lock({ timeoutMs: 0, purpose: 'x' });
    await expect(second.lock({ timeoutMs: 100, purpose: 'x' })).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
    });
    await lock.assertHeld();
    await second.execute('CREATE TABLE t (a)');
    await lock.release();
    await (await second.lock({ timeoutMs: 100, purpose: 'x' })).release();
    await second.close();
  });

  it('notices when the file was deleted under it, and then leaves the file of the next holder alone', async () => {
    const lock = await db.lock({ timeoutMs: 0, purpose: 'x' });
    unlinkSync(lockFile());
    await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'LOCK_LOST' });
    const second = await sqliteProvider.connect(connection);
    const next = await second.lock({ timeoutMs: 100, purpose: 'y' });
    await lock.release();
    await next.assertHeld();
    await next.release();
    await second.close();
  });

  it('lets one in at a time while four processes take and delete it again and again', async () => {
    const words = await Promise.all(Array.from({ length: 4 }, () => child('60').then(({ word }) => word)));
    expect(words).toEqual(['done', 'done', 'done', 'done']);
    expect(existsSync(lockFile())).toBe(false);
  }, 60_000);
});

import { locksOf } from '../../src/analysis/lock-modes';
import { modelFromScripts } from '../../src/analysis/model/model-from-scripts';
import { readScript } from '../../src/analysis/read-script';
import type { Database } from '../../src/databases/database';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import { adminConnection, uniqueName } from '../databases/postgresql-fixture';

const SCHEMA = `
  CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(20), active boolean NOT NULL DEFAULT true);
  CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int, CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id));
  CREATE TABLE bills (id int, user_id int, total int,
    CONSTRAINT bills_total CHECK (total > 0) NOT VALID);
  ALTER TABLE bills ADD CONSTRAINT bills_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
  CREATE INDEX users_email ON users (email);
  CREATE UNIQUE INDEX bills_id ON bills (id);
  CREATE TABLE events (at date) PARTITION BY RANGE (at);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
  CREATE TABLE events_2 (at date);
  CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
  CREATE UNIQUE INDEX totals_user ON totals (user_id);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE POLICY users_all ON users USING (true);
`;

/** From the weakest to the strongest; pg_locks calls `ACCESS SHARE` `AccessShareLock`. */
const MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

const connection = adminConnection({ database: uniqueName() });
let db: Database;
let observer: Database;

beforeAll(async () => {
  await postgresqlProvider.create(connection);
  db = await postgresqlProvider.connect(connection);
  observer = await postgresqlProvider.connect(connection);
  await db.execute(SCHEMA);
});
afterAll(async () => {
  await db?.close();
  await observer?.close();
  await postgresqlProvider.drop(connection);
});

/** The strongest mode per table, materialized view included. */
function strongest(locks: readonly { object: string; mode: string }[]): Record<string, string> {
  const modes = new Map<string, string>();
  for (const { object, mode } of locks) {
    const known = modes.get(object);
    if (known === undefined || MODES.indexOf(mode) > MODES.indexOf(known)) modes.set(object, mode);
  }
  return Object.fromEntries([...modes].sort());
}

async function predicted(sql: string): Promise<Record<string, string>> {
  const model = await modelFromScripts('postgresql', [SCHEMA]);
  const { statements } = await readScript('postgresql', sql, {});
  const locks = statements.flatMap(({ changes }) => changes.flatMap((change) => locksOf(change, model)));
  return strongest(locks);
}

/** What a session holds or waits for, without the locks on tables that it made itself. */
async function observed(pid: number): Promise<Record<string, string>> {
  const rows = await observer.query<{ object: string; mode: string }>(
    `SELECT c.relname AS object, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE l.pid = $1 AND l.locktype = 'relation' AND n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm')`,
    [pid],
  );
  const named = rows.map(({ object, mode }) => ({
    object,
    mode: mode
      .replace(/Lock$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toUpperCase(),
  }));
  return strongest(named);
}

async function pidOf(session: Database): Promise<number> {
  const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}

describe('locks of PostgreSQL', () => {
  it.each([
    'ALTER TABLE users ADD COLUMN age int',
    'ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE bills ADD COLUMN order_id int REFERENCES orders (id)',
    'ALTER TABLE users DROP COLUMN name',
    'ALTER TABLE users RENAME COLUMN name TO title',
    'ALTER TABLE users RENAME TO people',
    'ALTER TABLE users ALTER COLUMN name TYPE text',
    'ALTER TABLE bills ALTER COLUMN total TYPE bigint USING total * 2',
    'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
    'ALTER TABLE users ALTER COLUMN active DROP NOT NULL',
    "ALTER TABLE users ALTER COLUMN email SET DEFAULT ''",
    'ALTER TABLE users ALTER COLUMN active DROP DEFAULT',
    'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)',
    'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID',
    'ALTER TABLE bills ADD FOREIGN KEY (user_id) REFERENCES users (id)',
    'ALTER TABLE bills ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID',
    'ALTER TABLE users ADD UNIQUE (email)',
    'ALTER TABLE bills ADD CONSTRAINT bills_pkey UNIQUE USING INDEX bills_id',
    'ALTER TABLE bills VALIDATE CONSTRAINT bills_total',
    'ALTER TABLE bills VALIDATE CONSTRAINT bills_user',
    'ALTER TABLE bills DROP CONSTRAINT bills_total',
    'ALTER TABLE orders DROP CONSTRAINT orders_user',
    'CREATE INDEX ON orders (total)',
    'DROP INDEX users_email',
    'REINDEX TABLE bills',
    'REINDEX INDEX users_email',
    'CREATE TABLE carts (user_id int REFERENCES users (id))',
    "CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
    "ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01')",
    'ALTER TABLE events DETACH PARTITION events_1',
    'DROP TABLE events_1',
    'DROP TABLE bills',
    'TRUNCATE bills',
    'UPDATE bills SET total = 1 WHERE id = 1',
    'DELETE FROM bills WHERE id = 1',
    'INSERT INTO bills (id) SELECT id FROM events_2, users',
    'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE users DISABLE TRIGGER users_touch',
    'CREATE TRIGGER other BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()',
    'DROP TRIGGER users_touch ON users',
    'CREATE POLICY mine ON users USING (true)',
    'DROP POLICY users_all ON users',
    'ALTER TABLE bills SET UNLOGGED',
    'CLUSTER bills USING bills_id',
    'LOCK TABLE users IN SHARE MODE',
    'LOCK TABLE users',
  ])('%s', async (sql) => {
    const pid = await pidOf(db);
    await db.execute('BEGIN');
    try {
      await db.execute(sql);
      const locks = await observed(pid);
      expect(await predicted(sql)).toEqual(relevant(locks, sql));
    } finally {
      await db.execute('ROLLBACK');
    }
  });

  // They refuse transactions: what they hold or wait for is seen while somebody else's transaction stops them.
  it.each([
    ['CREATE INDEX CONCURRENTLY ON bills (total)', 'bills'],
    ['DROP INDEX CONCURRENTLY users_email', 'users'],
    ['REINDEX TABLE CONCURRENTLY bills', 'bills'],
    ['VACUUM FULL bills', 'bills'],
  ])('%s', async (sql, table) => {
    const other = await postgresqlProvider.connect(connection);
    const pid = await pidOf(other);
    await db.execute('BEGIN');
    await db.execute(`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`);
    const running = other.execute(sql).catch((error: unknown) => error);
    try {
      const locks = await untilLocked(pid);
      expect(await predicted(sql)).toEqual(relevant(locks, sql));
    } finally {
      await observer.query('SELECT pg_cancel_backend($1)', [pid]);
      await running;
      await db.execute('ROLLBACK');
      await other.close();
    }
  });
});

async function untilLocked(pid: number): Promise<Record<string, string>> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [row] = await observer.query<{ waits: boolean }>(
      'SELECT EXISTS (SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted) AS waits',
      [pid],
    );
    if (row?.waits) return observed(pid);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The statement did not wait for anybody.');
}

/** New tables are seen by nobody; reads beside a stronger lock come from looking into the catalog. */
function relevant(locks: Record<string, string>, sql: string): Record<string, string> {
  const isRead = /^INSERT/.test(sql);
  const known = Object.entries(locks).filter(
    ([table, mode]) =>
      !['carts', 'events_3'].includes(table) && table !== 'people' && (isRead || mode !== 'ACCESS SHARE'),
  );
  const renamed = locks['people'];
  return Object.fromEntries([...known, ...(renamed ? [['users', renamed]] : [])]);
}

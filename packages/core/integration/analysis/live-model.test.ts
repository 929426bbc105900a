import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ModelObject, ModelTable, SchemaModel } from '../../src/analysis/model/schema-model';
import { modelFromScripts } from '../../src/analysis/model/model-from-scripts';
import type { Database } from '../../src/databases/database';
import { liveModel } from '../../src/databases/live-model';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import { sqliteProvider } from '../../src/databases/sqlite/sqlite-provider';
import type { FileConnection } from '../../src/environments/connection';
import { Secret } from '../../src/environments/secret';
import { adminConnection, uniqueName } from '../databases/postgresql-fixture';

/** What the scripts and the catalogs both know of a table; rows and the texts of expressions are not compared. */
function comparable(table: ModelTable) {
  const columns = [...table.columns.values()].map(
    ({ name, type, notNull, generated, isIdentity, isSerial, default: value }) =>
      [
        name,
        type,
        notNull ? 'not null' : '',
        generated ?? '',
        isIdentity ? 'identity' : '',
        isSerial ? 'serial' : '',
        value ? `default ${value.volatility}` : '',
      ].join(' '),
  );
  const constraints = table.constraints.map(
    ({ kind, name, columns: on, references, isValidated, provesNotNull }) =>
      JSON.stringify([kind, name, on, references, isValidated, provesNotNull]),
  );
  const indexes = table.indexes.map(({ name, unique, columns: on, method, where, constraint, isValid }) =>
    JSON.stringify([
      name,
      unique,
      on.map(plainText),
      method ?? 'btree',
      where !== undefined,
      constraint,
      isValid,
    ]),
  );
  const { name, isNew, isTemporary, isPartitioned, partitionOf, columnsKnown } = table;
  return {
    state: { name, isNew, isTemporary, isPartitioned, partitionOf, columnsKnown },
    columns,
    constraints: constraints.sort(),
    indexes: indexes.sort(),
  };
}

/** An expression without what PostgreSQL adds when it prints it. */
function plainText(expression: string): string {
  return expression.startsWith('(') ? expression.replaceAll(/[()\s]|::text/g, '') : expression;
}

function tablesOf(model: SchemaModel) {
  const tables = [...model.tables()].map(comparable);
  return Object.fromEntries(
    tables.map((table) => [`${table.state.name.schema}.${table.state.name.name}`, table]),
  );
}

describe('PostgreSQL', () => {
  const SCHEMA = `
    CREATE SCHEMA "Odd.Name";
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
    CREATE TYPE pair AS (a int, b text);
    CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE DOMAIN plain AS varchar(10);
    CREATE SEQUENCE counter;
    CREATE FUNCTION steady() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
    CREATE FUNCTION steady(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a';
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TABLE users (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(100) NOT NULL UNIQUE, name text COLLATE "C",
      mood mood DEFAULT 'sad', moods mood[], age positive, code plain, login citext, amount numeric(10, 2) DEFAULT 0,
      doubled numeric GENERATED ALWAYS AS (amount * 2) STORED, at timestamptz DEFAULT now(), key uuid DEFAULT gen_random_uuid(),
      span interval(3), flags bit varying(8), letter char(3), number int DEFAULT steady(),
      CHECK (amount > 0), CHECK (amount < age), CONSTRAINT has_name CHECK (name IS NOT NULL)
    );
    CREATE TABLE posts (
      id bigserial, user_id int REFERENCES users ON DELETE CASCADE, parent bigint, during tstzrange, title text,
      PRIMARY KEY (id), CONSTRAINT own FOREIGN KEY (parent) REFERENCES posts (id),
      UNIQUE (user_id, title), EXCLUDE USING gist (during WITH &&)
    );
    ALTER TABLE posts ADD CONSTRAINT later CHECK (title <> '') NOT VALID;
    ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
    CREATE INDEX ON posts (user_id);
    CREATE INDEX ON posts (user_id);
    CREATE INDEX ON posts (lower(title));
    CREATE UNIQUE INDEX posts_partial ON posts (title) WHERE title <> '';
    CREATE INDEX posts_expression ON posts USING hash ((user_id + 1));
    CREATE TABLE "Odd.Name"."Od""d" ("A b" serial, "order" int REFERENCES users);
    CREATE TABLE logs (at date NOT NULL, user_id int REFERENCES users, PRIMARY KEY (at, user_id)) PARTITION BY RANGE (at);
    CREATE INDEX ON logs (user_id);
    CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE logs_2025 (at date NOT NULL, user_id int NOT NULL);
    ALTER TABLE logs ATTACH PARTITION logs_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE log_notes (at date, user_id int, note text, FOREIGN KEY (at, user_id) REFERENCES logs);
    CREATE VIEW adults AS SELECT id FROM users WHERE age > 17;
    CREATE MATERIALIZED VIEW totals AS SELECT mood, count(*) AS n FROM users GROUP BY mood;
    CREATE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE POLICY mine ON users USING (id = 1);
    CREATE RULE keep AS ON DELETE TO posts DO INSTEAD NOTHING;
    ALTER TABLE users RENAME COLUMN age TO years;
    CREATE TABLE ${'long'.repeat(15)} (${'column'.repeat(10)} int UNIQUE, CHECK (${'column'.repeat(10)} > 0));
  `;
  const name = uniqueName();
  const admin = adminConnection();
  const url = new URL(admin.url.reveal());
  url.pathname = `/${name}`;
  const connection = adminConnection({ database: name }, url.href);
  let db: Database;
  let live: SchemaModel;
  let written: SchemaModel;

  beforeAll(async () => {
    await postgresqlProvider.create(connection);
    db = await postgresqlProvider.connect(connection);
    await db.execute(SCHEMA);
    live = await liveModel(db);
    written = await modelFromScripts('postgresql', [SCHEMA]);
  });
  afterAll(async () => {
    await db?.close();
    await postgresqlProvider.drop(connection);
  });

  it('is complete, live, and of the right version', async () => {
    expect(live).toMatchObject({ isComplete: true, isLive: true, defaultSchema: 'public' });
    expect(await db.version()).toBe(`PostgreSQL ${live.serverVersion}`);
  });

  it('has the tables that the scripts make', () => {
    expect(tablesOf(live)).toEqual(tablesOf(written));
    expect(Object.keys(tablesOf(live))).toHaveLength(8);
  });

  test.each<[ModelObject['objectType'], string, string | undefined]>([
    ['type', 'mood', undefined],
    ['type', 'pair', undefined],
    ['domain', 'positive', undefined],
    ['domain', 'plain', undefined],
    ['sequence', 'counter', undefined],
    ['sequence', 'posts_id_seq', 'posts'],
    ['sequence', 'users_id_seq', 'users'],
    ['function', 'touch', undefined],
    ['view', 'adults', undefined],
    ['materialized view', 'totals', undefined],
    ['trigger', 'posts_touch', 'posts'],
    ['policy', 'mine', 'users'],
    ['rule', 'keep', 'posts'],
    ['extension', 'citext', undefined],
  ])('has the %s %s', (type, objectName, table) => {
    const summary = (model: SchemaModel) => {
      const found = model.object(
        type,
        { name: objectName },
        table === undefined ? undefined : { name: table },
      );
      if (!found) return undefined;
      const { values, baseType, hasConstraint } = found.details;
      return {
        name: found.name,
        table: found.table,
        values,
        baseType,
        hasConstraint: hasConstraint ?? false,
      };
    };
    expect(summary(live)).toBeDefined();
    expect(summary(live)).toEqual(summary(written));
  });

  it('knows the volatility of functions, the worst where there are several', () => {
    expect(live.object('function', { name: 'steady' })?.details.volatility).toBe('stable');
    expect(live.object('function', { name: 'touch' })?.details.volatility).toBe('volatile');
    expect(live.column({ name: 'users' }, 'key')?.default?.volatility).toBe('volatile');
  });

  it('knows the schemas', () => {
    const later = live.clone();
    for (const schema of ['Odd.Name', 'other']) later.apply({ kind: 'create-schema', name: schema });
    expect(['Odd.Name', 'other'].map((schema) => later.isNewSchema(schema))).toEqual([false, true]);
  });

  it('knows rows and sizes as soon as there is an estimate', async () => {
    expect(live.table({ name: 'log_notes' })?.estimatedRows).toBeUndefined();
    await db.execute(
      `INSERT INTO users (email, name, amount, years) SELECT i::text, '', 1, 2 FROM generate_series(1, 2000) i`,
    );
    await db.execute(`INSERT INTO logs SELECT '2024-05-05', id FROM users LIMIT 30`);
    await db.execute('ANALYZE');
    const after = await liveModel(db);
    expect(after.table({ name: 'users' })?.estimatedRows).toBe(2000);
    expect(after.table({ name: 'users' })?.sizeBytes).toBeGreaterThan(100_000);
    expect(after.table({ name: 'logs' })?.estimatedRows).toBe(30);
    expect(after.table({ name: 'posts' })?.estimatedRows).toBe(0);
  });

  it('knows indexes that a failed build left behind', async () => {
    await db.execute('CREATE TABLE doubles (a int); INSERT INTO doubles VALUES (1), (1)');
    await expect(db.execute('CREATE UNIQUE INDEX CONCURRENTLY broken ON doubles (a)')).rejects.toThrow();
    const after = await liveModel(db);
    expect(after.index({ name: 'broken' })).toMatchObject({
      index: { isValid: false },
      table: { name: { name: 'doubles' } },
    });
    expect(after.index({ name: 'posts_partial' })?.index.isValid).toBe(true);
  });
});

describe('SQLite', () => {
  const SCHEMA = `
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, age INT DEFAULT 1 CHECK (age > 0));
    CREATE TABLE posts (id INTEGER, user_id INT REFERENCES users, PRIMARY KEY (id, user_id)) WITHOUT ROWID;
    CREATE INDEX posts_user ON posts (user_id) WHERE user_id > 0;
    CREATE VIEW adults AS SELECT * FROM users;
    CREATE TRIGGER tr AFTER INSERT ON users BEGIN DELETE FROM posts; END;
    INSERT INTO users (email) VALUES ('a'), ('b');
  `;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-live-model-'));
  const file = path.join(folder, 'a.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the tables, views and triggers that the scripts make, and the rows', async () => {
    const connection: FileConnection = {
      provider: 'sqlite',
      url: new Secret(`file:${file}`),
      redactedUrl: `file:${file}`,
      file,
      connectTimeoutSeconds: 1,
    };
    await sqliteProvider.create(connection);
    const db = await sqliteProvider.connect(connection);
    await db.execute(SCHEMA);
    const live = await liveModel(db);
    await db.close();
    const written = await modelFromScripts('sqlite', [SCHEMA]);
    expect(live).toMatchObject({
      isComplete: true,
      isLive: true,
      serverVersion: expect.stringMatching(/^3\./),
    });
    expect(tablesOf(live)).toEqual(tablesOf(written));
    expect(live.table({ name: 'users' })?.estimatedRows).toBe(2);
    expect(live.object('view', { name: 'adults' })).toBeDefined();
    expect(live.object('trigger', { name: 'tr' })?.table?.name).toBe('users');
  });
});

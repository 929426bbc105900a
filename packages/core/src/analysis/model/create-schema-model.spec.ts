import type { ProviderName } from '../../environments/connection';
import type { Change } from '../change';
import { readScript } from '../read-script';
import { createSchemaModel } from './create-schema-model';
import { modelFromScripts } from './model-from-scripts';
import type { ModelTable, SchemaModel } from './schema-model';

/** One line for each table, one for each object: all that matters, short enough to be compared by eye. */
function textOf(model: SchemaModel): string[] {
  return [...model.tables()].map((table) => tableText(model, table)).sort();
}

function tableText({ defaultSchema }: SchemaModel, table: ModelTable): string {
  const nameOf = ({ schema, name }: ModelTable['name']) =>
    schema === defaultSchema ? name : `${schema}.${name}`;
  const columns = [...table.columns.values()].map(
    ({ name, type, notNull, default: value, isNew }) =>
      `${name}${type ? ` ${type}` : ''}${notNull ? '!' : ''}${value ? ` =${value.sql}` : ''}${isNew ? ' new' : ''}`,
  );
  const constraints = table.constraints.map(
    ({ kind, name, columns, references, isValidated }) =>
      `${kind} ${name}(${columns.join()})${references ? `->${references.table.name}(${references.columns.join()})` : ''}${isValidated ? '' : ' not valid'}`,
  );
  const indexes = table.indexes.map(
    ({ name, columns, unique, constraint }) =>
      `${unique ? 'unique ' : ''}index ${name}(${columns.join()})${constraint === undefined ? '' : ` of ${constraint}`}`,
  );
  const state = [
    ...(table.isNew ? ['new'] : []),
    ...(table.estimatedRows === undefined ? [] : [`${table.estimatedRows} rows`]),
    ...(table.partitionOf ? [`part of ${nameOf(table.partitionOf)}`] : []),
    ...(table.columnsKnown ? [] : ['incomplete']),
  ];
  return [`${nameOf(table.name)}: ${columns.join(', ')}`, ...constraints, ...indexes, ...state].join('; ');
}

interface Case {
  name: string;
  schema?: string;
  sql: string;
  gives: string[];
}

async function apply(model: SchemaModel, sql: string): Promise<SchemaModel> {
  const { statements } = await readScript(model.provider, sql);
  for (const { changes } of statements) for (const change of changes) model.apply(change);
  return model;
}

function testCases(provider: ProviderName, cases: Case[]): void {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { schema, sql, gives }) => {
    const model = await modelFromScripts(provider, schema === undefined ? [] : [schema]);
    expect(textOf(await apply(model, sql))).toEqual(gives);
  });
}

const T = 'CREATE TABLE t (a int, b text);';

describe('PostgreSQL', () => {
  testCases('postgresql', [
    {
      name: 'names constraints and indexes',
      sql: `CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE CHECK (a > 0), b int REFERENCES t, CHECK (a > b), UNIQUE (a, b));
            CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (lower(b), (a + 1));`,
      gives: [
        't: id integer!, a integer, b integer; check t_a_check(a); check t_check(a,b); primary-key t_pkey(id); ' +
          'unique t_a_key(a); unique t_a_b_key(a,b); foreign-key t_b_fkey(b)->t(id); ' +
          'unique index t_pkey(id) of t_pkey; unique index t_a_key(a) of t_a_key; unique index t_a_b_key(a,b) of t_a_b_key; ' +
          'index t_a_idx(a); index t_a_idx1(a); index t_lower_expr_idx((lower(b)),(a + 1)); new; 0 rows',
      ],
    },
    {
      name: 'makes one index of UNIQUE PRIMARY KEY',
      sql: 'CREATE TABLE t (id int UNIQUE PRIMARY KEY);',
      gives: ['t: id integer!; primary-key t_pkey(id); unique index t_pkey(id) of t_pkey; new; 0 rows'],
    },
    {
      name: 'a dropped column takes indexes and constraints along',
      schema: `${T} ALTER TABLE t ADD UNIQUE (a), ADD CHECK (a > length(b)); CREATE INDEX i ON t (b) WHERE a > 1; CREATE INDEX j ON t (b);`,
      sql: 'ALTER TABLE t DROP COLUMN a;',
      gives: ['t: b text; index j(b)'],
    },
    {
      name: 'a renamed column stays what it is',
      schema: `${T} ALTER TABLE t ADD PRIMARY KEY (a), ADD CONSTRAINT c CHECK (a > 1); CREATE TABLE u (x int REFERENCES t);`,
      sql: 'ALTER TABLE t RENAME COLUMN a TO id;',
      gives: [
        't: id integer!, b text; primary-key t_pkey(id); check c(id); unique index t_pkey(id) of t_pkey',
        'u: x integer; foreign-key u_x_fkey(x)->t(id)',
      ],
    },
    {
      name: 'a renamed table keeps its foreign keys and what it is',
      schema: `CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (x int REFERENCES t);`,
      sql: 'ALTER TABLE t RENAME TO v; ALTER TABLE u RENAME TO w;',
      gives: [
        'v: id integer!; primary-key t_pkey(id); unique index t_pkey(id) of t_pkey',
        'w: x integer; foreign-key u_x_fkey(x)->v(id)',
      ],
    },
    {
      name: 'a self reference follows the renamed table',
      schema: 'CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t);',
      sql: 'ALTER TABLE t RENAME TO v;',
      gives: [
        'v: id integer!, up integer; primary-key t_pkey(id); foreign-key t_up_fkey(up)->v(id); unique index t_pkey(id) of t_pkey',
      ],
    },
    {
      name: 'a new table stays new under another name',
      sql: `${T} ALTER TABLE t RENAME TO v;`,
      gives: ['v: a integer, b text; new; 0 rows'],
    },
    { name: 'SET SCHEMA', schema: T, sql: 'ALTER TABLE t SET SCHEMA s;', gives: ['s.t: a integer, b text'] },
    {
      name: 'dropped and created again is new',
      schema: T,
      sql: 'DROP TABLE t; CREATE TABLE t (a int);',
      gives: ['t: a integer; new; 0 rows'],
    },
    {
      name: 'IF NOT EXISTS of what exists',
      schema: T,
      sql: 'CREATE TABLE IF NOT EXISTS t (z int);',
      gives: ['t: a integer, b text'],
    },
    {
      name: 'DROP takes foreign keys of others along',
      schema: 'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (x int REFERENCES t);',
      sql: 'DROP TABLE t CASCADE;',
      gives: ['u: x integer'],
    },
    {
      name: 'a column added in the run',
      schema: T,
      sql: 'ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1 UNIQUE;',
      gives: [
        't: a integer, b text, c integer! =1 new; unique t_c_key(c); unique index t_c_key(c) of t_c_key',
      ],
    },
    {
      name: 'columns altered',
      schema: T,
      sql: `ALTER TABLE t ALTER a TYPE bigint, ALTER a SET NOT NULL, ALTER a SET DEFAULT 7; ALTER TABLE t ALTER b SET DEFAULT 'x', ALTER b DROP DEFAULT;`,
      gives: ['t: a bigint! =7, b text'],
    },
    {
      name: 'DROP NOT NULL',
      schema: 'CREATE TABLE t (a int NOT NULL);',
      sql: 'ALTER TABLE t ALTER a DROP NOT NULL;',
      gives: ['t: a integer'],
    },
    {
      name: 'NOT VALID, and VALIDATE',
      schema: T,
      sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, ADD CONSTRAINT d CHECK (a > 1) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;',
      gives: ['t: a integer, b text; check c(a); check d(a) not valid'],
    },
    {
      name: 'USING INDEX renames the index',
      schema: `${T} CREATE UNIQUE INDEX i ON t (a);`,
      sql: 'ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;',
      gives: ['t: a integer!, b text; primary-key pk(a); unique index pk(a) of pk'],
    },
    {
      name: 'a dropped constraint takes its index along',
      schema: `${T} ALTER TABLE t ADD UNIQUE (a);`,
      sql: 'ALTER TABLE t DROP CONSTRAINT t_a_key;',
      gives: ['t: a integer, b text'],
    },
    {
      name: 'a key dropped with CASCADE takes foreign keys along',
      schema: 'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (x int REFERENCES t);',
      sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;',
      gives: ['t: id integer!', 'u: x integer'],
    },
    {
      name: 'renamed constraints and indexes',
      schema: `${T} ALTER TABLE t ADD UNIQUE (a); CREATE INDEX i ON t (b);`,
      sql: 'ALTER TABLE t RENAME CONSTRAINT t_a_key TO k; ALTER INDEX i RENAME TO j;',
      gives: ['t: a integer, b text; unique k(a); unique index k(a) of k; index j(b)'],
    },
    {
      name: 'DROP INDEX',
      schema: `${T} CREATE INDEX i ON t (a);`,
      sql: 'DROP INDEX i;',
      gives: ['t: a integer, b text'],
    },
    {
      name: 'IF NOT EXISTS of an index that exists',
      schema: `${T} CREATE INDEX i ON t (a);`,
      sql: 'CREATE INDEX IF NOT EXISTS i ON t (b);',
      gives: ['t: a integer, b text; index i(a)'],
    },
    {
      name: 'partitions follow their table',
      schema:
        'CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE INDEX ON p (at);',
      sql: `CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); ALTER TABLE p ADD COLUMN x int; CREATE INDEX ON p (x);`,
      gives: [
        'p1: id integer!, at date!, x integer; primary-key p1_pkey(id,at); unique index p1_pkey(id,at) of p1_pkey; index p1_at_idx(at); index p1_x_idx(x); new; 0 rows; part of p',
        'p: id integer!, at date!, x integer new; primary-key p_pkey(id,at); unique index p_pkey(id,at) of p_pkey; index p_at_idx(at); index p_x_idx(x)',
      ],
    },
    {
      name: 'what is added to and taken from a partitioned table',
      schema:
        'CREATE TABLE p (a int, b int, UNIQUE (a)) PARTITION BY LIST (a); CREATE INDEX i ON p (b); CREATE TABLE r PARTITION OF p FOR VALUES IN (1);',
      sql: 'ALTER TABLE p ADD PRIMARY KEY (a), ADD CONSTRAINT c CHECK (b > 0); ALTER TABLE p DROP CONSTRAINT p_a_key; DROP INDEX i;',
      gives: [
        'p: a integer!, b integer; primary-key p_pkey(a); check c(b); unique index p_pkey(a) of p_pkey',
        'r: a integer!, b integer; primary-key r_pkey(a); check c(b); unique index r_pkey(a) of r_pkey; part of p',
      ],
    },
    {
      name: 'attached and detached partitions',
      schema:
        'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q (a int); CREATE TABLE r PARTITION OF p FOR VALUES IN (1);',
      sql: 'ALTER TABLE p ATTACH PARTITION q FOR VALUES IN (2); ALTER TABLE p DETACH PARTITION r;',
      gives: ['p: a integer', 'q: a integer; part of p', 'r: a integer'],
    },
    {
      name: 'partitions go with their table',
      schema:
        'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE r PARTITION OF p FOR VALUES IN (1);',
      sql: 'DROP TABLE p;',
      gives: [],
    },
    {
      name: 'LIKE',
      schema: T,
      sql: 'CREATE TABLE u (LIKE t);',
      gives: ['t: a integer, b text', 'u: a integer, b text; new; 0 rows'],
    },
    {
      name: 'LIKE of what is not known',
      sql: 'CREATE TABLE u (LIKE t);',
      gives: ['u: ; new; 0 rows; incomplete'],
    },
    {
      name: 'CREATE TABLE AS',
      schema: T,
      sql: 'CREATE TABLE u AS SELECT * FROM t;',
      gives: ['t: a integer, b text', 'u: ; new; incomplete'],
    },
    {
      name: 'rows of VALUES',
      sql: `${T} INSERT INTO t VALUES (1, 'a'), (2, 'b'); INSERT INTO t DEFAULT VALUES;`,
      gives: ['t: a integer, b text; new; 3 rows'],
    },
    {
      name: 'rows of an existing table stay unknown',
      schema: T,
      sql: 'INSERT INTO t VALUES (1);',
      gives: ['t: a integer, b text'],
    },
    {
      name: 'rows of a known table',
      schema: `${T} INSERT INTO t VALUES (1), (2);`,
      sql: 'CREATE TABLE u (a int); INSERT INTO u SELECT a FROM t; CREATE TABLE v (a int); INSERT INTO v SELECT a FROM t WHERE a > 1;',
      gives: ['t: a integer, b text; 2 rows', 'u: a integer; new; 2 rows', 'v: a integer; new'],
    },
    { name: 'TRUNCATE', schema: T, sql: 'TRUNCATE t;', gives: ['t: a integer, b text; 0 rows'] },
    { name: 'DELETE', schema: T, sql: 'DELETE FROM t;', gives: ['t: a integer, b text; 0 rows'] },
    {
      name: 'DELETE of some',
      schema: `${T} INSERT INTO t VALUES (1);`,
      sql: 'DELETE FROM t WHERE a = 1;',
      gives: ['t: a integer, b text; 1 rows'],
    },
    { name: 'COPY', sql: `${T} COPY t FROM '/x';`, gives: ['t: a integer, b text; new'] },
    {
      name: 'search_path',
      sql: `SET search_path = "$user", app, public; ${T}`,
      gives: ['t: a integer, b text; new; 0 rows'],
    },
    {
      name: 'lookup goes through the search_path',
      schema: T,
      sql: 'SET search_path = app, public; ALTER TABLE t ADD c int;',
      gives: ['public.t: a integer, b text, c integer new'],
    },
    {
      name: 'DROP SCHEMA',
      schema: 'CREATE TABLE s.t (a int); CREATE TABLE u (a int);',
      sql: 'DROP SCHEMA s CASCADE;',
      gives: ['u: a integer'],
    },
    {
      name: 'ALTER SCHEMA RENAME',
      schema: 'CREATE TABLE s.t (a int);',
      sql: 'ALTER SCHEMA s RENAME TO z;',
      gives: ['z.t: a integer'],
    },
    {
      name: 'ALTER TYPE RENAME',
      schema: "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (a m, b m[]);",
      sql: 'ALTER TYPE m RENAME TO n;',
      gives: ['t: a n, b n[]'],
    },
    {
      name: 'a temporary table hides another',
      schema: T,
      sql: 'CREATE TEMP TABLE t (z int); ALTER TABLE t ADD y int; DROP TABLE t; ALTER TABLE t ADD c int;',
      gives: ['t: a integer, b text, c integer new'],
    },
    {
      name: 'nothing inside of a function',
      schema: T,
      sql: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE t; END $$;',
      gives: ['t: a integer, b text'],
    },
    { name: 'what a DO block does', schema: T, sql: 'DO $$ BEGIN DROP TABLE t; END $$;', gives: [] },
    {
      name: 'folded and quoted names',
      sql: 'CREATE TABLE T (A int); CREATE TABLE "T" (a int); ALTER TABLE t ADD b int;',
      gives: ['T: a integer; new; 0 rows', 't: a integer, b integer; new; 0 rows'],
    },
  ]);
});

describe('SQLite', () => {
  testCases('sqlite', [
    {
      name: 'automatic indexes',
      sql: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b REFERENCES t, CHECK (a > b));',
      gives: [
        't: id INTEGER, a TEXT, b; check (a,b); primary-key rowid(id); unique sqlite_autoindex_t_1(a); foreign-key (b)->t(id); ' +
          'unique index rowid(id) of rowid; unique index sqlite_autoindex_t_1(a) of sqlite_autoindex_t_1; new; 0 rows',
      ],
    },
    {
      name: 'a named constraint has an automatic index all the same',
      sql: 'CREATE TABLE t (a TEXT, CONSTRAINT u UNIQUE (a));',
      gives: ['t: a TEXT; unique u(a); unique index sqlite_autoindex_t_1(a) of u; new; 0 rows'],
    },
    {
      name: 'a rebuild keeps the foreign keys of others',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (t_id REFERENCES t(id));',
      sql: 'CREATE TABLE new_t (id INTEGER PRIMARY KEY, x); INSERT INTO new_t (id) SELECT id FROM t; DROP TABLE t; ALTER TABLE new_t RENAME TO t;',
      gives: [
        't: id INTEGER, x; primary-key rowid(id); unique index rowid(id) of rowid; new',
        'u: t_id; foreign-key (t_id)->t(id)',
      ],
    },
    {
      name: 'case does not count',
      schema: 'CREATE TABLE Users (Id INT);',
      sql: 'ALTER TABLE USERS ADD COLUMN b; ALTER TABLE users RENAME COLUMN ID TO x;',
      gives: ['Users: x INT, b new'],
    },
    {
      name: 'automatic indexes follow a rename',
      schema: 'CREATE TABLE t (a UNIQUE);',
      sql: 'ALTER TABLE t RENAME TO u;',
      gives: [
        'u: a; unique sqlite_autoindex_u_1(a); unique index sqlite_autoindex_u_1(a) of sqlite_autoindex_u_1',
      ],
    },
    {
      name: 'temporary tables',
      sql: 'CREATE TEMP TABLE t (a); CREATE TABLE t (b);',
      gives: ['t: b; new; 0 rows', 'temp.t: a; new; 0 rows'],
    },
  ]);
});

describe('MySQL', () => {
  testCases('mysql', [
    {
      name: 'names of constraints and indexes',
      sql: `CREATE TABLE u (id int PRIMARY KEY);
            CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int, FOREIGN KEY (a) REFERENCES u (id), CONSTRAINT f FOREIGN KEY (b) REFERENCES u (id), FOREIGN KEY (b) REFERENCES u (id), KEY (a, b), KEY (a), CHECK (a > 1));`,
      gives: [
        't: id int!, a int, b int; check t_chk_1(a); primary-key PRIMARY(id); unique a(a); foreign-key t_ibfk_1(a)->u(id); ' +
          'foreign-key f(b)->u(id); foreign-key t_ibfk_2(b)->u(id); unique index PRIMARY(id) of PRIMARY; unique index a(a) of a; ' +
          'index f(b); index a_2(a,b); index a_3(a); new; 0 rows',
        'u: id int!; primary-key PRIMARY(id); unique index PRIMARY(id) of PRIMARY; new; 0 rows',
      ],
    },
    {
      name: 'a dropped column leaves the rest of an index',
      schema: 'CREATE TABLE t (a int, b int, KEY ab (a, b), KEY only_a (a));',
      sql: 'ALTER TABLE t DROP COLUMN a;',
      gives: ['t: b int; index ab(b)'],
    },
    {
      name: 'DROP PRIMARY KEY',
      schema: 'CREATE TABLE t (a int PRIMARY KEY);',
      sql: 'ALTER TABLE t DROP PRIMARY KEY;',
      gives: ['t: a int!'],
    },
    {
      name: 'dropping an index drops its constraint',
      schema: 'CREATE TABLE t (a int, UNIQUE KEY k (a));',
      sql: 'DROP INDEX k ON t;',
      gives: ['t: a int'],
    },
    {
      name: 'CHANGE COLUMN',
      schema: 'CREATE TABLE t (a int NOT NULL DEFAULT 1, KEY k (a));',
      sql: 'ALTER TABLE t CHANGE a b bigint;',
      gives: ['t: b bigint; index k(b)'],
    },
    {
      name: 'index names belong to their table',
      sql: 'CREATE TABLE t (a int, KEY k (a)); CREATE TABLE u (a int, KEY k (a)); DROP INDEX k ON u;',
      gives: ['t: a int; index k(a); new; 0 rows', 'u: a int; new; 0 rows'],
    },
    {
      name: 'LIKE takes the indexes',
      schema: 'CREATE TABLE t (a int, KEY k (a));',
      sql: 'CREATE TABLE u LIKE t;',
      gives: ['t: a int; index k(a)', 'u: a int; index k(a); new; 0 rows'],
    },
    {
      name: 'a temporary table hides another',
      schema: 'CREATE TABLE t (a int);',
      sql: 'CREATE TEMPORARY TABLE t (z int); DROP TABLE t; ALTER TABLE t ADD b int;',
      gives: ['t: a int, b int new'],
    },
    { name: 'DROP DATABASE', schema: 'CREATE TABLE d.t (a int);', sql: 'DROP DATABASE d;', gives: [] },
  ]);
});

test.each([
  ['8.0.36', 't_chk_1'],
  ['10.11.6-MariaDB', 'CONSTRAINT_1'],
  ['11', 'CONSTRAINT_1'],
])('a check without a name on version %s is called %s', async (serverVersion, name) => {
  const model = await modelFromScripts('mysql', ['CREATE TABLE t (a int, CHECK (a > 0));'], {
    serverVersion,
  });
  expect(model.constraint({ name: 't' }, name)?.kind).toBe('check');
});

test('a temporary table of MySQL goes without the triggers of the table that it hides', async () => {
  const schema = 'CREATE TABLE t (a int); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;';
  const model = await modelFromScripts('mysql', [schema]);
  await apply(model, 'CREATE TEMPORARY TABLE t (a int); DROP TABLE t;');
  expect(model.objectsOf?.({ name: 't' }).map(({ name }) => name.name)).toEqual(['tr']);
});

describe('lookups', () => {
  const schema = `CREATE SCHEMA s; CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE s.posts (u int REFERENCES users);
    CREATE TYPE mood AS ENUM ('sad'); CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE VIEW v AS SELECT 1;
    CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TABLE n (id serial);
    CREATE TRIGGER tr BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f(); CREATE POLICY po ON users USING (true);`;
  let model: SchemaModel;
  beforeEach(async () => {
    model = await modelFromScripts('postgresql', [schema]);
  });

  it('finds tables, columns, indexes and constraints by name', () => {
    expect(model.table({ schema: 'public', name: 'users' })?.name).toEqual({
      schema: 'public',
      name: 'users',
    });
    expect(model.table({ name: 'posts' })).toBeUndefined();
    expect(model.column({ name: 'users' }, 'id')?.type).toBe('integer');
    expect(model.index({ name: 'users_pkey' })?.table.name.name).toBe('users');
    expect(model.constraint({ schema: 's', name: 'posts' }, 'posts_u_fkey')?.kind).toBe('foreign-key');
    expect(model.referencing({ name: 'users' }).map(({ name }) => name.name)).toEqual(['posts']);
  });

  it('finds objects, with and without their table', () => {
    expect(model.object('type', { name: 'mood' })?.details.values).toEqual(['sad']);
    expect(model.object('function', { name: 'f' })?.details.volatility).toBe('stable');
    expect(model.object('domain', { name: 'd' })?.details.hasConstraint).toBe(true);
    expect(model.object('view', { name: 'v' })?.isNew).toBe(false);
    expect(model.object('sequence', { name: 'n_id_seq' })?.table).toEqual({ schema: 'public', name: 'n' });
    expect(model.object('trigger', { name: 'tr' }, { name: 'users' })?.table?.name).toBe('users');
    expect(model.object('policy', { name: 'po' }, { name: 'n' })).toBeUndefined();
  });

  it('lists what goes with a table', () => {
    expect(model.objectsOf?.({ name: 'users' }).map(({ name }) => name.name)).toEqual(['tr', 'po']);
    expect(model.objectsOf?.({ schema: 's', name: 'posts' })).toEqual([]);
  });

  it('carries objects along and drops them with their table', async () => {
    await apply(
      model,
      "ALTER TYPE mood ADD VALUE 'OK'; ALTER TYPE mood RENAME VALUE 'OK' TO 'ok'; ALTER TABLE users RENAME TO people; DROP TABLE n; DROP VIEW v;",
    );
    expect(model.object('type', { name: 'mood' })?.details.values).toEqual(['sad', 'ok']);
    expect(model.object('trigger', { name: 'tr' }, { name: 'people' })?.name.name).toBe('tr');
    expect(model.object('sequence', { name: 'n_id_seq' })).toBeUndefined();
    expect(model.object('view', { name: 'v' })).toBeUndefined();
  });

  it('knows new schemas', async () => {
    expect(model.isNewSchema('s')).toBe(false);
    await apply(model, 'CREATE SCHEMA t;');
    expect(model.isNewSchema('t')).toBe(true);
    await apply(model, 'ALTER SCHEMA t RENAME TO u; CREATE SCHEMA IF NOT EXISTS public;');
    expect(['s', 't', 'u', 'public'].filter((name) => model.isNewSchema(name))).toEqual(['u']);
  });

  it('knows settings, those of the transaction until it ends', async () => {
    await apply(model, "SET TimeZone = 'UTC'; SET LOCAL lock_timeout = '1s';");
    expect([model.setting('timezone'), model.setting('lock_timeout')]).toEqual(['UTC', '1s']);
    await apply(model, 'COMMIT;');
    expect([model.setting('TIMEZONE'), model.setting('lock_timeout')]).toEqual(['UTC', undefined]);
    model.beginRun();
    expect(model.setting('timezone')).toBeUndefined();
  });

  it('clones are independent', async () => {
    const clone = model.clone();
    await apply(clone, 'ALTER TABLE users ADD x int; DROP TABLE s.posts; SET search_path = s;');
    expect(model.column({ name: 'users' }, 'x')).toBeUndefined();
    expect(model.referencing({ name: 'users' })).toHaveLength(1);
    expect([model.defaultSchema, clone.defaultSchema]).toEqual(['public', 's']);
    await apply(model, 'DROP TABLE n;');
    expect(clone.object('sequence', { schema: 'public', name: 'n_id_seq' })).toBeDefined();
  });

  it('takes facts', () => {
    model.setFacts({ name: 'users' }, { estimatedRows: 5, sizeBytes: 8192, invalidIndexes: ['users_pkey'] });
    expect(model.table({ name: 'users' })).toMatchObject({ estimatedRows: 5, sizeBytes: 8192 });
    expect(model.index({ name: 'users_pkey' })?.index.isValid).toBe(false);
  });
});

describe('a model that does not know all', () => {
  it('takes what is said about an unknown table as said about one that was there', async () => {
    const model = createSchemaModel({ provider: 'postgresql' });
    await apply(
      model,
      'ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;',
    );
    expect(model.table({ name: 't' })).toMatchObject({ isNew: false, columnsKnown: false });
    expect(model.constraint({ name: 't' }, 'c')).toMatchObject({ isValidated: true, provesNotNull: 'a' });
  });

  it('does not conclude from IF NOT EXISTS that a schema is new', () => {
    const model = createSchemaModel({ provider: 'postgresql' });
    model.apply({ kind: 'create-schema', name: 'a', ifNotExists: true });
    model.apply({ kind: 'create-schema', name: 'b' });
    expect(['a', 'b'].map((name) => model.isNewSchema(name))).toEqual([false, true]);
  });

  it('does not conclude from IF NOT EXISTS that a table is empty', async () => {
    const model = await apply(
      createSchemaModel({ provider: 'postgresql' }),
      'CREATE TABLE IF NOT EXISTS t (a int);',
    );
    expect(model.table({ name: 't' })?.estimatedRows).toBeUndefined();
  });

  it('ignores what does not fit', async () => {
    const model = await modelFromScripts('postgresql', [T]);
    const unfit = `ALTER TABLE no ADD c int; ALTER TABLE t DROP COLUMN no; ALTER TABLE t RENAME no TO x; DROP INDEX no; DROP TABLE no;
      ALTER TABLE t DROP CONSTRAINT no; ALTER TABLE t VALIDATE CONSTRAINT no; CREATE INDEX i ON no (a); ALTER TYPE no ADD VALUE 'x';
      ALTER TABLE no RENAME TO x; TRUNCATE no; ALTER TABLE no ATTACH PARTITION t DEFAULT; ALTER INDEX no RENAME TO x;`;
    expect(textOf(await apply(model, unfit))).toEqual(['t: a integer, b text']);
  });
});

test('1,000 tables and 10,000 changes are carried forward without looking at all tables each time', () => {
  const model = createSchemaModel({ provider: 'postgresql', isComplete: true });
  let lookedAt = 0;
  const change = (one: Change) => model.apply(one);
  for (let number = 0; number < 1000; number++) {
    change({
      kind: 'create-table',
      table: { name: `t${number}` },
      columns: [{ name: 'id', type: 'integer', notNull: true, isSerial: true }],
      constraints: [
        { kind: 'primary-key', columns: ['id'] },
        {
          kind: 'foreign-key',
          columns: ['id'],
          references: { table: { name: `t${Math.max(0, number - 1)}` }, columns: [] },
        },
      ],
      indexes: [],
      ifNotExists: false,
      temporary: false,
    });
  }
  const iterate = Map.prototype.values;
  jest.spyOn(Map.prototype, 'values').mockImplementation(function (this: Map<unknown, unknown>) {
    lookedAt += this.size;
    return iterate.call(this);
  });
  for (let number = 0; number < 10_000; number++) {
    const name = `t${number % 1000}`;
    if (number % 3 === 0) change({ kind: 'rename-table', table: { name }, to: { name: `${name}x` } });
    else if (number % 3 === 1) change({ kind: 'insert', table: { name }, source: 'values', rows: 1 });
    else
      change({
        kind: 'create-index',
        table: { name },
        index: { unique: false, columns: ['id'] },
        concurrently: false,
        ifNotExists: false,
      });
  }
  jest.restoreAllMocks();
  expect(lookedAt).toBeLessThan(100_000);
});

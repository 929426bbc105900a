import type { SchemaModel } from '../model/schema-model';
import { createSchemaModel } from '../model/create-schema-model';
import type { RunChange } from '../rule';
import { readSqliteScript } from './read-script';
import { findRebuilds, type TableRebuild } from './rebuild';

/** The changes of a file, without transactions but those that it begins. */
async function runOf(sql: string): Promise<RunChange[]> {
  const { statements } = await readSqliteScript(sql, {});
  let inOwnTransaction = false;
  return statements.flatMap((statement, position) =>
    statement.changes.map((change) => {
      if (change.kind === 'transaction') inOwnTransaction = change.action === 'begin';
      return { change, statement, file: 0, position, transaction: 0, inOwnTransaction };
    }),
  );
}

async function modelOf(sql: string | undefined): Promise<SchemaModel> {
  const model = createSchemaModel({ provider: 'sqlite', isComplete: sql !== undefined });
  for (const { change } of await runOf(sql ?? '')) model.apply(change);
  model.beginRun();
  return model;
}

async function rebuildsOf(sql: string, schema?: string): Promise<TableRebuild[]> {
  return findRebuilds(await runOf(sql), await modelOf(schema));
}

async function onlyRebuild(sql: string, schema?: string): Promise<TableRebuild> {
  const [rebuild, another] = await rebuildsOf(sql, schema);
  if (!rebuild || another) throw new Error('not exactly one rebuild');
  return rebuild;
}

const USERS = `CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age TEXT NOT NULL DEFAULT '');`;

/** One rebuild of `users`, as the tools write it, with the statements that belong to it. */
const TOOLS: [tool: string, sql: string, positions: number[]][] = [
  [
    'Prisma',
    `PRAGMA defer_foreign_keys=ON;
     PRAGMA foreign_keys=OFF;
     CREATE TABLE "new_users" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "age" TEXT);
     INSERT INTO "new_users" ("age", "email", "id") SELECT "age", coalesce("email", '') AS "email", "id" FROM "users";
     DROP TABLE "users";
     ALTER TABLE "new_users" RENAME TO "users";
     CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
     PRAGMA foreign_keys=ON;
     PRAGMA defer_foreign_keys=OFF;`,
    [2, 3, 4, 5],
  ],
  [
    'Atlas',
    `PRAGMA foreign_keys = off;
     CREATE TABLE \`new_users\` (\`id\` integer NULL, \`email\` text NULL, \`age\` text NOT NULL, PRIMARY KEY (\`id\`));
     INSERT INTO \`new_users\` (\`id\`, \`email\`, \`age\`) SELECT \`id\`, \`email\`, IFNULL(\`age\`, '') AS \`age\` FROM \`users\`;
     DROP TABLE \`users\`;
     ALTER TABLE \`new_users\` RENAME TO \`users\`;
     PRAGMA foreign_keys = on;`,
    [1, 2, 3, 4],
  ],
  [
    'Django',
    `CREATE TABLE "new__users" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "email" text NULL, "age" text NOT NULL);
     INSERT INTO "new__users" ("id", "email", "age") SELECT "id", "email", "age" FROM "users";
     DROP TABLE "users";
     ALTER TABLE "new__users" RENAME TO "users";`,
    [0, 1, 2, 3],
  ],
  [
    'Alembic',
    `CREATE TABLE _alembic_tmp_users (id INTEGER NOT NULL, email VARCHAR, age TEXT NOT NULL, PRIMARY KEY (id));
     INSERT INTO _alembic_tmp_users (id, email, age) SELECT users.id, users.email, users.age FROM users;
     DROP TABLE users;
     ALTER TABLE _alembic_tmp_users RENAME TO users;`,
    [0, 1, 2, 3],
  ],
  [
    'TypeORM',
    `DROP INDEX "i";
     CREATE TABLE "temporary_users" ("id" integer PRIMARY KEY, "email" text, "age" text NOT NULL);
     INSERT INTO "temporary_users"("id", "email", "age") SELECT "id", "email", "age" FROM "users";
     DROP TABLE "users";
     ALTER TABLE "temporary_users" RENAME TO "users";
     CREATE INDEX "i" ON "users" ("email");`,
    [1, 2, 3, 4],
  ],
  [
    'Knex',
    `CREATE TABLE \`_knex_temp_alter123\` (\`id\` integer primary key, \`email\` text, \`age\` text not null);
     INSERT INTO "_knex_temp_alter123" SELECT * FROM "users";
     DROP TABLE "users";
     ALTER TABLE "_knex_temp_alter123" RENAME TO "users";`,
    [0, 1, 2, 3],
  ],
  [
    'Rails, Sequelize: to a backup table and back',
    `CREATE TABLE IF NOT EXISTS \`users_backup\` (\`id\` INTEGER PRIMARY KEY, \`email\` TEXT, \`age\` TEXT);
     INSERT INTO \`users_backup\` SELECT \`id\`, \`email\`, \`age\` FROM \`users\`;
     DROP TABLE \`users\`;
     CREATE TABLE IF NOT EXISTS \`users\` (\`id\` INTEGER PRIMARY KEY, \`email\` TEXT, \`age\` TEXT);
     INSERT INTO \`users\` SELECT \`id\`, \`email\`, \`age\` FROM \`users_backup\`;
     DROP TABLE \`users_backup\`;`,
    [0, 1, 2, 3, 4, 5],
  ],
  [
    'TypeORM and others: the old one is renamed first',
    `BEGIN;
     ALTER TABLE users RENAME TO temporary_users;
     -- the new one
     CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age TEXT);
     INSERT INTO users (id, email, age) SELECT id, email, age FROM temporary_users;
     DROP TABLE temporary_users;
     COMMIT;`,
    [1, 2, 3, 4],
  ],
  [
    'other case, and the schema named',
    `CREATE TABLE main.New_Users (id INTEGER PRIMARY KEY, email TEXT, age TEXT);
     INSERT INTO NEW_USERS SELECT id, email, age FROM main.USERS;
     DROP TABLE Users; ALTER TABLE new_users RENAME TO users`,
    [0, 1, 2, 3],
  ],
];

/** Runs that rebuild nothing. */
const NONE: [why: string, sql: string][] = [
  ['no copy', 'CREATE TABLE n (a); DROP TABLE users; ALTER TABLE n RENAME TO users;'],
  [
    'copied after the drop',
    'CREATE TABLE n (a); DROP TABLE users; INSERT INTO n SELECT a FROM users; ALTER TABLE n RENAME TO users;',
  ],
  [
    'copied from elsewhere',
    'CREATE TABLE n (a); INSERT INTO n SELECT a FROM others; DROP TABLE users; ALTER TABLE n RENAME TO users;',
  ],
  [
    'only VALUES',
    'CREATE TABLE n (a); INSERT INTO n VALUES (1); DROP TABLE users; ALTER TABLE n RENAME TO users;',
  ],
  ['not renamed', 'CREATE TABLE n (a); INSERT INTO n SELECT a FROM users; DROP TABLE users;'],
  [
    'renamed to something else',
    'CREATE TABLE n (a); INSERT INTO n SELECT a FROM users; DROP TABLE users; ALTER TABLE n RENAME TO people;',
  ],
  ['a plain drop and create', 'DROP TABLE users; CREATE TABLE users (a);'],
  [
    'the backup is not copied back',
    'CREATE TABLE b (a); INSERT INTO b SELECT a FROM users; DROP TABLE users; CREATE TABLE users (a); DROP TABLE b;',
  ],
  [
    'only a trigger copies',
    `CREATE TABLE n (a); CREATE TRIGGER t AFTER INSERT ON z BEGIN INSERT INTO n SELECT a FROM users; END;
     DROP TABLE users; ALTER TABLE n RENAME TO users;`,
  ],
];

/** A rebuild of `t` with a given new definition and copy. */
function rebuildSql(definition: string, copy: string, more = ''): string {
  return `CREATE TABLE n (${definition}); INSERT INTO n ${copy}; DROP TABLE t; ALTER TABLE n RENAME TO t; ${more}`;
}

const T = 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT NOT NULL); ';

describe('findRebuilds', () => {
  it.each(TOOLS)('%s', async (_, sql, positions) => {
    const rebuild = await onlyRebuild(sql, USERS);
    expect(rebuild.table.name.toLowerCase()).toBe('users');
    expect(rebuild.positions).toEqual(positions);
    expect(rebuild.before?.columns.get('age')).toMatchObject({ type: 'TEXT', notNull: true });
    expect(rebuild.lost).toEqual({
      columns: [],
      constraints: [],
      indexes: [],
      triggers: [],
    });
    expect(rebuild.hasWhere).toBe(false);
    expect([...rebuild.after.columns.keys()]).toEqual(['id', 'email', 'age']);
    expect(rebuild.copied?.get('id')).toMatchObject({ uses: ['id'] });
  });

  it.each(NONE)('is none: %s', async (_, sql) => expect(await rebuildsOf(sql, USERS)).toEqual([]));

  it.each(TOOLS)('without a known schema, %s is found, but not what is lost', async (tool, sql) => {
    const rebuild = await onlyRebuild(sql);
    expect(rebuild).toMatchObject({ lost: undefined, changed: [], becameNotNull: [] });
    expect(rebuild.copied === undefined).toBe(tool === 'Knex');
  });

  it('says whether foreign keys are off at the drop', async () => {
    const steps = rebuildSql('id INTEGER PRIMARY KEY', 'SELECT id FROM t');
    const state = async (sql: string) => {
      const { foreignKeysOff, defersForeignKeys } = await onlyRebuild(sql, T);
      return [foreignKeysOff, defersForeignKeys];
    };
    expect(await state(steps)).toEqual([false, false]);
    expect(await state(`PRAGMA foreign_keys = 0; PRAGMA main.defer_foreign_keys(1); ${steps}`)).toEqual([
      true,
      true,
    ]);
    expect(await state(`PRAGMA foreign_keys = OFF; PRAGMA foreign_keys = ON; ${steps}`)).toEqual([
      false,
      false,
    ]);
    expect(await state(`BEGIN; PRAGMA foreign_keys = OFF; ${steps} COMMIT;`)).toEqual([false, false]);
    expect(await state(`BEGIN; PRAGMA defer_foreign_keys=1; COMMIT; ${steps}`)).toEqual([false, false]);
  });

  it.each([
    ['WHERE', 'SELECT id FROM t WHERE id > 1', true],
    ['LIMIT', 'SELECT id FROM t LIMIT 9', true],
    ['DISTINCT', 'SELECT DISTINCT id FROM t', true],
    ['GROUP BY', 'SELECT id FROM t GROUP BY a', true],
    ['JOIN', 'SELECT t.id FROM t JOIN u ON u.id = t.id', true],
    ['UNION', 'SELECT id FROM t UNION SELECT id FROM u', true],
    ['a WHERE for all', 'SELECT id FROM t WHERE true', false],
    ['ORDER BY', 'SELECT id FROM t ORDER BY id', false],
  ])('%s: copies some rows only: %s', async (_, copy, expected) => {
    const { hasWhere } = await onlyRebuild(rebuildSql('id INTEGER PRIMARY KEY', copy), T);
    expect(hasWhere).toBe(expected);
  });

  it('takes INSERT OR IGNORE for a copy of some rows', async () => {
    const sql = rebuildSql('id INTEGER PRIMARY KEY', 'SELECT id FROM t').replace(
      'INSERT',
      'INSERT OR IGNORE',
    );
    expect((await onlyRebuild(sql, T)).hasWhere).toBe(true);
  });

  describe('columns', () => {
    it.each<[string, string, string, string[]]>([
      ['not copied', 'id INTEGER PRIMARY KEY, b INT', '(id, b) SELECT id, b FROM t', ['a']],
      [
        'there, but not filled',
        'id INTEGER PRIMARY KEY, a TEXT, b INT',
        '(id, b) SELECT id, b FROM t',
        ['a'],
      ],
      ['renamed', 'id INTEGER PRIMARY KEY, a2 TEXT, b INT', '(id, a2, b) SELECT id, a, b FROM t', []],
      ['renamed with AS', 'id INTEGER PRIMARY KEY, a2 TEXT, b INT', 'SELECT id, "a" AS a2, t.b FROM t', []],
      [
        'part of an expression',
        'id INTEGER PRIMARY KEY, c TEXT',
        "SELECT id, a || '-' || CAST(b AS TEXT) FROM t",
        [],
      ],
      ['all of them', 'id INTEGER PRIMARY KEY, a TEXT, b INT', 'SELECT * FROM t', []],
    ])('%s', async (_, definition, copy, lost) => {
      expect((await onlyRebuild(rebuildSql(definition, copy), T)).lost?.columns).toEqual(lost);
    });

    it('gives the sources of new columns', async () => {
      const { copied } = await onlyRebuild(
        rebuildSql(
          'id INTEGER PRIMARY KEY, a2 TEXT NOT NULL, d INT',
          '(id, a2) SELECT id, ifnull(A, 0) FROM t',
        ),
        T,
      );
      expect(Object.fromEntries(copied ?? [])).toEqual({
        id: { sql: 'id', column: 'id', uses: ['id'], fillsNulls: false },
        a2: { sql: 'ifnull(A, 0)', uses: ['a'], fillsNulls: true },
      });
    });

    it('tells changed types and their affinity', async () => {
      const { changed } = await onlyRebuild(
        rebuildSql('id INTEGER PRIMARY KEY, a INTEGER, b int', 'SELECT id, a, b FROM t'),
        T,
      );
      expect(changed).toEqual([
        {
          column: 'a',
          from: { type: 'TEXT', affinity: 'text' },
          to: { type: 'INTEGER', affinity: 'integer' },
        },
      ]);
    });

    it.each<[string, string, { column: string; isFilled: boolean }[]]>([
      ['a', 'a TEXT NOT NULL', [{ column: 'a', isFilled: false }]],
      ["coalesce(a, '')", 'a TEXT NOT NULL', [{ column: 'a', isFilled: true }]],
      ["CASE WHEN a IS NULL THEN '' ELSE a END", 'a TEXT NOT NULL', [{ column: 'a', isFilled: true }]],
      ['NULL', 'a TEXT NOT NULL', [{ column: 'a', isFilled: false }]],
      ["''", 'a TEXT NOT NULL', []],
      ['a', 'a TEXT', []],
      ['b', 'b INT NOT NULL', []],
      ['id', 'a INT NOT NULL', []],
    ])('%s into %s', async (source, definition, expected) => {
      const { becameNotNull } = await onlyRebuild(rebuildSql(definition, `SELECT ${source} FROM t`), T);
      expect(becameNotNull).toEqual(expected);
    });
  });

  describe('what the old table promised', () => {
    const before = `CREATE TABLE o (x INT);
      CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT REFERENCES o(x), c INT CHECK (c > 0));
      CREATE INDEX by_b ON t (b) WHERE b > 1; CREATE UNIQUE INDEX by_c ON t (c, lower(a));`;
    const all = 'id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT REFERENCES o(x), c INT CHECK ( "C">0 )';
    const indexes = 'CREATE INDEX other ON t (B) where b>1; CREATE UNIQUE INDEX BY_C ON t (c);';
    const copy = 'SELECT id, a, b, c FROM t';
    const lossOf = async (definition: string, select = copy, more = indexes) => {
      const { lost } = await onlyRebuild(rebuildSql(definition, select, more), before);
      return [
        lost?.constraints.map(({ kind, columns }) => [kind, ...columns]),
        lost?.indexes.map(({ name }) => name),
      ];
    };

    it('is kept', async () => expect(await lossOf(all)).toEqual([[], []]));
    it.each<[string, string, unknown[]]>([
      ['primary key', all.replace('PRIMARY KEY', ''), ['primary-key', 'id']],
      ['unique', all.replace('UNIQUE', ''), ['unique', 'a']],
      ['foreign key', all.replace('REFERENCES o(x)', ''), ['foreign-key', 'b']],
      ['foreign key to another table', all.replace('REFERENCES o', 'REFERENCES p'), ['foreign-key', 'b']],
      ['check', all.replace('CHECK ( "C">0 )', ''), ['check', 'c']],
    ])('loses its %s', async (_, definition, lost) => expect(await lossOf(definition)).toEqual([[lost], []]));

    it('loses its indexes', async () => {
      expect(await lossOf(all, copy, '')).toEqual([[], ['by_b', 'by_c']]);
      expect(await lossOf(all, copy, `${indexes} DROP INDEX other;`)).toEqual([[], ['by_b']]);
    });
    it('keeps uniqueness by an index', async () => {
      const definition = all.replace('UNIQUE', '');
      expect(await lossOf(definition, copy, `${indexes} CREATE UNIQUE INDEX ua ON t (a);`)).toEqual([[], []]);
      expect(await lossOf(definition, copy, `${indexes} CREATE UNIQUE INDEX ua ON t (a) WHERE c;`)).toEqual([
        [['unique', 'a']],
        [],
      ]);
    });
    it('follows renamed columns', async () => {
      const renamed = all
        .replace('b INT', 'bb INT')
        .replace('c INT CHECK ( "C">0 )', 'cc INT CHECK (cc > 0)');
      const more = 'CREATE INDEX by_b2 ON t (bb) WHERE bb > 1; CREATE UNIQUE INDEX by_c ON t (cc, lower(a));';
      expect(await lossOf(renamed, copy, more)).toEqual([[], []]);
    });
    it('lets what a lost column had go with it', async () => {
      const definition = 'id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT REFERENCES o(x)';
      expect(await lossOf(definition, 'SELECT id, a, b FROM t', 'CREATE INDEX by_b ON t (b)')).toEqual([
        [],
        [],
      ]);
    });
    it('loses its triggers, unless the run puts them back', async () => {
      const model = await modelOf(before);
      const run = async (more: string) => findRebuilds(await runOf(rebuildSql(all, copy, more)), model);
      const trigger = 'CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;';
      for (const { change } of await runOf(trigger)) model.apply(change);
      expect((await run(indexes))[0]?.lost?.triggers).toEqual(['tr']);
      expect((await run(trigger))[0]?.lost?.triggers).toEqual([]);
    });
  });

  it('tells apart several rebuilds of one table in a run', async () => {
    const first = rebuildSql('id INTEGER PRIMARY KEY, a TEXT', 'SELECT id, a FROM t');
    const second = rebuildSql('id INTEGER PRIMARY KEY', 'SELECT id FROM t');
    const rebuilds = await rebuildsOf(first + second, T);
    expect(rebuilds.map(({ positions, lost }) => [positions, lost?.columns])).toEqual([
      [[0, 1, 2, 3], ['b']],
      [[4, 5, 6, 7], ['a']],
    ]);
    expect(rebuilds.map(({ drop, insert, renamesOld }) => [insert, drop, renamesOld])).toEqual([
      [1, 2, false],
      [5, 6, false],
    ]);
  });

  it('sees what earlier statements of the run did to the table', async () => {
    const rebuild = await onlyRebuild(
      `ALTER TABLE t ADD COLUMN z; ${rebuildSql('id INT', 'SELECT id FROM t')}`,
      T,
    );
    expect(rebuild.lost?.columns).toEqual(['a', 'b', 'z']);
  });

  it('composes the way over a backup table', async () => {
    const sql = `CREATE TABLE k (i INT, v TEXT); INSERT INTO k SELECT id, upper(a) FROM t; DROP TABLE t;
      CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (id, a) SELECT i, v FROM k; DROP TABLE k;`;
    const rebuild = await onlyRebuild(sql, T);
    expect(rebuild.lost?.columns).toEqual(['b']);
    expect(rebuild.copied?.get('a')).toEqual({ sql: 'upper(a)', uses: ['a'], fillsNulls: false });
  });

  it('takes time in proportion to the length of the run', async () => {
    const sql = Array.from({ length: 500 }, (_, index) =>
      rebuildSql('id INT', 'SELECT id FROM t').replaceAll(/\b([nt])\b/g, `$1${index % 2}`),
    ).join('');
    expect(await rebuildsOf(sql)).toHaveLength(500);
  });
});

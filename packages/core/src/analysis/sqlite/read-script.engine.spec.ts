import { openSqliteDriver, type SqliteDriver } from '../../databases/sqlite/sqlite-driver';
import { readSqliteScript } from './read-script';
import { tokenizeSqlite } from './tokenize';

/** Statements that use every rule of SQLite's grammar, on the tables `t`, `u`, `o`, `w`, `s` and `v`. */
const CORPUS: readonly string[] = [
  'CREATE TABLE t (a)',
  'CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS main."t" (a INTEGER PRIMARY KEY ASC ON CONFLICT FAIL AUTOINCREMENT, [b c] TEXT) STRICT',
  'CREATE TEMP TABLE t (a INT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT REPLACE, b NULL DEFAULT NULL)',
  'CREATE TABLE t (a DEFAULT -1.5e3, b DEFAULT (1 + 2), c DEFAULT foo, d DEFAULT "x", e DEFAULT CURRENT_TIME, f DEFAULT +.5)',
  "CREATE TABLE t (a TEXT COLLATE NOCASE CHECK (a <> '') CONSTRAINT n DEFAULT x'ab', b GENERATED ALWAYS AS (a || 1) STORED, c AS (b))",
  'CREATE TABLE t (a REFERENCES o, b REFERENCES o (x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE INITIALLY IMMEDIATE)',
  'CREATE TABLE t (a, b, CONSTRAINT u UNIQUE (a COLLATE NOCASE DESC, b) ON CONFLICT ABORT CHECK (a > b) FOREIGN KEY (a, b) REFERENCES o (c, d) ON DELETE CASCADE DEFERRABLE)',
  'CREATE TABLE t (a VARCHAR(10), b DECIMAL( 10 , -2 ), c UNSIGNED BIG INT, d "my type", e LONG VARCHAR (3))',
  'CREATE TABLE t AS SELECT * FROM u WHERE a',
  'CREATE TABLE t (key, view, begin, "select", temp, replace, end, if, text, row)',
  'CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))',
  'CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (a COLLATE NOCASE DESC, lower(b), c + 1 ASC) WHERE d IS NOT NULL',
  'CREATE INDEX i ON t ("a")',
  'CREATE VIEW IF NOT EXISTS v (a, b) AS SELECT 1, 2',
  'CREATE TEMPORARY VIEW v AS WITH c AS (SELECT 1) SELECT * FROM c',
  'CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(a, b, tokenize = "porter ascii")',
  "CREATE TRIGGER IF NOT EXISTS t BEFORE UPDATE OF a, b ON u FOR EACH ROW WHEN NEW.a > OLD.a BEGIN UPDATE u SET a = 1 WHERE b = NEW.b; SELECT RAISE(ABORT, 'no'); END",
  'CREATE TEMP TRIGGER t INSTEAD OF DELETE ON main.v BEGIN DELETE FROM u WHERE a = OLD.a; INSERT INTO u VALUES (1), (CASE WHEN 1 THEN 2 ELSE 3 END); SELECT RAISE(IGNORE); END',
  'CREATE TRIGGER t INSERT ON u BEGIN WITH c AS (SELECT 1) SELECT * FROM c; REPLACE INTO u VALUES (1); END',
  'DROP TABLE IF EXISTS main.t',
  'DROP INDEX i',
  'DROP VIEW IF EXISTS v',
  'DROP TRIGGER x.t',
  'ALTER TABLE main.t RENAME TO u',
  'ALTER TABLE t RENAME COLUMN a TO b',
  'ALTER TABLE t RENAME a TO b',
  "ALTER TABLE t ADD COLUMN a TEXT NOT NULL DEFAULT '' REFERENCES o",
  'ALTER TABLE t ADD a',
  'ALTER TABLE t DROP COLUMN a',
  'ALTER TABLE t DROP a',
  "INSERT INTO t VALUES (1, NULL, -1), (2, x'00', 'a''b')",
  'INSERT OR IGNORE INTO main.t AS x (a, b) SELECT a, count(*) FILTER (WHERE b) FROM u GROUP BY a HAVING count(*) > 1 ORDER BY 1 DESC NULLS LAST LIMIT 5 OFFSET 2',
  'REPLACE INTO t (a) VALUES (?1), (:a), (@b), ($c), (?)',
  'INSERT INTO t DEFAULT VALUES RETURNING *, a AS b',
  'INSERT INTO t (a) VALUES (1) ON CONFLICT (a COLLATE NOCASE DESC, lower(b)) WHERE a > 1 DO UPDATE SET a = excluded.a, (b, c) = (1, 2) WHERE a > 2 ON CONFLICT DO NOTHING RETURNING a',
  'INSERT INTO t SELECT * FROM u WHERE true ON CONFLICT DO NOTHING',
  'WITH RECURSIVE c (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c LIMIT 9), d AS NOT MATERIALIZED (SELECT 1) INSERT INTO t SELECT n FROM c, d',
  'UPDATE t SET a = 1',
  'UPDATE OR ROLLBACK main.t AS x INDEXED BY i SET a = a + 1, (b, c) = (SELECT 1, 2) FROM u JOIN w USING (id) WHERE u.a = x.a RETURNING a',
  'WITH c AS MATERIALIZED (SELECT 1 AS n) UPDATE t NOT INDEXED SET a = (SELECT n FROM c) WHERE a IN c',
  'DELETE FROM t',
  'DELETE FROM main.t AS x WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = x.a) RETURNING *',
  'WITH c AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM c)',
  "SELECT DISTINCT a AS b, t.*, \"c\" d, (SELECT 1), count(DISTINCT a) FROM t LEFT OUTER JOIN u ON t.a = u.a, (SELECT 2) s NATURAL JOIN w CROSS JOIN json_each('[1]') AS j WHERE a BETWEEN 1 AND 2 AND b NOT LIKE 'x' ESCAPE '!'",
  'SELECT a FROM (t JOIN u) INNER JOIN (w) ON 1 UNION SELECT 1 EXCEPT SELECT 2 INTERSECT SELECT 3 ORDER BY 1 COLLATE NOCASE LIMIT 1, 2',
  'SELECT sum(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS), rank() OVER w, max(a) FILTER (WHERE b) OVER (w RANGE CURRENT ROW) FROM t WINDOW w AS (PARTITION BY a), w2 AS (w ORDER BY b)',
  'SELECT CAST(a AS VARCHAR(3)), CASE a WHEN 1 THEN 2 END, a IS NOT b, a IS NOT DISTINCT FROM b, a NOTNULL, a ISNULL, a NOT NULL, NOT a, ~a, - - a, a -> 1 ->> 2, a || b, 1 << 2 | 3 & 4, a <> b, a != b, a == b, (1, 2) < (3, 4)',
  "SELECT a COLLATE NOCASE, a IN (), a NOT IN (1, 2), a IN main.t, a GLOB b, a REGEXP b, a NOT MATCH b, group_concat(a, b ORDER BY c), 0x1F, 1e5, .5, 5., x'AB', \"\", ''",
  'SELECT x.a, a replace, key FROM t x, u AS "x y" INDEXED BY i',
  'VALUES (1), (2)',
  'BEGIN',
  'BEGIN IMMEDIATE TRANSACTION',
  'BEGIN DEFERRED',
  'COMMIT TRANSACTION',
  'END',
  'ROLLBACK',
  'ROLLBACK TRANSACTION TO SAVEPOINT s',
  'ROLLBACK TO s',
  'SAVEPOINT s',
  'RELEASE SAVEPOINT s',
  'RELEASE s',
  'REINDEX',
  'REINDEX main.i',
  'ANALYZE',
  'ANALYZE main.t',
  'ANALYZE main',
  'EXPLAIN SELECT 1',
  'EXPLAIN QUERY PLAN DELETE FROM t',
];

let driver: SqliteDriver;

beforeAll(() => {
  driver = openSqliteDriver(':memory:');
  for (const table of ['t', 'u', 'o', 'w', 's', 'v'])
    driver.exec(`CREATE TABLE ${table} (a, b, c, d, id, n, key)`);
  driver.exec('CREATE INDEX i ON t (a)');
});

afterAll(() => driver.close());

/** SQLite's error when it compiles the statement without running it; empty if there is none. */
function engineError(sql: string): string {
  try {
    driver.all(/^explain\b/i.test(sql) ? sql : `EXPLAIN ${sql}`);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether the reader follows the statement to its end; undefined if the text is not exactly one statement. */
async function canRead(sql: string): Promise<boolean | undefined> {
  const [statement, another] = (await readSqliteScript(sql, {})).statements;
  if (!statement || another || statement.changes.length === 0 || sql.startsWith(';')) return undefined;
  return !statement.changes.some(({ kind }) => kind === 'unreadable');
}

const SYNTAX = /syntax error|incomplete input|unrecognized token/;

/** Parts of the grammar that the reader does not hold a statement to. */
const LENIENT: RegExp[] = [
  // A compound whose last part is VALUES takes no ORDER BY and LIMIT.
  /near "(ORDER|LIMIT)": syntax error/i,
  // The statements of a trigger take no DEFAULT VALUES.
  /near "DEFAULT": syntax error/i,
];

describe('the reader and SQLite itself', () => {
  it.each(CORPUS)('both understand: %s', async (sql) => {
    expect(engineError(sql)).not.toMatch(SYNTAX);
    expect(await canRead(sql)).toBe(true);
  });

  it('agree on what is wrong, for mutations of these', async () => {
    const all = CORPUS.map((sql) => [...tokenizeSqlite(sql)].map(({ text }) => text));
    let seed = 99;
    const random = (limit: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor(seed / 65536) % limit;
    };
    const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
    const disagreements: string[] = [];
    for (let index = 0; index < 2000; index++) {
      const tokens = [...pick(all)];
      const at = random(tokens.length);
      const other = pick(pick(all));
      tokens.splice(at, random(2), ...(random(3) === 0 ? [] : [other]));
      const sql = tokens.join(' ');
      const isRead = await canRead(sql);
      const error = engineError(sql);
      const isSilent = isRead === true && SYNTAX.test(error) && !LENIENT.some((each) => each.test(error));
      const isTooStrict = isRead === false && error === '';
      if (isSilent || isTooStrict) disagreements.push(`${sql} -- ${error || 'SQLite takes it'}`);
    }
    expect(disagreements).toEqual([]);
  });
});

describe('columns', () => {
  it.each([
    'a INTEGER PRIMARY KEY, b TEXT NOT NULL, c VARCHAR( 20 ), d decimal(10 , 2), e, f unsigned  big int',
    "a DEFAULT 1, b DEFAULT -1.5, c DEFAULT 'it''s', d DEFAULT (1 + 2), e DEFAULT CURRENT_TIMESTAMP, f DEFAULT NULL, g DEFAULT true",
    'a INT, b INT GENERATED ALWAYS AS (a + 1) STORED, c AS (a), d TEXT AS (a) VIRTUAL, e "weird type" DEFAULT "x"',
    'a INT, b TEXT, c, PRIMARY KEY (b, a)',
    '"a b" INT, [c] INT, `d` INT, \'e\' INT',
  ])('%s: as PRAGMA table_xinfo reports them', async (definition) => {
    for (const options of ['', 'WITHOUT ROWID', 'STRICT']) {
      const sql = `CREATE TABLE x (${definition}) ${options}`;
      const db = openSqliteDriver(':memory:');
      try {
        db.exec(sql);
      } catch {
        db.close();
        expect(options).not.toBe('');
        continue;
      }
      const expected = db.all('PRAGMA table_xinfo(x)').map((row) => ({
        name: row['name'],
        type: canonical(String(row['type'])),
        notNull: row['notnull'] === 1,
        default: row['dflt_value'],
        generated: { 2: 'virtual', 3: 'stored' }[Number(row['hidden'])],
      }));
      db.close();
      const [change] = (await readSqliteScript(sql, {})).statements[0]?.changes ?? [];
      if (change?.kind !== 'create-table') throw new Error('no create-table');
      const read = change.columns.map((column) => ({
        name: column.name,
        type: column.type,
        notNull: column.notNull,
        default: column.default?.sql ?? null,
        generated: column.generated,
      }));
      expect(read).toEqual(expected);
    }
  });
});

function canonical(type: string): string {
  return type
    .toUpperCase()
    .replace(/\s*([(),])\s*/g, '$1')
    .replace(/\s+/g, ' ');
}

describe('where statements end', () => {
  it.each([
    'CREATE TABLE a (x); CREATE TABLE b (x)',
    "CREATE TABLE a (x DEFAULT ';'); /* ; */ CREATE TABLE b (x) -- ;\n; ; CREATE TABLE c (x)",
    `CREATE TABLE a (x, begin, "end");
     CREATE TRIGGER begin AFTER UPDATE OF begin ON a WHEN new.x > 1 BEGIN
       UPDATE a SET x = CASE WHEN x THEN 1 ELSE CASE x WHEN 2 THEN 3 END END;
       DELETE FROM a WHERE x = 'END;';
     END; CREATE TABLE b (x); CREATE TEMP TABLE c (x);`,
    'CREATE TABLE [a;b] (x); CREATE TABLE `c;d` (x); CREATE TABLE "e;""f" (x); CREATE TABLE g (x); /* open ; CREATE TABLE h (x)',
    "CREATE TABLE a (x);\r\nCREATE VIEW v AS SELECT ';'; CREATE TABLE trigger (x); BEGIN; CREATE TABLE b (x); END; CREATE TABLE c (x)",
  ])('%s: as SQLite runs the whole', async (sql) => {
    const schema = (run: (db: SqliteDriver) => void) => {
      const db = openSqliteDriver(':memory:');
      run(db);
      const rows = db.all(
        'SELECT type, name, sql FROM sqlite_schema UNION ALL SELECT type, name, sql FROM sqlite_temp_schema',
      );
      db.close();
      return rows;
    };
    const { statements } = await readSqliteScript(sql, {});
    const whole = schema((db) => db.exec(sql));
    expect(whole.length).toBeGreaterThan(1);
    expect(schema((db) => statements.forEach(({ text }) => db.all(text)))).toEqual(whole);
  });
});

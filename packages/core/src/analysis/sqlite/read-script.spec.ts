import type { Change } from '../change';
import { readSqliteScript } from './read-script';

async function changesOf(sql: string): Promise<Change[]> {
  const { statements } = await readSqliteScript(sql, {});
  return statements.flatMap(({ changes }) => changes);
}

const UNREADABLE = { kind: 'unreadable', reason: expect.any(String) };
const ANY_DROP = { ifExists: false, cascade: false };

describe('readSqliteScript', () => {
  describe('schema', () => {
    it('reads everything in CREATE TABLE', async () => {
      const sql = `create table if not exists main."user's" (
        [id] INTEGER PRIMARY KEY AUTOINCREMENT, email varchar ( 20 ) NOT NULL COLLATE NOCASE CONSTRAINT u UNIQUE,
        team INT REFERENCES teams (id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
        made TEXT DEFAULT CURRENT_TIMESTAMP, twice AS (id * 2) STORED,
        CONSTRAINT c CHECK (email IS NOT NULL), CHECK (made > email), FOREIGN KEY (team, email) REFERENCES o
      );`;
      expect(await changesOf(sql)).toEqual([
        {
          kind: 'create-table',
          table: { schema: 'main', name: "user's" },
          columns: [
            { name: 'id', type: 'INTEGER', notNull: false, isAutoIncrement: true },
            { name: 'email', type: 'VARCHAR(20)', notNull: true, collation: 'NOCASE' },
            { name: 'team', type: 'INT', notNull: false },
            {
              name: 'made',
              type: 'TEXT',
              notNull: false,
              default: { sql: 'CURRENT_TIMESTAMP', volatility: 'stable', functions: [], isNull: false },
            },
            { name: 'twice', type: '', notNull: false, generated: 'stored' },
          ],
          constraints: [
            { kind: 'primary-key', columns: ['id'] },
            { kind: 'unique', name: 'u', columns: ['email'] },
            {
              kind: 'foreign-key',
              columns: ['team'],
              references: { table: { name: 'teams' }, columns: ['id'], onDelete: 'set null' },
            },
            {
              kind: 'check',
              name: 'c',
              columns: ['email'],
              expression: 'email IS NOT NULL',
              provesNotNull: 'email',
            },
            { kind: 'check', columns: ['made', 'email'], expression: 'made > email' },
            {
              kind: 'foreign-key',
              columns: ['team', 'email'],
              references: { table: { name: 'o' }, columns: [] },
            },
          ],
          indexes: [],
          ifNotExists: true,
          temporary: false,
        },
      ]);
    });

    it.each<[string, unknown]>([
      ['CREATE TEMP TABLE t (a)', { kind: 'create-table', temporary: true }],
      ['CREATE TABLE temp.t (a)', { kind: 'create-table', temporary: true }],
      ['CREATE TABLE t AS SELECT 1', { kind: 'create-table', asSelect: true, columns: [] }],
      ['CREATE VIRTUAL TABLE t USING fts5(a, b)', { kind: 'create-table', virtual: 'fts5', columns: [] }],
      ['DROP TABLE t', { kind: 'drop-table', table: { name: 't' }, ...ANY_DROP }],
      [
        'DROP TABLE IF EXISTS "a""b".[c]',
        { kind: 'drop-table', table: { schema: 'a"b', name: 'c' }, ifExists: true },
      ],
      [
        'DROP INDEX main.i',
        { kind: 'drop-index', index: { schema: 'main', name: 'i' }, concurrently: false, ...ANY_DROP },
      ],
      ['DROP VIEW v', { kind: 'drop-object', objectType: 'view', name: { name: 'v' }, ...ANY_DROP }],
      [
        'DROP TRIGGER IF EXISTS v',
        { kind: 'drop-object', objectType: 'trigger', name: { name: 'v' }, ifExists: true },
      ],
      ['ALTER TABLE main.t RENAME TO u', { kind: 'rename-table', to: { schema: 'main', name: 'u' } }],
      [
        'ALTER TABLE t RENAME a TO "b c"',
        { kind: 'rename-column', table: { name: 't' }, column: 'a', to: 'b c' },
      ],
      [
        'ALTER TABLE t DROP COLUMN a',
        { kind: 'drop-column', table: { name: 't' }, column: 'a', ...ANY_DROP },
      ],
      ['ALTER TABLE t DROP a', { kind: 'drop-column', column: 'a' }],
      [
        'ALTER TABLE t ADD a INT NOT NULL DEFAULT 0 REFERENCES o(id)',
        {
          kind: 'add-column',
          column: { name: 'a', type: 'INT', notNull: true, default: { sql: '0', volatility: 'constant' } },
          constraints: [{ kind: 'foreign-key', columns: ['a'] }],
        },
      ],
      [
        'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)',
        { kind: 'add-constraint', constraint: { kind: 'check', name: 'c' } },
      ],
      [
        'ALTER TABLE t ADD CHECK (a > 0)',
        { kind: 'add-constraint', constraint: { kind: 'check', columns: ['a'] } },
      ],
      ['ALTER TABLE t DROP CONSTRAINT c', { kind: 'drop-constraint', name: 'c' }],
      ['ALTER TABLE t ALTER COLUMN a SET NOT NULL', { kind: 'set-not-null', column: 'a' }],
      ['ALTER TABLE t ALTER a DROP NOT NULL', { kind: 'drop-not-null', column: 'a' }],
      [
        'CREATE UNIQUE INDEX main.i ON t (a COLLATE NOCASE DESC, lower(b)) WHERE c > 1',
        {
          kind: 'create-index',
          table: { schema: 'main', name: 't' },
          index: { name: 'i', unique: true, columns: ['a', '(lower(b))'], where: 'c > 1' },
        },
      ],
      [
        'CREATE VIEW v AS SELECT 1',
        { kind: 'create-object', objectType: 'view', name: { name: 'v' }, orReplace: false },
      ],
      ['REINDEX', { kind: 'reindex', target: 'database' }],
      ['REINDEX i', { kind: 'reindex', name: { name: 'i' } }],
    ])('%s', async (sql, expected) => {
      const changes = await changesOf(sql);
      expect(changes).toHaveLength(1);
      expect(changes[0]).toMatchObject(expected as object);
    });

    it('reads the bodies of triggers, also behind what it cannot read', async () => {
      const sql = `-- é
        CREATE TRIGGER tr AFTER UPDATE OF a ON t WHEN new.a <> old.a BEGIN
          DELETE FROM u WHERE id = new.id; NONSENSE 1; UPDATE u SET a = 1; END`;
      const inBody = (text: string) => ({ via: 'function-body', offset: sql.indexOf(text) });
      expect(await changesOf(sql)).toEqual([
        {
          kind: 'create-object',
          objectType: 'trigger',
          name: { name: 'tr' },
          table: { name: 't' },
          orReplace: false,
          reads: [{ name: 'u' }],
        },
        { kind: 'delete', table: { name: 'u' }, where: { form: 'some' }, ...inBody('DELETE') },
        { ...UNREADABLE, ...inBody('NONSENSE') },
        {
          kind: 'update',
          table: { name: 'u' },
          where: { form: 'none' },
          columns: ['a'],
          ...inBody('UPDATE u'),
        },
      ]);
    });
  });

  describe('data', () => {
    it.each<[string, unknown]>([
      ['', { form: 'none' }],
      ['WHERE 1', { form: 'always' }],
      ['WHERE true', { form: 'always' }],
      ['WHERE 1=1', { form: 'always' }],
      ["WHERE 'a' = 'a'", { form: 'always' }],
      ['WHERE ((1 < 2))', { form: 'always' }],
      ['WHERE NOT 0', { form: 'always' }],
      ['WHERE NOT false AND 2 >= 2', { form: 'always' }],
      ['WHERE a = a', { form: 'always' }],
      ['WHERE "A" IS t.a', { form: 'always' }],
      ['WHERE a > 5 OR 1', { form: 'always' }],
      ['WHERE 1 BETWEEN 0 AND 2', { form: 'always' }],
      ['WHERE 1 IS NOT NULL', { form: 'always' }],
      ['WHERE rowid IS NOT NULL', { form: 'always' }],
      ["WHERE '1x'", { form: 'always' }],
      ["WHERE 'x'", { form: 'some' }],
      ["WHERE 1 = '1'", { form: 'some' }],
      ['WHERE NULL = NULL', { form: 'some' }],
      ['WHERE a > 5 AND 1', { form: 'some' }],
      ['WHERE a = b', { form: 'some' }],
      ['WHERE a = new.a', { form: 'some' }],
      ['WHERE NOT a', { form: 'some' }],
      ['WHERE EXISTS (SELECT 1)', { form: 'some' }],
      ['WHERE a IS NOT NULL', { form: 'some', onlyIsNotNull: 'a' }],
      ['WHERE (t.a NOTNULL)', { form: 'some', onlyIsNotNull: 'a' }],
      ['WHERE NOT a IS NULL', { form: 'some', onlyIsNotNull: 'a' }],
      ['WHERE a NOT NULL AND b', { form: 'some' }],
      ['WHERE a IS NULL', { form: 'some' }],
    ])('DELETE FROM t %s', async (where, expected) => {
      const form = (await changesOf(`DELETE FROM t ${where}`))[0];
      expect(form).toEqual({ kind: 'delete', table: { name: 't' }, where: expected });
      expect((await changesOf(`UPDATE t SET a = 1 ${where} RETURNING a`))[0]).toMatchObject({
        where: expected,
      });
    });

    it.each<[string, unknown]>([
      ['INSERT INTO t VALUES (1), (2), ((SELECT 3))', { source: 'values', rows: 3 }],
      ['INSERT INTO t DEFAULT VALUES', { source: 'default', rows: 1 }],
      [
        'REPLACE INTO t (a, b) VALUES (1, 2)',
        { source: 'values', rows: 1, columns: ['a', 'b'], replaces: true },
      ],
      [
        'INSERT OR REPLACE INTO t SELECT 1',
        { source: 'select', replaces: true, rows: 1, hasWhere: false, hasLimit: false },
      ],
      [
        'INSERT INTO t SELECT 1 UNION ALL SELECT 2',
        { source: 'select', rows: 2, hasWhere: false, hasLimit: false },
      ],
      [
        'INSERT INTO t SELECT * FROM u, (w JOIN main.x ON 1) WHERE a IN (SELECT b FROM U) LIMIT 5',
        {
          source: 'select',
          from: [{ name: 'u' }, { name: 'w' }, { schema: 'main', name: 'x' }],
          hasWhere: true,
          hasLimit: true,
        },
      ],
      [
        'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM C) INSERT INTO t SELECT n FROM c, u',
        { source: 'select', from: [{ name: 'u' }], hasWhere: false, hasLimit: false },
      ],
      [
        'INSERT INTO t SELECT value FROM json_each(?1)',
        { source: 'select', hasWhere: false, hasLimit: false },
      ],
    ])('%s', async (sql, expected) => {
      expect(await changesOf(sql)).toEqual([
        { kind: 'insert', table: { name: 't' }, ...(expected as object) },
      ]);
    });

    it.each<[string, unknown]>([
      [
        'WITH c AS (SELECT 1) UPDATE OR FAIL main.t AS x SET a = 1, (b, c) = (2, 3) FROM c WHERE x.a = c.a LIMIT 3',
        {
          kind: 'update',
          table: { schema: 'main', name: 't' },
          columns: ['a', 'b', 'c'],
          where: { form: 'some' },
          limit: true,
        },
      ],
      [
        "UPDATE sqlite_master SET sql = ''",
        { kind: 'update', table: { name: 'sqlite_schema' }, where: { form: 'none' } },
      ],
      [
        'DELETE FROM main.SQLITE_SCHEMA WHERE 1',
        { kind: 'delete', table: { schema: 'main', name: 'sqlite_schema' } },
      ],
    ])('%s', async (sql, expected) => expect((await changesOf(sql))[0]).toMatchObject(expected as object));
  });

  describe('defaults', () => {
    it.each<[string, string, string, string[], boolean]>([
      ['1', '1', 'constant', [], false],
      ['NULL', 'NULL', 'constant', [], true],
      ['(NULL)', 'NULL', 'constant', [], true],
      ["x'ab'", "x'ab'", 'constant', [], false],
      ["(lower('A') || 1)", "lower('A') || 1", 'constant', ['lower'], false],
      ['current_date', 'current_date', 'stable', [], false],
      ["(datetime('now'))", "datetime('now')", 'stable', ['datetime'], false],
      [
        '(lower(hex(randomblob(16))))',
        'lower(hex(randomblob(16)))',
        'volatile',
        ['lower', 'hex', 'randomblob'],
        false,
      ],
      ['(random())', 'random()', 'volatile', ['random'], false],
      ['(uuid7())', 'uuid7()', 'unknown', ['uuid7'], false],
    ])('DEFAULT %s', async (text, sql, volatility, functions, isNull) => {
      const [change] = await changesOf(`CREATE TABLE t (a DEFAULT ${text} NOT NULL)`);
      expect(change).toMatchObject({ columns: [{ notNull: true, default: { sql, volatility, isNull } }] });
      const [column] = change?.kind === 'create-table' ? change.columns : [];
      expect(new Set(column?.default?.functions)).toEqual(new Set(functions));
    });
  });

  describe('sessions and the rest', () => {
    it.each<[string, unknown[]]>([
      ['PRAGMA foreign_keys = OFF', [{ kind: 'pragma', name: 'foreign_keys', value: 'off' }]],
      ["pragma Main.Journal_Mode('WAL')", [{ kind: 'pragma', name: 'journal_mode', value: 'wal' }]],
      ['PRAGMA foreign_key_check("T")', [{ kind: 'pragma', name: 'foreign_key_check', value: 't' }]],
      ['PRAGMA cache_size = -2000', [{ kind: 'pragma', name: 'cache_size', value: '-2000' }]],
      ['PRAGMA writable_schema', [{ kind: 'pragma', name: 'writable_schema' }]],
      ['BEGIN EXCLUSIVE TRANSACTION', [{ kind: 'transaction', action: 'begin' }]],
      ['END', [{ kind: 'transaction', action: 'commit' }]],
      ['COMMIT', [{ kind: 'transaction', action: 'commit' }]],
      ['ROLLBACK', [{ kind: 'transaction', action: 'rollback' }]],
      ['ROLLBACK TRANSACTION TO s', [{ kind: 'transaction', action: 'rollback-to' }]],
      ['SAVEPOINT s', [{ kind: 'transaction', action: 'savepoint' }]],
      ['RELEASE s', [{ kind: 'transaction', action: 'release' }]],
      ["ATTACH DATABASE 'x' AS y", [{ kind: 'other', verb: 'attach' }]],
      ['DETACH y', [{ kind: 'other', verb: 'detach' }]],
      ["VACUUM main INTO 'x'", [{ kind: 'other', verb: 'vacuum' }]],
      ['ANALYZE', [{ kind: 'other', verb: 'analyze' }]],
      ['EXPLAIN QUERY PLAN DELETE FROM t', [{ kind: 'other', verb: 'explain' }]],
      ['SELECT 1', [{ kind: 'other', verb: 'select' }]],
      ['VALUES (1)', [{ kind: 'other', verb: 'select' }]],
      [
        'SELECT "load_extension"(\'x\')',
        [
          { kind: 'other', verb: 'select' },
          { kind: 'dynamic-sql', reason: expect.any(String) },
        ],
      ],
    ])('%s', async (sql, expected) => expect(await changesOf(sql)).toEqual(expected));
  });

  describe('what cannot be followed is said, and what stands before it kept', () => {
    it.each<[string, unknown[]]>([
      ['GRANT ALL ON t TO x', []],
      ['DROP TABLE a, b', [{ kind: 'drop-table', table: { name: 'a' }, ...ANY_DROP }]],
      ['DROP TABLE a CASCADE', [{ kind: 'drop-table', table: { name: 'a' }, ...ANY_DROP }]],
      ['DELETE FROM t WHERE a = ', [{ kind: 'delete', table: { name: 't' }, where: { form: 'none' } }]],
      ['SELECT 1\nDROP TABLE t', [{ kind: 'other', verb: 'select' }]],
      ['TRUNCATE TABLE t', []],
      ['ALTER TABLE t ALTER COLUMN a TYPE text', []],
      ['WITH c AS (SELECT 1) DROP TABLE t', []],
      [`SELECT ${'('.repeat(5000)}1`, [{ kind: 'other', verb: 'select' }]],
    ])('%.60s', async (sql, expected) => expect(await changesOf(sql)).toEqual([...expected, UNREADABLE]));

    it('does not repeat texts', async () => {
      expect(JSON.stringify(await changesOf("INSERT INTO t VALUES (1) 'secret'"))).not.toContain('secret');
    });
  });

  describe('pieces', () => {
    it('have their positions', async () => {
      const sql = '\n -- é\r\n  SELECT 1 ; SELECT\n2;;\n/* x */ END -- y\n';
      const { statements } = await readSqliteScript(sql, {});
      expect(
        statements.map(({ text, sqlStart, sqlEnd, line, column }) => [
          text,
          sql.slice(sqlStart, sqlEnd),
          line,
          column,
        ]),
      ).toEqual([
        ['\n -- é\r\n  SELECT 1 ;', 'SELECT 1', 3, 3],
        [' SELECT\n2;', 'SELECT\n2', 3, 14],
        [';\n/* x */ END -- y\n', 'END', 5, 9],
      ]);
    });

    it.each(['', ' \n', '-- nothing', ';;', '/* open'])('%j has one piece without changes', async (sql) => {
      expect((await readSqliteScript(sql, {})).statements).toMatchObject([{ text: sql, changes: [] }]);
    });

    it('knows the commands of the shell', async () => {
      const sql = ".headers on\nSELECT 1;\n.read it's.sql\n# it's\n.output |sh\nSELECT\n.5;\n.import a b";
      const { statements } = await readSqliteScript(sql, {});
      expect(
        statements.map(({ sqlStart, sqlEnd, changes }) => [sql.slice(sqlStart, sqlEnd), changes[0]?.kind]),
      ).toEqual([
        ['.headers on', 'other'],
        ['SELECT 1', 'other'],
        [".read it's.sql", 'unreadable'],
        ["# it's", 'unreadable'],
        ['.output |sh', 'unreadable'],
        ['SELECT\n.5', 'other'],
        ['.import a b', 'unreadable'],
      ]);
    });

    it('are the script, and reading never fails, whatever the text', async () => {
      const pieces =
        `SELECT|INSERT INTO|t|(|)|;|'|"|\`|[|]|/*|*/|--|\n|\r|\0|\ud800|\udc00|é|CREATE TRIGGER|CREATE TABLE|BEGIN|CASE|
        END|.|#|,|=|1|x'|WHERE|NOT|NULL|WITH|AS|VALUES|ALTER TABLE|ADD|DROP|PRAGMA|\ufeff|\\|:|?|@|$|OR|->|UPDATE|SET|FROM|ON`.split(
          '|',
        );
      let seed = 3;
      const random = (limit: number) => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return Math.floor(seed / 65536) % limit;
      };
      for (let index = 0; index < 2000; index++) {
        const sql = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join(
          random(2) ? ' ' : '',
        );
        const { statements } = await readSqliteScript(sql, {});
        expect(statements.map(({ text }) => text).join('')).toBe(sql);
        let start = 0;
        for (const statement of statements) {
          expect(statement.start).toBe(start);
          start += statement.text.length;
          expect(statement.sqlStart).toBeGreaterThanOrEqual(statement.start);
          expect(statement.sqlEnd).toBeLessThanOrEqual(start);
        }
        expect(statements.every(({ changes }) => changes.length > 0) || statements.length === 1).toBe(true);
      }
    });
  });
});

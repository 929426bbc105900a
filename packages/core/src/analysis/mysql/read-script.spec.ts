import type { Change } from '../change';
import { readMysqlScript } from './read-script';

const read = (sql: string, serverVersion?: string) =>
  readMysqlScript(sql, serverVersion === undefined ? {} : { serverVersion });
const changes = async (sql: string, serverVersion?: string): Promise<Change[]> =>
  (await read(sql, serverVersion)).statements.flatMap((statement) => statement.changes);
/** Names of the tables dropped, wherever. */
const drops = async (sql: string, serverVersion?: string) =>
  (await changes(sql, serverVersion)).flatMap((change) =>
    change.kind === 'drop-table' ? change.table.name : [],
  );
/** The statements without what stands between them. */
const texts = async (sql: string) =>
  (await read(sql)).statements.map(({ sqlStart, sqlEnd }) => sql.slice(sqlStart, sqlEnd));

describe('what is hidden from a naive reader', () => {
  it.each<[string, string[]]>([
    ['SELECT 1--1; DROP TABLE z', ['z']],
    ['SELECT 1 --1; DROP TABLE z', ['z']],
    ['SELECT 1 -- 1; DROP TABLE y\n; DROP TABLE z', ['z']],
    ['SELECT 1 --\u0001; DROP TABLE y\n; DROP TABLE z', ['z']],
    ['# DROP TABLE y;\nDROP TABLE z', ['z']],
    ['--DROP TABLE y;\nDROP TABLE z', ['z']],
    ['/* a /* b */ DROP TABLE z', ['z']],
    ['SELECT 1 /*+ ; DROP TABLE y */; DROP TABLE z', ['z']],
    [String.raw`SELECT 'a\'; DROP TABLE y'; DROP TABLE z`, ['z']],
    [String.raw`SELECT 'a\\'; DROP TABLE z; -- '`, ['z']],
    [`SELECT 'a'''; DROP TABLE z; -- '`, ['z']],
    [`SELECT "a""; DROP TABLE y"; DROP TABLE z`, ['z']],
    ['SELECT `a``; DROP TABLE y`; DROP TABLE z', ['z']],
    [`SET sql_mode='NO_BACKSLASH_ESCAPES'; SELECT 'a\\'; DROP TABLE z; -- '`, ['z']],
    [`SET sql_mode='ANSI_QUOTES'; DROP TABLE "y;z"`, ['y;z']],
    [`SET @o=@@sql_mode, sql_mode=ANSI; SET sql_mode=@o; SELECT "\\"; DROP TABLE y"; DROP TABLE z`, ['z']],
    [`SET sql_mode=4; DROP TABLE "z"`, ['z']],
    [`SET GLOBAL sql_mode='ANSI_QUOTES'; SELECT "; DROP TABLE y"`, []],
    [`SELECT _utf8mb4'; DROP TABLE y', N'; DROP TABLE y', x'41', @'; DROP TABLE y'; DROP TABLE z`, ['z']],
    ['DROP TABLE a, `b`, c.d', ['a', 'b', 'd']],
    ['DROP TABLE z\\G SELECT 1', ['z']],
    ['/*M!999999\\- enable the sandbox mode */ DROP TABLE z', ['z']],
    ['\ufeffDROP TABLE z', ['z']],
    ['SET STATEMENT x = 1 FOR DROP TABLE z', ['z']],
    ['CREATE OR REPLACE TABLE z (a INT)', ['z']],
    [`PREPARE s FROM 'DROP TABLE z'`, ['z']],
    [`SET @s := CONCAT('DROP ', "TABLE z"); PREPARE s FROM @s`, ['z']],
    [`EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE "DROP TABLE z"'`, ['z']],
  ])('%j', async (sql, expected) => expect(await drops(sql)).toEqual(expected));
});

describe('executable comments', () => {
  it.each<[string, string | undefined, string[]]>([
    ['/*! DROP TABLE a */', '8.0.36', ['a']],
    ['/*!80036 DROP TABLE a */; /*!80037 DROP TABLE b */', '8.0.36', ['a']],
    ['/*!80036 DROP TABLE a */; /*!90000 DROP TABLE b */', '8', ['a']],
    [
      '/*!50699 DROP TABLE a */; /*!50700 DROP TABLE b */; /*!99999 DROP TABLE c */',
      '10.11.6-MariaDB',
      ['a'],
    ],
    [
      '/*!100000 DROP TABLE a */; /*!101106 DROP TABLE b */; /*!101107 DROP TABLE c */',
      '10.11.6',
      ['a', 'b'],
    ],
    ['/*M! DROP TABLE a */; /*M!80000 DROP TABLE b */; /*M!200000 DROP TABLE c */', '10.11.6', ['a', 'b']],
    ['/*M! DROP TABLE a */; /*M!50000 DROP TABLE b */', '8.0.36', []],
    ['/*!50000 DROP TABLE a */', '5.5.5-10.11.6-MariaDB', ['a']],
    ['/*!80000 DROP TABLE a */; /*M!200000 DROP TABLE b */', undefined, ['a', 'b']],
    ['/*!50000 DROP TABLE a; */ DROP TABLE b', undefined, ['a', 'b']],
    ['DROP TABLE /*!50000 a, */ b', undefined, ['a', 'b']],
    ['/*!99999 x /* y */ DROP TABLE a */; DROP TABLE b', '8.0.36', ['b']],
    ['/*!50000 DROP /* x */ TABLE a */; DROP TABLE b', '8.0.36', ['a', 'b']],
    ['/*!50000DROP TABLE a*/', '8.0.36', ['a']],
    ["/*!50000 SELECT ' */; DROP TABLE a; -- ' */; DROP TABLE b", '8.0.36', ['b']],
  ])('%j on %s', async (sql, version, expected) => expect(await drops(sql, version)).toEqual(expected));

  it('says what stands in them, and marks what comes from them', async () => {
    const sql = 'ALTER TABLE t /*!50000 DROP COLUMN x, */ ADD y INT /*!90000 INVISIBLE */';
    expect(await changes(sql, '8.0.36')).toEqual([
      {
        kind: 'executable-comment',
        text: '/*!50000 DROP COLUMN x, */',
        executed: true,
        verb: 'drop',
        offset: 14,
      },
      {
        kind: 'executable-comment',
        text: '/*!90000 INVISIBLE */',
        executed: false,
        verb: 'invisible',
        offset: 51,
      },
      { kind: 'alter-options', table: { name: 't' } },
      expect.objectContaining({ kind: 'drop-column', column: 'x', via: 'executable-comment', offset: 23 }),
      expect.not.objectContaining({ via: 'executable-comment' }),
    ]);
  });

  it('are statements, even where the server leaves them out', async () => {
    const { statements } = await read('/*!80000 DROP TABLE a */;\n/*!40101 SET NAMES utf8 */;', '10.11.6');
    expect(statements.map(({ changes: found }) => found.map(({ kind }) => kind))).toEqual([
      ['executable-comment'],
      ['executable-comment', 'set-variable'],
    ]);
  });
});

describe('splitting', () => {
  const BODY = `CREATE PROCEDURE p(IN x INT)
BEGIN
  DECLARE EXIT HANDLER FOR SQLSTATE '23000', NOT FOUND BEGIN ROLLBACK; END;
  again: LOOP
    IF x > 0 THEN SET x = CASE WHEN x > 1 THEN 1 ELSE 0 END; ELSEIF x < 0 THEN LEAVE again; END IF;
    CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;
    WHILE x < 3 DO SET x = x + 1; END WHILE;
    REPEAT SET x = x - 1; UNTIL x = 0 END REPEAT;
  END LOOP again;
END`;
  it.each<[string, string, string[]]>([
    ['a routine with every kind of block', `${BODY}; SELECT 2;`, [BODY, 'SELECT 2']],
    [
      'a trigger',
      'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END; SELECT 2',
      ['CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END', 'SELECT 2'],
    ],
    [
      'a trigger with one statement',
      'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW SET @x = 1; SELECT 2',
      ['CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW SET @x = 1', 'SELECT 2'],
    ],
    [
      'an event',
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; END; SELECT 2',
      ['CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; END', 'SELECT 2'],
    ],
    [
      'a function that returns a CASE',
      'CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE 1 WHEN 1 THEN 2 END; SELECT 2',
      ['CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE 1 WHEN 1 THEN 2 END', 'SELECT 2'],
    ],
    ['BEGIN of a transaction', 'BEGIN; SELECT 1; COMMIT', ['BEGIN', 'SELECT 1', 'COMMIT']],
    [
      'a compound statement by itself',
      'BEGIN NOT ATOMIC SELECT 1; END; IF 1 THEN SELECT 2; END IF; SELECT 3',
      ['BEGIN NOT ATOMIC SELECT 1; END', 'IF 1 THEN SELECT 2; END IF', 'SELECT 3'],
    ],
    [
      'DELIMITER',
      'delimiter $$\nSELECT 1; SELECT 2$$ SELECT a$b$$\nDELIMITER ;\nSELECT 3;',
      ['delimiter $$', 'SELECT 1; SELECT 2', 'SELECT a$b', 'DELIMITER ;', 'SELECT 3'],
    ],
    [
      'a column named delimiter',
      'SELECT a,\ndelimiter FROM t; SELECT 2',
      ['SELECT a,\ndelimiter FROM t', 'SELECT 2'],
    ],
    [
      'DELIMITER in the middle',
      'SELECT 1\nDELIMITER //\nDROP TABLE a//',
      ['SELECT 1', 'DELIMITER //', 'DROP TABLE a'],
    ],
    [
      'commands of the client',
      'source a.sql\nSELECT 1; \\! ls\nSELECT 2',
      ['source a.sql', 'SELECT 1', '\\! ls', 'SELECT 2'],
    ],
  ])('%s', async (_, sql, expected) => expect(await texts(sql)).toEqual(expected));

  it('gives texts that are the script when put together, with positions', async () => {
    const sql = '-- one\n SELECT 1 ; -- end\r\n\n/* two */ DROP TABLE `ü🚀`;;\n -- done\n';
    const { statements } = await read(sql);
    expect(statements.map(({ text, start, line, column }) => ({ text, start, line, column }))).toEqual([
      { text: '-- one\n SELECT 1 ;', start: 0, line: 2, column: 2 },
      { text: ' -- end\r\n\n/* two */ DROP TABLE `ü🚀`;;\n -- done\n', start: 18, line: 4, column: 11 },
    ]);
  });

  it.each(['', ' \n', '-- only\n/* this */', ';'])('has one piece without changes for %j', async (sql) => {
    const { statements } = await read(sql);
    expect(statements.map(({ text, changes: found }) => [text, found])).toEqual([[sql, []]]);
  });
});

describe('statements inside of others', () => {
  it.each<[string, string, object[]]>([
    [
      'a procedure',
      'CREATE PROCEDURE p() BEGIN DROP TABLE a; DELETE FROM b; END',
      [
        { kind: 'create-object', objectType: 'procedure' },
        { kind: 'drop-table', via: 'function-body', offset: 27 },
        { kind: 'delete', via: 'function-body', offset: 41 },
      ],
    ],
    [
      'a handler',
      'CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR 1051, NOT FOUND TRUNCATE a; END',
      [{ kind: 'create-object' }, { kind: 'truncate', via: 'function-body' }],
    ],
    [
      'a compound statement',
      'BEGIN NOT ATOMIC DROP TABLE a; END',
      [{ kind: 'drop-table', via: 'do-block', offset: 17 }],
    ],
    [
      'EXECUTE IMMEDIATE',
      "\nEXECUTE IMMEDIATE 'DROP TABLE a'",
      [{ kind: 'drop-table', via: 'dynamic', offset: 1 }],
    ],
    [
      'EXPLAIN',
      'EXPLAIN DELETE FROM a; EXPLAIN ANALYZE DELETE FROM a',
      [{ kind: 'other' }, { kind: 'delete' }],
    ],
    [
      'ANALYZE',
      'ANALYZE TABLE a; ANALYZE FORMAT=JSON UPDATE a SET b = 1',
      [{ kind: 'other' }, { kind: 'update' }],
    ],
    [
      'a text that is not constant',
      "SET @s = (SELECT CONCAT('DROP TABLE ', name) FROM x); PREPARE s FROM @s; EXECUTE s",
      [
        { kind: 'set-variable', name: '@s' },
        { kind: 'dynamic-sql', fragment: 'DROP TABLE ' },
        { kind: 'other' },
      ],
    ],
    [
      'a text that a query sets',
      "SELECT CONCAT('DROP TABLE ', name) INTO @s FROM x; PREPARE s FROM @s",
      [{ kind: 'other' }, { kind: 'dynamic-sql', fragment: 'DROP TABLE ' }],
    ],
    [
      'a text that depends on a branch',
      "BEGIN NOT ATOMIC IF x THEN SET @s = 'DROP TABLE a'; ELSE SET @s = 'DO 1'; END IF; EXECUTE IMMEDIATE @s; END",
      [
        { kind: 'set-variable' },
        { kind: 'set-variable' },
        { kind: 'dynamic-sql', fragment: 'DROP TABLE a … DO 1', via: 'do-block' },
      ],
    ],
    ['a statement prepared elsewhere', 'EXECUTE s', [{ kind: 'dynamic-sql' }]],
  ])('%s', async (_, sql, expected) =>
    expect(await changes(sql)).toEqual(expected.map((change) => expect.objectContaining(change))),
  );
});

describe('what cannot be read', () => {
  it.each<[string, string[], string]>([
    ['FROBNICATE x; DROP TABLE a', ['unreadable', 'drop-table'], 'unknown statement near "FROBNICATE x"'],
    ['DROP TABLE a b', ['drop-table', 'unreadable'], 'cannot be read near "b"'],
    [
      'ALTER TABLE t DROP a, FLY b',
      ['alter-options', 'drop-column', 'unreadable'],
      'cannot be read near "FLY b"',
    ],
    ['DROP TABLE', ['unreadable'], 'cannot be read: ends too early'],
    ['DROP TABLE "a"', ['unreadable'], 'expected a name near ""a""'],
    ["SELECT 'a; DROP TABLE b", ['other', 'unreadable'], 'unterminated string'],
    ['/* DROP TABLE b', ['unreadable'], 'unterminated comment'],
    ['/*!50000 DROP TABLE b', ['executable-comment', 'drop-table', 'unreadable'], 'unterminated comment'],
    ['SELECT (1', ['unreadable'], 'cannot be read: ends too early'],
    ['source x.sql', ['unreadable'], 'the mysql client runs "source x.sql"'],
    ['SELECT 1 \\! rm x', ['other', 'unreadable'], 'the mysql client runs \\! rm x'],
    [
      'CREATE PROCEDURE p() BEGIN DROP TABLE a;',
      ['create-object', 'drop-table', 'unreadable'],
      'the body has no END',
    ],
    ['CLONE INSTANCE FROM x', ['unreadable'], 'CLONE replaces the data of the whole server'],
  ])('%j', async (sql, kinds, reason) => {
    const found = await changes(sql);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    expect(found.find(({ kind }) => kind === 'unreadable')).toEqual(expect.objectContaining({ reason }));
  });
});

it.each([
  'EXPLAIN ANALYZE ',
  'ANALYZE FORMAT=JSON ',
  'SET STATEMENT a = 1 FOR ',
  'WITH a AS (SELECT 1) SELECT ',
])('is not exhausted by %s', async (head) =>
  expect((await changes(head.repeat(50_000)))[0]?.kind).toMatch(/unreadable|other/),
);

it('follows a text only as far as it stays small', async () => {
  const doubling = 'SET @a = CONCAT(@a, @a);'.repeat(64);
  expect(await changes(`SET @a = 'DROP TABLE x '; ${doubling} PREPARE s FROM @a`)).toContainEqual(
    expect.objectContaining({ kind: 'dynamic-sql' }),
  );
});

it('loses no character and never throws, whatever the text', async () => {
  const seeds = [
    "/*!50000 ALTER TABLE `t` DROP a, ADD b ENUM('x','y') DEFAULT 'x' */; DELIMITER $$\nSELECT 1$$\n",
    'CREATE PROCEDURE p() BEGIN IF a THEN DROP TABLE b; END IF; END; \\G \\! x\nsource y\n#c\n-- d\n',
    "SET sql_mode = 'ANSI_QUOTES'; UPDATE a JOIN (b, c) ON 1 SET x = (CASE y WHEN 1 THEN 2 END) WHERE NOT (1);",
    'GRANT SELECT (a) ON *.* TO ``@x; \ud800 \0 EXECUTE IMMEDIATE CONCAT(@a, "b"); INSERT INTO t VALUES (1),(2);',
  ];
  const pieces = [
    "'",
    '"',
    '`',
    '/*',
    '*/',
    '/*!',
    '/*!80000',
    '/*M!',
    '--',
    '#',
    '\n',
    ';',
    '(',
    ')',
    '$$',
    '\\',
  ];
  const words = [
    'DELIMITER ',
    ' BEGIN ',
    ' END ',
    ' CASE ',
    ' SELECT ',
    ',',
    '.',
    '@',
    '=',
    '\0',
    '\udfff',
    ' AS $a$',
  ];
  const random = randomNumbers(20);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  for (let round = 0; round < 2000; round++) {
    let sql = pick(seeds) + pick(seeds);
    for (let edits = 1 + Math.floor(random() * 6); edits > 0; edits--) {
      const at = Math.floor(random() * sql.length);
      const cut = at + Math.floor(random() * 12) * Math.floor(random() * 2);
      sql = sql.slice(0, at) + pick([...pieces, ...words]) + sql.slice(cut);
    }
    const { statements } = await read(sql, pick([undefined, '8.0.36', '10.11.6-MariaDB']));
    expect(statements.map(({ text }) => text).join('')).toBe(sql);
    for (const { start, text, sqlStart, sqlEnd } of statements) {
      expect(start <= sqlStart && sqlStart <= sqlEnd && sqlEnd <= start + text.length).toBe(true);
    }
  }
});

/** Mulberry32: the same seed gives the same numbers in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

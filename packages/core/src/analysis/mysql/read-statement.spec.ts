import type { Change } from '../change';
import { readMysqlScript } from './read-script';

const changes = async (sql: string): Promise<Change[]> =>
  (await readMysqlScript(sql, {})).statements.flatMap((statement) => statement.changes);

const t = { name: 't' };
const integer = (name: string, more: object = {}) => ({ name, type: 'int', notNull: false, ...more });

/** ALTER TABLE t …: the clause, and what it is beside the options that stand before each. */
const CLAUSES: readonly [clause: string, expected: readonly object[]][] = [
  [
    'ADD a INT',
    [{ kind: 'add-column', table: t, column: integer('a'), constraints: [], ifNotExists: false }],
  ],
  ['ADD COLUMN IF NOT EXISTS a INT FIRST', [{ kind: 'add-column', ifNotExists: true, position: 'first' }]],
  ['ADD a INT AFTER b', [{ kind: 'add-column', position: 'after' }]],
  [
    'ADD (a INT, b INT UNIQUE)',
    [{ column: integer('a') }, { constraints: [{ kind: 'unique', columns: ['b'] }] }],
  ],
  ['ADD UNIQUE KEY u (a(3), b DESC)', [{ constraint: { kind: 'unique', name: 'u', columns: ['a', 'b'] } }]],
  ['ADD CONSTRAINT c UNIQUE (a)', [{ constraint: { kind: 'unique', name: 'c', columns: ['a'] } }]],
  ['ADD PRIMARY KEY USING BTREE (a)', [{ constraint: { kind: 'primary-key', columns: ['a'] } }]],
  [
    'ADD CONSTRAINT f FOREIGN KEY i (a, b) REFERENCES s.o (c, d) MATCH FULL ON UPDATE NO ACTION ON DELETE SET NULL',
    [
      {
        kind: 'add-constraint',
        constraint: {
          kind: 'foreign-key',
          name: 'f',
          columns: ['a', 'b'],
          references: { table: { schema: 's', name: 'o' }, columns: ['c', 'd'], onDelete: 'set null' },
        },
      },
    ],
  ],
  [
    'ADD CONSTRAINT c CHECK (a > 0 AND lower(`b`) = 1) NOT ENFORCED',
    [
      {
        constraint: expect.objectContaining({
          kind: 'check',
          name: 'c',
          columns: ['a', 'b'],
          notEnforced: true,
        }),
      },
    ],
  ],
  ['ADD CHECK ((a IS NOT NULL))', [{ constraint: expect.objectContaining({ provesNotNull: 'a' }) }]],
  ['ADD INDEX (a)', [{ kind: 'create-index', index: { unique: false, columns: ['a'] }, ifNotExists: false }]],
  ['ADD KEY i USING HASH (a)', [{ index: { name: 'i', unique: false, columns: ['a'], method: 'hash' } }]],
  [
    'ADD FULLTEXT INDEX i (a) WITH PARSER ngram',
    [{ index: expect.objectContaining({ method: 'fulltext' }) }],
  ],
  ['ADD SPATIAL KEY (a)', [{ index: expect.objectContaining({ method: 'spatial' }) }]],
  ['ADD INDEX i ((lower(a)), b)', [{ index: { name: 'i', unique: false, columns: ['(lower(a))', 'b'] } }]],
  ['ADD PARTITION (PARTITION p VALUES LESS THAN (9))', [{ kind: 'other', isDdl: true }]],
  ['ADD PARTITION PARTITIONS 2', [{ kind: 'other', isDdl: true }]],
  ['ADD SYSTEM VERSIONING', [{ kind: 'rewrite-table', by: 'add system versioning' }]],
  ['DROP a', [{ kind: 'drop-column', column: 'a', ifExists: false, cascade: false }]],
  ['DROP COLUMN IF EXISTS a CASCADE', [{ kind: 'drop-column', column: 'a', ifExists: true, cascade: false }]],
  ['DROP PRIMARY KEY', [{ kind: 'drop-constraint', constraintKind: 'primary-key' }]],
  ['DROP FOREIGN KEY f', [{ kind: 'drop-constraint', name: 'f', constraintKind: 'foreign-key' }]],
  ['DROP CONSTRAINT IF EXISTS c', [{ kind: 'drop-constraint', name: 'c', ifExists: true }]],
  ['DROP CHECK c', [{ kind: 'drop-constraint', name: 'c', constraintKind: 'check' }]],
  ['DROP INDEX i', [{ kind: 'drop-index', index: { name: 'i' }, table: t }]],
  ['DROP KEY i', [{ kind: 'drop-index', index: { name: 'i' }, table: t }]],
  ['DROP INDEX `PRIMARY`', [{ kind: 'drop-constraint', constraintKind: 'primary-key' }]],
  ['DROP PARTITION p, q', [{ kind: 'drop-partition', partitions: ['p', 'q'], action: 'drop' }]],
  ['TRUNCATE PARTITION ALL', [{ kind: 'drop-partition', partitions: ['ALL'], action: 'truncate' }]],
  ['DISCARD PARTITION p TABLESPACE', [{ kind: 'drop-partition', action: 'discard tablespace' }]],
  ['DISCARD TABLESPACE', [{ kind: 'drop-partition', partitions: [], action: 'discard tablespace' }]],
  ['IMPORT TABLESPACE', [{ kind: 'other' }]],
  ['COALESCE PARTITION 2', [{ kind: 'rewrite-table', by: 'coalesce partition' }]],
  [
    'REORGANIZE PARTITION p INTO (PARTITION q VALUES IN (1))',
    [{ kind: 'rewrite-table', by: 'reorganize partition' }],
  ],
  [
    'EXCHANGE PARTITION p WITH TABLE u WITHOUT VALIDATION',
    [{ kind: 'rewrite-table', by: 'exchange partition' }],
  ],
  ['REMOVE PARTITIONING', [{ kind: 'rewrite-table', by: 'remove partitioning' }]],
  ['PARTITION BY HASH (a) PARTITIONS 4', [{ kind: 'rewrite-table', by: 'partition by' }]],
  ['CONVERT PARTITION p TO TABLE u', [{ kind: 'detach-partition', partition: { name: 'u' } }]],
  [
    "MODIFY a BIGINT NOT NULL DEFAULT 0 COMMENT 'x' AFTER b",
    [
      {
        kind: 'modify-column',
        column: 'a',
        definition: expect.objectContaining({ name: 'a', type: 'bigint', notNull: true }),
        position: 'after',
      },
    ],
  ],
  ['CHANGE COLUMN a b INT', [{ kind: 'modify-column', column: 'a', definition: integer('b') }]],
  ['MODIFY a INT PRIMARY KEY', [{ kind: 'modify-column' }, { kind: 'add-constraint' }]],
  ["ALTER a SET DEFAULT 'x'", [{ kind: 'set-default', default: expect.objectContaining({ sql: "'x'" }) }]],
  ['ALTER COLUMN a DROP DEFAULT', [{ kind: 'drop-default', column: 'a' }]],
  ['ALTER COLUMN a SET INVISIBLE', [{ kind: 'other' }]],
  ['ALTER INDEX i INVISIBLE', [{ kind: 'other' }]],
  ['ALTER CHECK c NOT ENFORCED', [{ kind: 'drop-constraint', name: 'c' }]],
  ['RENAME u', [{ kind: 'rename-table', table: t, to: { name: 'u' } }]],
  ['RENAME TO s.u', [{ kind: 'rename-table', to: { schema: 's', name: 'u' } }]],
  ['RENAME AS u', [{ kind: 'rename-table', to: { name: 'u' } }]],
  ['RENAME COLUMN a TO b', [{ kind: 'rename-column', column: 'a', to: 'b' }]],
  [
    'RENAME KEY i TO j',
    [{ kind: 'rename-object', objectType: 'index', name: { name: 'i' }, table: t, to: 'j' }],
  ],
  ['ENGINE = InnoDB', [{ kind: 'rewrite-table', by: 'engine innodb' }]],
  ['FORCE', [{ kind: 'rewrite-table', by: 'force' }]],
  ['ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8', [{ by: 'row_format' }, { by: 'key_block_size' }]],
  ['ORDER BY a, b DESC, ADD c INT', [{ by: 'order by' }, { kind: 'add-column' }]],
  [
    'CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    [{ kind: 'convert-charset', charset: 'utf8mb4', collation: 'utf8mb4_bin' }],
  ],
  [
    "DEFAULT CHARSET = 'utf8mb4', AUTO_INCREMENT=9 COMMENT 'x'",
    [{ kind: 'other' }, { kind: 'other' }, { kind: 'other' }],
  ],
  ['DISABLE KEYS', [{ kind: 'other' }]],
];

describe('ALTER TABLE', () => {
  it.each(CLAUSES)('%s', async (clause, expected) =>
    expect(await changes(`ALTER TABLE t ${clause}`)).toEqual(
      [{ kind: 'alter-options', table: t }, ...expected].map((change) => expect.objectContaining(change)),
    ),
  );

  it.each<[string, object]>([
    ['ALTER TABLE t ADD a INT, ALGORITHM=INPLACE, LOCK = NONE', { algorithm: 'inplace', lock: 'none' }],
    ['ALTER ONLINE TABLE t ADD a INT', { lock: 'none' }],
    ['ALTER IGNORE TABLE IF EXISTS s.t WAIT 5 ALGORITHM NOCOPY, ADD a INT', { algorithm: 'nocopy' }],
  ])('%s', async (sql, options) =>
    expect(await changes(sql)).toEqual([
      expect.objectContaining({ kind: 'alter-options', ...options }),
      expect.objectContaining({ kind: 'add-column' }),
    ]),
  );
});

describe('CREATE TABLE', () => {
  it('reads columns, constraints and indexes', async () => {
    const sql = `CREATE TABLE IF NOT EXISTS s.t (
      a INT AUTO_INCREMENT PRIMARY KEY, b INT NOT NULL REFERENCES o (x) ON DELETE CASCADE, c VARCHAR(9)
      CHARACTER SET latin1 COLLATE latin1_bin DEFAULT _latin1'x' ON UPDATE CURRENT_TIMESTAMP(3), d INT AS (a + 1) STORED,
      e SERIAL, f INT, KEY (f), CONSTRAINT u UNIQUE (f), CHECK (f > 0))
      ENGINE=InnoDB, DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC PARTITION BY HASH (a) PARTITIONS 3`;
    expect(await changes(sql)).toEqual([
      {
        kind: 'create-table',
        table: { schema: 's', name: 't' },
        columns: [
          integer('a', { notNull: true, isAutoIncrement: true }),
          integer('b', { notNull: true, inlineReferences: { name: 'o' } }),
          expect.objectContaining({
            name: 'c',
            type: 'varchar(9)',
            charset: 'latin1',
            collation: 'latin1_bin',
          }),
          integer('d', { generated: 'stored' }),
          { name: 'e', type: 'bigint unsigned', notNull: true, isAutoIncrement: true },
          integer('f'),
        ],
        constraints: [
          { kind: 'primary-key', columns: ['a'] },
          { kind: 'unique', columns: ['e'] },
          { kind: 'unique', name: 'u', columns: ['f'] },
          { kind: 'check', columns: ['f'], expression: '(f > 0)' },
        ],
        indexes: [{ unique: false, columns: ['f'] }],
        ifNotExists: true,
        temporary: false,
        charset: 'utf8mb4',
        partitioned: true,
      },
    ]);
  });

  it.each<[string, object]>([
    ['CREATE TABLE t LIKE u', { like: { name: 'u' } }],
    ['CREATE TEMPORARY TABLE t (LIKE s.u)', { like: { schema: 's', name: 'u' }, temporary: true }],
    ['CREATE TABLE t AS SELECT 1', { asSelect: true }],
    ['CREATE TABLE t (a INT) IGNORE SELECT 1 AS a', { asSelect: true, columns: [integer('a')] }],
    ['CREATE TABLE t (SELECT 1)', { asSelect: true, columns: [] }],
    [
      'CREATE TABLE t (a INT, b INT, PRIMARY KEY (A))',
      { columns: [integer('a', { notNull: true }), integer('b')] },
    ],
  ])('%s', async (sql, expected) => expect(await changes(sql)).toEqual([expect.objectContaining(expected)]));

  it('makes a foreign key of inline REFERENCES where the server does', async () => {
    const constraints = async (serverVersion: string) => {
      const { statements } = await readMysqlScript('CREATE TABLE t (a INT REFERENCES o (x))', {
        serverVersion,
      });
      const [create] = statements.flatMap((statement) => statement.changes);
      return create?.kind === 'create-table' ? create.constraints.map(({ kind }) => kind) : undefined;
    };
    expect(await constraints('8.0.36')).toEqual([]);
    expect(await constraints('10.4.3-MariaDB')).toEqual([]);
    expect(await constraints('10.11.6-MariaDB')).toEqual(['foreign-key']);
    expect(await constraints('9.1.0')).toEqual(['foreign-key']);
  });
});

describe('statements', () => {
  const none = { form: 'none' };
  const some = { form: 'some' };
  it.each<[string, readonly object[]]>([
    ['TRUNCATE t', [{ kind: 'truncate', table: t, cascade: false }]],
    ['DROP TEMPORARY TABLE IF EXISTS t', [{ kind: 'drop-table', temporary: true, ifExists: true }]],
    ['DROP TABLE t CASCADE', [{ kind: 'drop-table', table: t, cascade: false }]],
    ['RENAME TABLE a TO b, c TO d.e', [{ to: { name: 'b' } }, { to: { schema: 'd', name: 'e' } }]],
    ['CREATE SCHEMA IF NOT EXISTS s CHARACTER SET utf8mb4', [{ kind: 'create-schema', name: 's' }]],
    ['DROP SCHEMA IF EXISTS s', [{ kind: 'drop-database', name: 's', ifExists: true }]],
    ['CREATE OR REPLACE DATABASE s', [{ kind: 'drop-database' }, { kind: 'create-schema' }]],
    [
      'CREATE UNIQUE INDEX i ON t (a) ALGORITHM=INPLACE LOCK=NONE',
      [
        { kind: 'alter-options', lock: 'none' },
        { kind: 'create-index', index: { name: 'i', unique: true, columns: ['a'] } },
      ],
    ],
    [
      'DROP INDEX IF EXISTS i ON s.t',
      [{ kind: 'drop-index', table: { schema: 's', name: 't' }, ifExists: true }],
    ],
    [
      'CREATE OR REPLACE VIEW v AS SELECT 1',
      [{ kind: 'create-object', objectType: 'view', orReplace: true }],
    ],
    [
      'CREATE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW v AS SELECT 1',
      [{ objectType: 'view' }],
    ],
    [
      'DROP VIEW a, b',
      [{ kind: 'drop-object', objectType: 'view', name: { name: 'a' } }, { name: { name: 'b' } }],
    ],
    ['DROP PROCEDURE p; DROP FUNCTION f', [{ objectType: 'procedure' }, { objectType: 'function' }]],
    ['DROP TRIGGER s.t; DROP EVENT e', [{ objectType: 'trigger' }, { objectType: 'event' }]],
    [
      'DROP SEQUENCE s; DROP SERVER x; DROP TABLESPACE y',
      [{ objectType: 'sequence' }, { objectType: 'server' }, { objectType: 'tablespace' }],
    ],
    [
      "CREATE USER IF NOT EXISTS 'u'@'%' IDENTIFIED BY 'x'",
      [{ kind: 'create-object', objectType: 'role', name: { name: "'u'@'%'" } }],
    ],
    ['DROP ROLE a, b', [{ kind: 'drop-object', objectType: 'role' }, { objectType: 'role' }]],
    ["ALTER USER u IDENTIFIED BY 'x'", [{ kind: 'alter-role', name: 'u', what: 'password' }]],
    ["SET PASSWORD FOR u@h = 'x'", [{ kind: 'alter-role', name: 'u@h', what: 'password' }]],
    ['RENAME USER a TO b', [{ kind: 'rename-object', objectType: 'role', to: 'b' }]],
    [
      "GRANT SELECT (a), INSERT ON s.* TO u@h, ''@'%'",
      [{ privileges: ['select (a)', 'insert'], on: 's.*', toPublic: true }],
    ],
    ['GRANT ALL ON *.* TO PUBLIC', [{ kind: 'grant', toPublic: true }]],
    [
      'GRANT r TO u WITH ADMIN OPTION',
      [{ kind: 'grant', privileges: ['r'], on: '', to: ['u'], toPublic: false }],
    ],
    [
      'REVOKE ALL, GRANT OPTION FROM u',
      [{ kind: 'revoke', privileges: ['all', 'grant option'], from: ['u'] }],
    ],
    [
      'UPDATE t SET a = 1, t.b = 2',
      [{ kind: 'update', table: t, where: none, limit: false, columns: ['a', 'b'] }],
    ],
    [
      'UPDATE LOW_PRIORITY t AS x SET a = (SELECT 1 LIMIT 1) WHERE b = 1 ORDER BY c LIMIT 5',
      [{ table: t, where: some, limit: true }],
    ],
    [
      'UPDATE t x JOIN u y ON x.a = y.a SET x.b = 1, y.b = 2',
      [{ table: t, where: some }, { table: { name: 'u' } }],
    ],
    ['UPDATE t LEFT JOIN u USING (a) SET t.b = 1', [{ table: t, where: none }]],
    ['UPDATE t, u SET t.b = 1', [{ table: t, where: none }]],
    ['WITH x AS (SELECT 1) UPDATE t SET a = 1', [{ kind: 'update', where: none }]],
    ['DELETE FROM t', [{ kind: 'delete', table: t, where: none, limit: false }]],
    [
      'DELETE QUICK FROM t PARTITION (p) WHERE a = 1 LIMIT 3 RETURNING a',
      [{ table: t, where: some, limit: true }],
    ],
    ['DELETE x, u.* FROM t AS x JOIN u WHERE x.a = 1', [{ table: t, where: some }, { table: { name: 'u' } }]],
    ['DELETE FROM t USING t, u', [{ table: t, where: none }]],
    ['DELETE HISTORY FROM t', [{ kind: 'delete', where: none }]],
    [
      'INSERT INTO t (a, b) VALUES (1, 2), (3, (4)) ON DUPLICATE KEY UPDATE a = 1',
      [{ source: 'values', rows: 2, columns: ['a', 'b'] }],
    ],
    ['INSERT t SET a = 1, b = 2', [{ source: 'values', rows: 1 }]],
    ['INSERT INTO t () VALUES ()', [{ source: 'values', rows: 1, columns: [] }]],
    [
      'REPLACE INTO t SELECT * FROM u JOIN v WHERE a = EXTRACT(DAY FROM b)',
      [
        {
          replaces: true,
          source: 'select',
          from: [{ name: 'u' }, { name: 'v' }],
          hasWhere: true,
          hasLimit: false,
        },
      ],
    ],
    [
      'INSERT INTO t WITH x AS (SELECT 1 FROM u) SELECT * FROM x LIMIT 3',
      [{ from: [{ name: 'u' }], hasLimit: true }],
    ],
    [
      "LOAD DATA LOCAL INFILE 'f' REPLACE INTO TABLE t FIELDS TERMINATED BY ','",
      [{ kind: 'copy', table: t, direction: 'from' }],
    ],
    [
      'SET foreign_key_checks = 0, @@GLOBAL.x = ON',
      [
        { name: 'foreign_key_checks', value: '0' },
        { name: 'x', value: 'on', global: true },
      ],
    ],
    ['SET SESSION autocommit=OFF', [{ kind: 'set-variable', name: 'autocommit', value: 'off' }]],
    ['SET @a = @b', [{ kind: 'set-variable', name: '@a' }]],
    ["SET NAMES 'utf8mb4' COLLATE 'utf8mb4_bin'", [{ name: 'names', value: 'utf8mb4' }]],
    ['SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', [{ name: 'transaction' }]],
    [
      'START TRANSACTION READ ONLY; COMMIT AND CHAIN; ROLLBACK TO SAVEPOINT s',
      [{ action: 'begin' }, { action: 'commit' }, { action: 'begin' }, { action: 'rollback-to' }],
    ],
    [
      "BEGIN WORK; SAVEPOINT s; RELEASE SAVEPOINT s; XA START 'x'",
      [{ action: 'begin' }, { action: 'savepoint' }, { action: 'release' }, { action: 'begin' }],
    ],
    [
      'LOCK TABLES t WRITE, u AS v READ LOCAL',
      [{ kind: 'lock-table', table: t, mode: 'write' }, { mode: 'read local' }],
    ],
    ['OPTIMIZE LOCAL TABLE t, u', [{ kind: 'rewrite-table', table: t, by: 'optimize' }, { by: 'optimize' }]],
    ['ANALYZE TABLE t', [{ kind: 'other', isDdl: true }]],
    ['USE s', [{ kind: 'other', verb: 'use' }]],
    ['CALL p(1)', [{ kind: 'other', verb: 'call' }]],
    ['ALTER EVENT e RENAME TO f', [{ kind: 'rename-object', objectType: 'event', to: 'f' }]],
    ['ALTER DATABASE s CHARACTER SET utf8mb4', [{ kind: 'other', isDdl: true }]],
    ['(SELECT 1) UNION (SELECT 2)', [{ kind: 'other', verb: 'select' }]],
  ])('%s', async (sql, expected) =>
    expect(await changes(sql)).toEqual(expected.map((change) => expect.objectContaining(change))),
  );
});

describe('a default', () => {
  it.each<[string, object]>([
    ["'x'", { volatility: 'constant', isNull: false }],
    ['-1.5', { volatility: 'constant', sql: '-1.5' }],
    ['NULL', { isNull: true }],
    ["b'01'", { volatility: 'constant' }],
    [
      'CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)',
      { volatility: 'stable', sql: 'CURRENT_TIMESTAMP(6)' },
    ],
    ['NOW()', { volatility: 'stable', functions: ['now'] }],
    ['(UUID())', { volatility: 'volatile', functions: ['uuid'] }],
    ['(lower(concat(rand(), 1)))', { volatility: 'volatile', functions: ['lower', 'concat', 'rand'] }],
    ['(1 + 2)', { volatility: 'constant' }],
    ['(JSON_ARRAY())', { volatility: 'constant', functions: ['json_array'] }],
    ['NEXT VALUE FOR s', { volatility: 'volatile' }],
  ])('%s', async (sql, expected) => {
    const [, added] = await changes(`ALTER TABLE t ADD a INT DEFAULT ${sql} NOT NULL`);
    expect(added).toMatchObject({ kind: 'add-column', column: { default: expected, notNull: true } });
  });
});

import { findProblems } from '../../src/analysis/find-problems';
import { modelFromScripts } from '../../src/analysis/model/model-from-scripts';
import { readScript } from '../../src/analysis/read-script';
import { mysqlTableCopy } from '../../src/analysis/rules/mysql-table-copy';
import { MysqlServer } from './mysql-server';

/** Columns of a table, and clauses of an ALTER TABLE. */
const CASES: readonly (readonly [string, string])[] = [
  ['a varchar(20)', 'MODIFY a varchar(64)'],
  ['a varchar(20)', 'MODIFY a varchar(300)'],
  ['a varchar(100)', 'MODIFY a varchar(10)'],
  ['a varbinary(20)', 'MODIFY a varbinary(300)'],
  ['a char(10)', 'MODIFY a char(20)'],
  ['a varchar(100)', 'MODIFY a text'],
  ['a text', 'MODIFY a mediumtext'],
  ['a int', 'MODIFY a bigint'],
  ['a int', 'MODIFY a int unsigned'],
  ['a int', 'MODIFY a int DEFAULT 3'],
  ['a int', 'CHANGE a b int'],
  ['a decimal(10,2)', 'MODIFY a decimal(12,2)'],
  ['a datetime', 'MODIFY a datetime(3)'],
  ["a enum('a','b')", "MODIFY a enum('a','b','c')"],
  ["a enum('a','b')", "MODIFY a enum('a','c','b')"],
  ["a enum('a','b')", "MODIFY a enum('b')"],
  ["a set('a','b')", "MODIFY a set('a','b','c')"],
  ['a varchar(10) CHARACTER SET latin1', 'MODIFY a varchar(10) CHARACTER SET utf8mb4'],
  ['a varchar(10) CHARACTER SET utf8mb3', 'MODIFY a varchar(10) CHARACTER SET utf8mb4'],
  ['a varchar(10)', 'CONVERT TO CHARACTER SET latin1'],
  ['a int', 'ADD COLUMN b int'],
  ['a int', 'ADD COLUMN b int NOT NULL DEFAULT 1'],
  ['a int', 'ADD COLUMN b int CHECK (b > 0)'],
  ['a int', 'ADD COLUMN b int AS (a + 1) STORED'],
  ['a int', 'ADD COLUMN b int AS (a + 1) VIRTUAL'],
  ['a int', 'ADD COLUMN b int AUTO_INCREMENT PRIMARY KEY'],
  ['a int, b int', 'DROP COLUMN b'],
  ['a int', 'ADD CHECK (a > 0)'],
  ['a int', 'ADD FOREIGN KEY (a) REFERENCES parent (id)'],
  ['a int', 'ADD INDEX (a)'],
  ['a int', 'ADD UNIQUE (a)'],
  ['a int NOT NULL', 'ADD PRIMARY KEY (a)'],
  ['a int PRIMARY KEY', 'DROP PRIMARY KEY'],
  ['a int PRIMARY KEY, b int NOT NULL', 'DROP PRIMARY KEY, ADD PRIMARY KEY (b)'],
  ['a text', 'ADD FULLTEXT INDEX (a)'],
  ['a point NOT NULL', 'ADD SPATIAL INDEX (a)'],
  ['a int', 'FORCE'],
  ['a int', 'ROW_FORMAT=DYNAMIC'],
  ['a int', 'ADD SYSTEM VERSIONING'],
];

const createTable = (columns: string) =>
  `CREATE TABLE x (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n`;

let server: MysqlServer;
/** By the position of the case: whether the server can only do it by copying, or with writes blocked. */
let copies: boolean[];

beforeAll(async () => {
  server = await MysqlServer.start();
  const script = CASES.map(
    ([columns, clauses]) =>
      `DROP TABLE IF EXISTS x;\n${createTable(columns)}ALTER TABLE x ${clauses}, ALGORITHM=INPLACE, LOCK=NONE;\n` +
      'SELECT @@error_count;\n',
  ).join('');
  server.run('CREATE DATABASE copies; CREATE TABLE copies.parent (id int PRIMARY KEY);\n');
  copies = server
    .run(script, 'copies')
    .split('\n')
    .filter(Boolean)
    .map((count) => count !== '0');
}, 120_000);
afterAll(() => server?.stop());

describe('mysql-table-copy finds what MariaDB refuses to do in place beside writes', () => {
  it.each(CASES.map(([columns, clauses], at) => [columns, clauses, at] as const))(
    '(%s) %s',
    async (columns, clauses, at) => {
      const serverVersion = server.version;
      const before = await modelFromScripts('mysql', [createTable(columns)], { serverVersion });
      const script = await readScript('mysql', `ALTER TABLE x ${clauses};`, { serverVersion });
      const { findings } = findProblems({
        provider: 'mysql',
        scripts: [{ script }],
        before,
        rules: [mysqlTableCopy],
        serverVersion,
      });
      expect({ finds: findings.length > 0 }).toEqual({ finds: copies[at] });
    },
  );

  it('tried all of them', () => {
    expect(copies).toHaveLength(CASES.length);
    expect(copies.filter(Boolean).length).toBeGreaterThan(10);
  });
});

import { readMysqlScript } from '../../src/analysis/mysql/read-script';
import { MysqlServer } from './mysql-server';

/** Scripts that drop or keep the tables a, b and c; what they do is for the server to say. */
const SCRIPTS: readonly string[] = [
  // comments
  'SELECT 1--1; DROP TABLE a;',
  'SELECT 1 -- 1; DROP TABLE a;\n;',
  'SELECT 1 # 1; DROP TABLE a;\n; DROP TABLE b;',
  '/* a /* b */ DROP TABLE a;',
  'DROP TABLE /* a */ b;',
  '-- DROP TABLE a;\n--\tDROP TABLE b;\n--\nDROP TABLE c;',
  '--DROP TABLE a;\nDROP TABLE b;',
  'SELECT 1 /*+ DROP TABLE a */; DROP TABLE b;',
  // executable comments
  '/*! DROP TABLE a */;',
  '/*!40101 DROP TABLE a */; /*!50699 DROP TABLE b */; /*!50700 DROP TABLE c */;',
  '/*!80000 DROP TABLE a */; /*!99999 DROP TABLE b */; /*!100000 DROP TABLE c */;',
  '/*!101106 DROP TABLE a */; /*!999999 DROP TABLE b */;',
  '/*M! DROP TABLE a */; /*M!50701 DROP TABLE b */; /*M!100600 DROP TABLE c */;',
  '/*M!80000 DROP TABLE a */; /*M!200000 DROP TABLE b */; /*M!999999 DROP TABLE c */;',
  '/*!1234 DROP TABLE a */; DROP TABLE b;',
  'DROP TABLE /*!50000 a, */ b;',
  'DROP TABLE a /*!80000 , b */;',
  '/*!99999 x /* y */ DROP TABLE a; */; DROP TABLE b;',
  '/*!50000 DROP /* x */ TABLE a */; DROP TABLE b;',
  '/*!50000DROP TABLE a*/;',
  '/*m!50000 DROP TABLE a */; DROP TABLE b;',
  '/* ! DROP TABLE a */; DROP TABLE b;',
  '/*M!999999\\- enable the sandbox mode */\nDROP TABLE a;',
  // strings and names
  "SELECT 'a\\'; DROP TABLE a; -- ';\nDROP TABLE b;",
  "SELECT 'a''; DROP TABLE a;'; DROP TABLE b;",
  'SELECT "a\\"; DROP TABLE a;"; DROP TABLE b;',
  "SELECT 'a\\\\'; DROP TABLE a; -- '",
  'SELECT `a; DROP TABLE a;` FROM b; DROP TABLE c;',
  "SELECT _utf8mb4'; DROP TABLE a;', N'; DROP TABLE b;', x'41'; DROP TABLE c;",
  "SET @`a;b` = 1, @'c;d' = 2; DROP TABLE a;",
  'DROP TABLE "a"; SET sql_mode = \'ANSI_QUOTES\'; DROP TABLE "b";',
  "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT 'a\\'; DROP TABLE a; -- '",
  "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES'); SELECT 'a\\'; DROP TABLE a; -- '",
  'SET @old = @@sql_mode, sql_mode = \'ANSI_QUOTES\'; SET sql_mode = @old; DROP TABLE "a"; DROP TABLE b;',
  'SET SESSION sql_mode = ANSI; DROP TABLE "a"; SET @@sql_mode = \'\'; DROP TABLE "b";',
  '/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE=\'ANSI_QUOTES\' */; DROP TABLE "a";',
  // delimiters and bodies
  'DELIMITER $$\nCREATE PROCEDURE p() BEGIN DROP TABLE a; END$$\nDROP TABLE b$$\ndelimiter ;\nDROP TABLE c;',
  'DELIMITER //\nDROP TABLE a; //\nDELIMITER ;\nDROP TABLE b;',
  'DROP TABLE a\\g DROP TABLE b\\G',
  '\\d |\nDROP TABLE a|\n\\d ;\nDROP TABLE b;',
  'DELIMITER $$\nBEGIN NOT ATOMIC DROP TABLE a; IF 1 THEN DROP TABLE b; END IF; END$$',
  'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1; DROP TABLE b;',
  // texts that are executed
  "PREPARE s FROM 'DROP TABLE a'; EXECUTE s;",
  "SET @x = CONCAT('DROP ', 'TABLE a'); PREPARE s FROM @x; EXECUTE s;",
  "EXECUTE IMMEDIATE 'DROP TABLE a';",
  "EXECUTE IMMEDIATE CONCAT('DROP TABLE', ' ', 'b');",
  // forms of DROP and RENAME
  'DROP TABLE IF EXISTS a, nowhere, `b` CASCADE;',
  'DROP TEMPORARY TABLE IF EXISTS a; DROP TABLES b;',
  'RENAME TABLE a TO d, b TO a;',
  'ALTER TABLE a RENAME d; ALTER TABLE b RENAME TO e, ADD x INT; ALTER TABLE c RENAME AS f;',
  'CREATE OR REPLACE TABLE a (x INT); CREATE TABLE d LIKE b; CREATE TABLE e AS SELECT 1 AS x;',
  'SET STATEMENT max_statement_time = 1 FOR DROP TABLE a;',
  'DROP TABLE a WAIT 1; DROP TABLE b NOWAIT;',
];

describe('what the reader says is executed is what MariaDB executes', () => {
  let server: MysqlServer;
  beforeAll(async () => {
    server = await MysqlServer.start();
  }, 300_000);
  afterAll(() => server?.stop());

  it.each(SCRIPTS)('%j', async (sql) => {
    server.run('CREATE OR REPLACE DATABASE scripts;');
    const before = ['a', 'b', 'c'];
    server.run(before.map((name) => `CREATE TABLE ${name} (id INT);`).join('\n'), 'scripts');
    server.run(`${sql}\n`, 'scripts');
    expect(await tablesAfter(sql, before, server.version)).toEqual(server.query('SHOW TABLES', 'scripts'));
  });
});

/** Carries the list of tables through what the reader found. */
async function tablesAfter(sql: string, before: readonly string[], serverVersion: string): Promise<string[]> {
  const tables = new Set(before);
  const { statements } = await readMysqlScript(sql, { serverVersion });
  for (const change of statements.flatMap(({ changes }) => changes)) {
    if (change.via === 'function-body') continue;
    if (change.kind === 'drop-table' && change.temporary !== true) tables.delete(change.table.name);
    else if (change.kind === 'create-table') tables.add(change.table.name);
    else if (change.kind === 'rename-table' && tables.delete(change.table.name)) tables.add(change.to.name);
  }
  return [...tables].sort();
}

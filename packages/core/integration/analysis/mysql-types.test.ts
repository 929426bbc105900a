import { readMysqlScript } from '../../src/analysis/mysql/read-script';
import { MysqlServer } from './mysql-server';

/** Types as users write them. */
const TYPES: readonly string[] = [
  ...[
    'TINYINT',
    'tinyint(1)',
    'SMALLINT',
    'MEDIUMINT',
    'INT',
    'INTEGER',
    'BIGINT',
    'int(11)',
    'INT1',
    'INT2',
  ],
  ...['INT3', 'INT4', 'INT8', 'MIDDLEINT', 'BOOL', 'BOOLEAN', 'INT UNSIGNED', 'int(5) unsigned zerofill'],
  ...['BIGINT ZEROFILL', 'INT SIGNED', 'DECIMAL', 'DEC', 'NUMERIC(8,2)', 'FIXED(5)', 'DECIMAL(9) UNSIGNED'],
  ...[
    'FLOAT',
    'FLOAT(10)',
    'FLOAT(25)',
    'FLOAT(7,3)',
    'FLOAT4',
    'FLOAT8',
    'DOUBLE',
    'DOUBLE PRECISION',
    'REAL',
  ],
  ...['DOUBLE(9,2) UNSIGNED', 'BIT', 'BIT(8)', 'CHAR', 'CHARACTER(9)', 'VARCHAR(20)', 'CHARACTER VARYING(9)'],
  ...[
    'CHAR VARYING(9)',
    'VARCHARACTER(9)',
    'NCHAR(5)',
    'NATIONAL CHAR(5)',
    'NVARCHAR(6)',
    'NCHAR VARYING(7)',
  ],
  ...['NATIONAL CHARACTER VARYING(7)', 'NATIONAL VARCHAR(7)', 'CHAR BYTE', 'BINARY', 'BINARY(16)'],
  ...[
    'VARBINARY(16)',
    'TINYTEXT',
    'TEXT',
    'MEDIUMTEXT',
    'LONGTEXT',
    'LONG',
    'LONG VARCHAR',
    'LONG VARBINARY',
  ],
  ...['LONG CHAR VARYING', 'TEXT(50)', 'TEXT(100)', 'TEXT(20000)', 'TEXT(5000000)'],
  ...[
    'TEXT(200) CHARACTER SET latin1',
    'TINYBLOB',
    'BLOB',
    'BLOB(200)',
    'BLOB(70000)',
    'MEDIUMBLOB',
    'LONGBLOB',
  ],
  ...['JSON', 'DATE', 'TIME', 'TIME(0)', 'TIME(3)', 'DATETIME', 'DATETIME(6)', 'TIMESTAMP(3) NULL', 'YEAR'],
  ...['YEAR(4)', "ENUM('a','b')", `enum("it's", 'x  ', 'y''z')`, "SET('a', 'b')", "ENUM('a', x'62')"],
  ...['VARCHAR(5) CHARSET latin1', 'CHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', 'VARCHAR(5) ASCII'],
  ...[
    'VARCHAR(5) UNICODE',
    'VARCHAR(5) BINARY',
    'GEOMETRY',
    'POINT',
    'LINESTRING',
    'GEOMETRYCOLLECTION',
    'UUID',
  ],
  ...['INET4', 'INET6', 'SERIAL'],
];

/** Attributes behind a type in SHOW CREATE TABLE. */
const ATTRIBUTES =
  /(?: CHARACTER SET \w+| COLLATE \w+| NOT NULL| NULL| DEFAULT .*| AUTO_INCREMENT| CHECK .*)*,?$/;

describe('canonical types', () => {
  let server: MysqlServer;
  beforeAll(async () => {
    server = await MysqlServer.start();
  }, 300_000);
  afterAll(() => server?.stop());

  it.each(TYPES)('%s', async (type) => {
    const create = `CREATE OR REPLACE TABLE t (c ${type})`;
    server.run('CREATE OR REPLACE DATABASE types;');
    const shown = server
      .query(`${create};\nSHOW CREATE TABLE t`, 'types')
      .find((line) => /^\s*`c`/.test(line));
    expect(await typeOf(create, server.version)).toBe(canonical(shown ?? 'no such type'));
  });
});

async function typeOf(create: string, serverVersion: string): Promise<string | undefined> {
  const { statements } = await readMysqlScript(create, { serverVersion });
  const table = statements.flatMap(({ changes }) => changes).find((change) => change.kind === 'create-table');
  return table?.kind === 'create-table' ? table.columns[0]?.type : undefined;
}

/** The type in a line of SHOW CREATE TABLE, without the display width that MySQL 8 no longer shows. */
function canonical(line: string): string {
  const type = line.trim().replace(/^`c` /, '').replace(ATTRIBUTES, '');
  return type === 'tinyint(1)' ? type : type.replace(/^(\w*int|year)\(\d+\)/, '$1');
}

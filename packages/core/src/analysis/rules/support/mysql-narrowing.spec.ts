import { mysqlNarrowing } from './mysql-narrowing';

describe('mysqlNarrowing', () => {
  it.each([
    ['varchar(20)', 'varchar(10)', 'char_length(c) > 10'],
    ['varchar(20)', 'char(10)', 'char_length(c) > 10'],
    ['varchar(255)', 'tinytext', 'length(c) > 255'],
    ['text', 'varchar(500)', 'char_length(c) > 500'],
    ['longtext', 'text', 'length(c) > 65535'],
    ['int', 'varchar(5)', 'char_length(c) > 5'],
    ['blob', 'tinyblob', 'length(c) > 255'],
    ['varbinary(20)', 'binary(10)', 'length(c) > 10'],
    ['bigint', 'int', 'c NOT BETWEEN -2147483648 AND 2147483647'],
    ['int unsigned', 'int', 'c NOT BETWEEN -2147483648 AND 2147483647'],
    ['int', 'int unsigned', 'c < 0'],
    ['int', 'bigint unsigned', 'c < 0'],
    ['int', 'tinyint(1)', 'c NOT BETWEEN -128 AND 127'],
    ['decimal(10,2)', 'decimal(8,2)', 'abs(c) >= 1000000 OR c <> round(c, 2)'],
    ['decimal(10,0)', 'int', 'c NOT BETWEEN -2147483648 AND 2147483647'],
    ['decimal(4,2)', 'int', 'abs(c) >= 10000000000 OR c <> round(c, 0)'],
    ['double', 'decimal(10,2)', 'abs(c) >= 100000000 OR c <> round(c, 2)'],
    ['double', 'float', undefined],
    ['bigint', 'double', undefined],
    ['datetime', 'date', undefined],
    ['datetime', 'timestamp', "c NOT BETWEEN '1970-01-02' AND '2038-01-18'"],
    ['datetime(6)', 'datetime(3)', 'microsecond(c) % 1000 <> 0'],
    ["enum('a','b')", "enum('a')", "c IN ('b')"],
    ["set('a','b')", "set('b')", "c IN ('a')"],
    ["enum('long name','b')", 'varchar(4)', 'char_length(c) > 4'],
  ])('%s to %s loses values', (from, to, misfit) => {
    const narrowing = mysqlNarrowing(from, to, 'utf8mb4');
    expect(narrowing?.loss).toMatch(/\w/);
    expect(narrowing?.misfit?.('c')).toBe(misfit);
  });

  it.each([
    ['varchar(10)', 'varchar(20)'],
    ['char(10)', 'varchar(10)'],
    ['varchar(60)', 'tinytext'],
    ['text', 'longtext'],
    ['varchar(10)', 'int'],
    ['int', 'bigint'],
    ['int', 'varchar(11)'],
    ['int unsigned', 'bigint'],
    ['tinyint(1)', 'tinyint'],
    ['decimal(9,0)', 'int'],
    ['int', 'decimal(10,0)'],
    ['float', 'double'],
    ['date', 'datetime'],
    ['timestamp', 'datetime'],
    ['datetime', 'datetime(3)'],
    ["enum('a','b')", "enum('a','b','c')"],
    ["enum('a','b')", "enum('b','a')"],
    ["enum('a','it''s')", "enum('it''s','a')"],
    ["enum('a','b')", 'varchar(1)'],
  ])('%s to %s loses nothing', (from, to) => {
    expect(mysqlNarrowing(from, to, 'utf8mb4')).toBeUndefined();
  });

  it('counts the bytes of the character set', () => {
    expect(mysqlNarrowing('varchar(255)', 'tinytext', 'latin1')).toBeUndefined();
    expect(mysqlNarrowing('varchar(255)', 'tinytext', undefined)).toBeDefined();
  });
});

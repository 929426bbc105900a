import { copiesTable } from './mysql-type-change';

describe('copiesTable', () => {
  // MariaDB: measured on 10.11 with ALGORITHM=INSTANT; MySQL: its manual, "Online DDL Operations".
  it.each([
    ['varchar(20)', 'varchar(60)', false, false],
    ['varchar(20)', 'varchar(64)', false, true],
    ['varchar(100)', 'varchar(300)', false, false],
    ['varchar(100)', 'varchar(10)', true, true],
    ['varbinary(20)', 'varbinary(300)', false, true],
    ['varbinary(20)', 'varbinary(200)', false, false],
    ['char(10)', 'char(20)', true, true],
    ['varchar(100)', 'text', true, true],
    ['text', 'mediumtext', true, true],
    ['int', 'bigint', true, true],
    ['int', 'int unsigned', true, true],
    ['decimal(10,2)', 'decimal(12,2)', true, true],
    ['datetime', 'datetime(3)', true, true],
    ["enum('a','b')", "enum('a','b','c')", false, false],
    ["enum('a','b')", "enum('a','c','b')", true, true],
    ["enum('a','b')", "enum('b')", true, true],
    ["set('a','b')", "set('a','b','c')", false, false],
    ["set('1','2','3','4','5','6','7','8')", "set('1','2','3','4','5','6','7','8','9')", true, true],
    ['int', 'int', false, false],
  ])('%s to %s: MariaDB %s, MySQL %s', (from, to, mariadb, mysql) => {
    expect(copiesTable(from, to, 'mariadb', 'utf8mb4')).toBe(mariadb);
    expect(copiesTable(from, to, 'mysql', 'utf8mb4')).toBe(mysql);
    expect(copiesTable(from, to, undefined, 'utf8mb4')).toBe(mysql);
  });

  it('counts the bytes of the character set', () => {
    expect(copiesTable('varchar(20)', 'varchar(255)', 'mysql', 'latin1')).toBe(false);
    expect(copiesTable('varchar(20)', 'varchar(256)', 'mysql', 'latin1')).toBe(true);
  });

  it('an ENUM of more than 255 members takes two bytes', () => {
    const members = (count: number) =>
      `enum(${Array.from({ length: count }, (_, at) => `'${at}'`).join(',')})`;
    expect(copiesTable(members(255), members(256), 'mariadb', undefined)).toBe(true);
    expect(copiesTable(members(256), members(257), 'mariadb', undefined)).toBe(false);
  });
});

import { isTerminatedPostgresql } from './is-terminated';

it.each([
  ['SELECT 1', true],
  ['SELECT 1; -- the end', true],
  ['SELECT 1 /* a /* b */ c */', true],
  ["SELECT 'a''b'", true],
  ['DO $x$ BEGIN END $x$', true],
  ['', true],
  ["INSERT INTO x VALUES ('abc;", false],
  ['CREATE TABLE a(id int);\n/* abc', false],
  ['SELECT 1 /* a /* b */', false],
  ['DO $$ begin', false],
  ['SELECT "a', false],
  ["SELECT E'a\\'", false],
])('%j: %s', (sql, expected) => {
  expect(isTerminatedPostgresql(sql)).toBe(expected);
});

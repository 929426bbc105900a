import type { ProviderName } from '../environments/connection';
import { locksOf, type TableLock } from './lock-modes';
import { modelFromScripts } from './model/model-from-scripts';
import { readScript } from './read-script';

async function locks(provider: ProviderName, schema: string, sql: string, serverVersion?: string) {
  const version = serverVersion === undefined ? {} : { serverVersion };
  const model = await modelFromScripts(provider, [schema], version);
  const { statements } = await readScript(provider, sql, version);
  const found: TableLock[] = [];
  for (const change of statements.flatMap(({ changes }) => changes)) {
    for (const expanded of model.expand(change)) found.push(...locksOf(expanded, model));
    model.apply(change);
  }
  return found.map(({ object, mode, blocks, duration }) => `${object}: ${mode}, ${blocks}, ${duration}`);
}

// The modes are compared with a server in integration/analysis/lock-modes.test.ts.
describe('locks of PostgreSQL', () => {
  const schema =
    'CREATE TABLE t (a int, b varchar(10), c int NOT NULL); CREATE TABLE u (id int PRIMARY KEY);';
  const exclusive = 'ACCESS EXCLUSIVE, reads and writes';
  it.each([
    ['ALTER TABLE t ADD COLUMN d int DEFAULT 0', [`t: ${exclusive}, brief`]],
    ['ALTER TABLE t ADD COLUMN d uuid DEFAULT gen_random_uuid()', [`t: ${exclusive}, whole statement`]],
    ['ALTER TABLE t ADD COLUMN d int CHECK (d > 0)', [`t: ${exclusive}, whole statement`]],
    ['ALTER TABLE t ALTER b TYPE text', [`t: ${exclusive}, brief`]],
    ['ALTER TABLE t ALTER a TYPE bigint', [`t: ${exclusive}, whole statement`]],
    ['ALTER TABLE t ALTER a SET NOT NULL', [`t: ${exclusive}, whole statement`]],
    ['ALTER TABLE t ALTER c SET NOT NULL', [`t: ${exclusive}, brief`]],
    [
      'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id) NOT VALID',
      ['t: SHARE ROW EXCLUSIVE, writes, brief', 'u: SHARE ROW EXCLUSIVE, writes, brief'],
    ],
    ['CREATE INDEX ON t (a)', ['t: SHARE, writes, whole statement']],
    ['CREATE INDEX CONCURRENTLY ON t (a)', ['t: SHARE UPDATE EXCLUSIVE, schema changes, whole statement']],
    ['UPDATE t SET a = 1 WHERE a = 2', ['t: ROW EXCLUSIVE, schema changes, whole statement']],
    ['CREATE TABLE n (a int); CREATE INDEX ON n (a); ALTER TABLE n ADD b int', []],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN TRUNCATE t; END $$', []],
  ])('%s', async (sql, expected) => {
    expect(await locks('postgresql', schema, sql)).toEqual(expected);
  });
});

describe('locks of MySQL', () => {
  const schema = 'CREATE TABLE t (a int, b varchar(10)); CREATE TABLE u (id int PRIMARY KEY);';
  const metadata = 'exclusive metadata lock, reads and writes, brief';
  it.each([
    ['ALTER TABLE t ADD COLUMN c int', [`t: ${metadata}`]],
    ['ALTER TABLE t MODIFY a bigint', [`t: ${metadata}`, 't: table copy, writes, whole statement']],
    [
      'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id)',
      [`t: ${metadata}`, 't: table copy, writes, whole statement', `u: ${metadata}`],
    ],
    ['UPDATE t SET a = 1 WHERE a = 2', ['t: row locks, schema changes, whole statement']],
    ['LOCK TABLES t READ', ['t: LOCK TABLES READ, writes, whole statement']],
    ['CREATE TABLE n (a int); ALTER TABLE n MODIFY a bigint', []],
  ])('%s', async (sql, expected) => {
    expect(await locks('mysql', schema, sql, '8.0.36')).toEqual(expected);
  });
});

describe('the lock of SQLite', () => {
  it.each([
    ['ALTER TABLE t ADD COLUMN b TEXT', ['database: write lock, writes, whole statement']],
    ['CREATE TABLE n (a)', ['database: write lock, writes, whole statement']],
    ['PRAGMA foreign_keys = OFF; SELECT 1', []],
  ])('%s', async (sql, expected) => {
    expect(await locks('sqlite', 'CREATE TABLE t (a)', sql)).toEqual(expected);
  });
});

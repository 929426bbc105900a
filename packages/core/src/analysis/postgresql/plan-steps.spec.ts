import { FaberDbError } from '../../errors/faber-db-error';
import { planPostgresqlSteps } from './plan-steps';
import { refusesTransaction } from './refuses-transaction';
import { splitPostgresqlStatements } from './split-statements';

const plan = (sql: string) =>
  planPostgresqlSteps(splitPostgresqlStatements(sql)).map(({ mode, statements }) => [
    mode,
    ...statements.map(({ text }) => text),
  ]);

describe('refusesTransaction', () => {
  it.each([
    'CREATE INDEX CONCURRENTLY i ON t (a)',
    'create /* x */ unique -- y\n index concurrently if not exists i on t (a)',
    'DROP INDEX CONCURRENTLY IF EXISTS s.i',
    'REINDEX INDEX CONCURRENTLY i',
    'REINDEX (VERBOSE, CONCURRENTLY) TABLE t',
    'REINDEX DATABASE d',
    'REINDEX (VERBOSE) SYSTEM d',
    'REINDEX SCHEMA s',
    'VACUUM',
    'VACUUM (FULL) t',
    'CREATE DATABASE d',
    'DROP DATABASE d',
    'ALTER DATABASE d SET TABLESPACE t',
    "CREATE TABLESPACE t LOCATION '/x'",
    'DROP TABLESPACE t',
    "ALTER SYSTEM SET work_mem = '1GB'",
    'ALTER TABLE p DETACH PARTITION c CONCURRENTLY',
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
    'DROP SUBSCRIPTION s',
    'ALTER SUBSCRIPTION s REFRESH PUBLICATION',
    'CLUSTER',
    'CLUSTER VERBOSE',
    'CLUSTER (VERBOSE)',
    'DISCARD ALL',
    "COMMIT PREPARED 'x'",
    'DO $$ BEGIN LOOP UPDATE t SET a = 1; COMMIT; END LOOP; END $$',
  ])('%s', (sql) => expect(refusesTransaction(sql)).toBe(true));

  it.each([
    'CREATE INDEX concurrently_used ON t (a)',
    'CREATE INDEX "CONCURRENTLY" ON t (a)',
    "COMMENT ON TABLE t IS 'CREATE INDEX CONCURRENTLY'",
    '/* VACUUM */ SELECT 1',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
    "ALTER TYPE e ADD VALUE 'x'",
    'REINDEX INDEX i',
    'REINDEX (CONCURRENTLY false) TABLE t',
    'CLUSTER t USING i',
    'ALTER DATABASE d SET work_mem = 1',
    'ALTER TABLE p DETACH PARTITION c',
    'ALTER TABLE p DETACH PARTITION "CONCURRENTLY"',
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
    'DISCARD PLANS',
    "DO $$ BEGIN RAISE NOTICE 'COMMIT;'; END $$",
    'CREATE TABLE vacuum (a int)',
  ])('not %s', (sql) => expect(refusesTransaction(sql)).toBe(false));
});

describe('planPostgresqlSteps', () => {
  it('puts an ordinary file into one transaction', () => {
    expect(plan('A; B;')).toEqual([['transaction', 'A', 'B']]);
    expect(plan('-- nothing')).toEqual([]);
  });

  it('takes statements that refuse a transaction out', () => {
    expect(plan('A; VACUUM; CREATE INDEX CONCURRENTLY i ON t (a); B')).toEqual([
      ['transaction', 'A'],
      ['alone', 'VACUUM'],
      ['alone', 'CREATE INDEX CONCURRENTLY i ON t (a)'],
      ['transaction', 'B'],
    ]);
  });

  it("keeps a file's own boundaries as the server would", () => {
    expect(plan('A; BEGIN; B; COMMIT; C; start transaction; D; END WORK; E')).toEqual([
      ['transaction', 'A', 'B'],
      ['transaction', 'C', 'D'],
      ['transaction', 'E'],
    ]);
    expect(plan('BEGIN; A; SAVEPOINT s; B; ROLLBACK TO SAVEPOINT s; RELEASE s')).toEqual([
      ['transaction', 'A', 'SAVEPOINT s', 'B', 'ROLLBACK TO SAVEPOINT s', 'RELEASE s'],
    ]);
    // The server refuses this one, and says why.
    expect(plan('BEGIN; VACUUM; COMMIT')).toEqual([['transaction', 'VACUUM']]);
  });

  it.each([
    'A; ROLLBACK',
    'BEGIN; A; ABORT',
    "PREPARE TRANSACTION 'x'",
    'BEGIN ISOLATION LEVEL SERIALIZABLE; A; COMMIT',
  ])('refuses %s', (sql) => {
    expect(() => plan(sql)).toThrow(FaberDbError);
  });

  it('runs a file that is one CALL outside of a transaction', () => {
    expect(plan('CALL backfill()')).toEqual([['alone', 'CALL backfill()']]);
    expect(plan('CALL backfill(); A')).toEqual([['transaction', 'CALL backfill()', 'A']]);
  });
});

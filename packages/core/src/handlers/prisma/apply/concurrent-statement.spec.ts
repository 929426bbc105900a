import { createdIndex, interruptedStatement, runsConcurrently } from './concurrent-statement';

describe('statements outside of transactions', () => {
  it('are told apart by what can be done when they are interrupted', () => {
    const kinds = (texts: string[]) => texts.map((text) => interruptedStatement(text).kind);
    expect(
      kinds([
        'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "a b" ON s.t (x)',
        'drop index concurrently if exists s.i',
        'REINDEX TABLE CONCURRENTLY t',
      ]),
    ).toEqual(['create', 'drop', 'reindex']);
    expect(kinds(['VACUUM FULL t', "ALTER SYSTEM SET x = '1'", 'REINDEX DATABASE d', 'CLUSTER'])).toEqual(
      Array(4).fill('repeatable'),
    );
    expect(kinds(['CREATE DATABASE d', 'CALL p()', 'DO $$ BEGIN COMMIT; END $$'])).toEqual(
      Array(3).fill('unknown'),
    );
  });

  it('name the index that they create', () => {
    expect(createdIndex('CREATE INDEX CONCURRENTLY "I;1" ON "S"."T" (a)')).toMatchObject({
      schema: 'S',
      index: 'I;1',
      table: 'T',
    });
    expect(createdIndex('CREATE INDEX CONCURRENTLY ON t (a)')).toMatchObject({ table: 't' });
    expect(createdIndex('DROP INDEX CONCURRENTLY i')).toBeUndefined();
    expect(runsConcurrently('VACUUM t')).toBe(false);
  });
});

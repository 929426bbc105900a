import { concurrentIndexOf } from './concurrent-index';

describe('concurrentIndexOf', () => {
  it.each([
    [
      'CREATE INDEX CONCURRENTLY Idx ON Tab (a)',
      { kind: 'create', index: 'idx', table: 'tab', ifNotExists: false },
    ],
    [
      'create unique index /* c */ concurrently if not exists "I""x" on only "S".t using btree (a)',
      { kind: 'create', schema: 'S', index: 'I"x', table: 't', ifNotExists: true },
    ],
    ['CREATE INDEX CONCURRENTLY ON t (a)', { kind: 'create', table: 't', ifNotExists: false }],
    ['DROP INDEX CONCURRENTLY IF EXISTS s.i', { kind: 'drop', schema: 's', index: 'i', ifNotExists: false }],
    ['REINDEX INDEX CONCURRENTLY s.i', { kind: 'reindex', schema: 's', index: 'i', ifNotExists: false }],
    ['REINDEX (CONCURRENTLY, VERBOSE) TABLE t', { kind: 'reindex', table: 't', ifNotExists: false }],
    ['REINDEX SCHEMA CONCURRENTLY s', { kind: 'reindex', schema: 's', ifNotExists: false }],
    ['REINDEX INDEX i', undefined],
    ['CREATE INDEX i ON t (a)', undefined],
    ['-- CREATE INDEX CONCURRENTLY i ON t (a)\nSELECT 1', undefined],
  ])('%s', (sql, expected) => expect(concurrentIndexOf(sql)).toEqual(expected));
});

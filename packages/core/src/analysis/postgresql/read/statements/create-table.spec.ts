import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const empty = { columns: [], constraints: [], indexes: [], ifNotExists: false, temporary: false };

describe('CREATE TABLE', () => {
  it('reads columns and constraints', async () => {
    const sql = `CREATE TABLE IF NOT EXISTS s."T" (
      id bigserial, -- a comment, with (
      "Name" varchar(20) NOT NULL DEFAULT 'a,b' UNIQUE,
      n int CHECK (n > 0),
      CONSTRAINT pk PRIMARY KEY (id, n),
      FOREIGN KEY (n) REFERENCES r (id) ON DELETE RESTRICT
    )`;
    expect(await changes(sql)).toEqual([
      {
        kind: 'create-table',
        table: { schema: 's', name: 'T' },
        columns: [
          { name: 'id', type: 'bigint', notNull: true, isSerial: true },
          {
            name: 'Name',
            type: 'character varying(20)',
            notNull: true,
            default: { sql: `'a,b'`, volatility: 'constant', functions: [], isNull: false },
          },
          { name: 'n', type: 'integer', notNull: true },
        ],
        constraints: [
          { kind: 'unique', columns: ['Name'] },
          { kind: 'check', columns: ['n'], expression: 'n > 0' },
          { kind: 'primary-key', name: 'pk', columns: ['id', 'n'] },
          {
            kind: 'foreign-key',
            columns: ['n'],
            references: { table: { name: 'r' }, columns: ['id'], onDelete: 'restrict' },
          },
        ],
        indexes: [],
        ifNotExists: true,
        temporary: false,
      },
    ]);
  });

  it.each<[string, object]>([
    ['create temp table t ()', { ...empty, temporary: true }],
    ['create unlogged table t ()', empty],
    ['create table t (like s.u including all)', { ...empty, like: { schema: 's', name: 'u' } }],
    ['create table t () inherits (u)', { ...empty, like: { name: 'u' } }],
    ['create table t of ty', { ...empty, like: { name: 'ty' } }],
    ['create table t partition of u for values in (1)', { ...empty, partitionOf: { name: 'u' } }],
    [
      'create table t partition of u default partition by hash (a)',
      { ...empty, partitionOf: { name: 'u' }, partitioned: true },
    ],
    ['create table t as select 1', { ...empty, asSelect: true }],
    ['create table if not exists t as table u with no data', { ...empty, asSelect: true, ifNotExists: true }],
    ['select * into temporary t from u', { ...empty, asSelect: true, temporary: true }],
    ['select 1 into t union select 2', { ...empty, asSelect: true }],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([{ kind: 'create-table', table: { name: 't' }, ...expected }]);
  });

  it('puts what CREATE SCHEMA makes into the schema', async () => {
    const sql =
      'create schema s create table t (a int) create index i on t (a) create view v as select 1 grant select on t to r';
    expect(await changes(sql)).toMatchObject([
      { kind: 'create-schema', name: 's' },
      { kind: 'create-table', table: { schema: 's', name: 't' } },
      { kind: 'create-index', table: { schema: 's', name: 't' } },
      { kind: 'create-object', name: { schema: 's', name: 'v' } },
      { kind: 'grant' },
    ]);
  });

  it('names a schema after its owner where it has no name', async () => {
    expect(await changes('create schema authorization joe')).toEqual([
      { kind: 'create-schema', name: 'joe' },
    ]);
  });
});

describe('CREATE INDEX', () => {
  const index = { unique: false, columns: ['a'], method: 'btree' };
  const plain = { kind: 'create-index', table: { name: 't' }, concurrently: false, ifNotExists: false };

  it.each<[string, object]>([
    ['create index on t (a)', { ...plain, index }],
    [
      'create unique index i on t using hash (a desc)',
      { ...plain, index: { name: 'i', unique: true, columns: ['a'], method: 'hash' } },
    ],
    [
      'create index concurrently if not exists i on only t (a)',
      { ...plain, index: { ...index, name: 'i' }, concurrently: true, ifNotExists: true, only: true },
    ],
    [
      'create index on t (a, lower(b) text_pattern_ops, (c + 1) desc, coalesce(d, (1)))',
      { ...plain, index: { ...index, columns: ['a', '(lower(b))', '(c + 1)', '(coalesce(d, (1)))'] } },
    ],
    [
      `create index on "(t" (("x)" || ',')) include (z) where (a > 1) or b is null`,
      {
        ...plain,
        table: { name: '(t' },
        index: { ...index, columns: [`("x)" || ',')`], where: '(a > 1) or b is null' },
      },
    ],
    [
      `create index on t (a) where exists (select 1 where 2 = 2) and "where" = 1;`,
      { ...plain, index: { ...index, where: 'exists (select 1 where 2 = 2) and "where" = 1' } },
    ],
    [
      'create index "é" on é (lower(é)) where é > 1',
      {
        ...plain,
        table: { name: 'é' },
        index: { ...index, name: 'é', columns: ['(lower(é))'], where: 'é > 1' },
      },
    ],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

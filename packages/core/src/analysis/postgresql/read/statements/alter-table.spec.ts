import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const t = { name: 't' };
const none = { ifExists: false, cascade: false };
const constant = { volatility: 'constant', functions: [], isNull: false };
const alterTable = { kind: 'other', verb: 'alter table', isDdl: true };

describe('ALTER TABLE', () => {
  it.each<[string, object]>([
    ['drop a', { kind: 'drop-column', table: t, column: 'a', ...none }],
    [
      'drop column if exists a cascade',
      { kind: 'drop-column', table: t, column: 'a', ifExists: true, cascade: true },
    ],
    [
      'alter a set default 5',
      { kind: 'set-default', table: t, column: 'a', default: { sql: '5', ...constant } },
    ],
    [
      'alter a set default null',
      { kind: 'set-default', table: t, column: 'a', default: { ...constant, sql: 'null', isNull: true } },
    ],
    ['alter a drop default', { kind: 'drop-default', table: t, column: 'a' }],
    ['alter a set not null', { kind: 'set-not-null', table: t, column: 'a' }],
    ['alter a drop not null', { kind: 'drop-not-null', table: t, column: 'a' }],
    [
      'alter a type varchar(20)',
      { kind: 'alter-column-type', table: t, column: 'a', type: 'character varying(20)' },
    ],
    [
      'alter a type text collate "C"',
      { kind: 'alter-column-type', table: t, column: 'a', type: 'text', collation: 'C' },
    ],
    [
      'alter a type int using a::int',
      {
        kind: 'alter-column-type',
        table: t,
        column: 'a',
        type: 'integer',
        using: 'a::int',
        usingIsPlainCast: true,
      },
    ],
    [
      'alter a type int using a',
      {
        kind: 'alter-column-type',
        table: t,
        column: 'a',
        type: 'integer',
        using: 'a',
        usingIsPlainCast: true,
      },
    ],
    [
      'alter a type int using cast(a as text)',
      { kind: 'alter-column-type', table: t, column: 'a', type: 'integer', using: 'cast(a as text)' },
    ],
    [
      'alter a type int using b',
      { kind: 'alter-column-type', table: t, column: 'a', type: 'integer', using: 'b' },
    ],
    [
      'alter a type int using ((a + 1) * 2)',
      { kind: 'alter-column-type', table: t, column: 'a', type: 'integer', using: '((a + 1) * 2)' },
    ],
    ['alter a set expression as (b + 1)', { kind: 'rewrite-table', table: t, by: 'SET EXPRESSION' }],
    ['alter a drop expression', alterTable],
    ['alter a set statistics 5', alterTable],
    ['alter a set (n_distinct = 5)', alterTable],
    ['alter a reset (n_distinct)', alterTable],
    ['alter a set storage plain', alterTable],
    ['alter a set compression lz4', alterTable],
    ['alter a add generated always as identity', alterTable],
    ['alter a set generated always', alterTable],
    ['alter a drop identity', alterTable],
    [
      'add constraint c check (a > 0) not valid',
      {
        kind: 'add-constraint',
        table: t,
        constraint: { kind: 'check', name: 'c', columns: ['a'], expression: 'a > 0', notValid: true },
      },
    ],
    [
      `add check (a is not null)`,
      {
        kind: 'add-constraint',
        table: t,
        constraint: { kind: 'check', columns: ['a'], expression: 'a is not null', provesNotNull: 'a' },
      },
    ],
    [
      `add constraint "check (" check (a <> ')' and b > 1)`,
      {
        kind: 'add-constraint',
        table: t,
        constraint: { kind: 'check', name: 'check (', columns: ['a', 'b'], expression: `a <> ')' and b > 1` },
      },
    ],
    [
      'add constraint c check (a > 0) not enforced',
      {
        kind: 'add-constraint',
        table: t,
        constraint: {
          kind: 'check',
          name: 'c',
          columns: ['a'],
          expression: 'a > 0',
          notValid: true,
          notEnforced: true,
        },
      },
    ],
    [
      'add foreign key (a, b) references s.r (x, y) on delete cascade not valid',
      {
        kind: 'add-constraint',
        table: t,
        constraint: {
          kind: 'foreign-key',
          columns: ['a', 'b'],
          notValid: true,
          references: { table: { schema: 's', name: 'r' }, columns: ['x', 'y'], onDelete: 'cascade' },
        },
      },
    ],
    [
      'add foreign key (a) references r',
      {
        kind: 'add-constraint',
        table: t,
        constraint: {
          kind: 'foreign-key',
          columns: ['a'],
          references: { table: { name: 'r' }, columns: [] },
        },
      },
    ],
    [
      'add unique (a, b)',
      { kind: 'add-constraint', table: t, constraint: { kind: 'unique', columns: ['a', 'b'] } },
    ],
    [
      'add constraint k primary key using index i',
      {
        kind: 'add-constraint',
        table: t,
        constraint: { kind: 'primary-key', name: 'k', columns: [], usingIndex: 'i' },
      },
    ],
    [
      'add exclude using gist (a with &&, (lower(b)) with =)',
      { kind: 'add-constraint', table: t, constraint: { kind: 'exclusion', columns: ['a'] } },
    ],
    [
      'add constraint n not null a not valid',
      {
        kind: 'add-constraint',
        table: t,
        constraint: { kind: 'not-null', name: 'n', columns: ['a'], notValid: true },
      },
    ],
    [
      'drop constraint if exists c cascade',
      { kind: 'drop-constraint', table: t, name: 'c', ifExists: true, cascade: true },
    ],
    ['validate constraint c', { kind: 'validate-constraint', table: t, name: 'c' }],
    ['alter constraint c enforced', { kind: 'validate-constraint', table: t, name: 'c' }],
    ['alter constraint c not enforced', alterTable],
    ['alter constraint c deferrable', alterTable],
    [
      'rename constraint a to b',
      { kind: 'rename-object', objectType: 'constraint', name: { name: 'a' }, table: t, to: 'b' },
    ],
    ['rename a to b', { kind: 'rename-column', table: t, column: 'a', to: 'b' }],
    ['rename to u', { kind: 'rename-table', table: t, to: { name: 'u' } }],
    ['set schema s', { kind: 'rename-table', table: t, to: { schema: 's', name: 't' } }],
    [
      'attach partition s.p for values in (1)',
      { kind: 'attach-partition', table: t, partition: { schema: 's', name: 'p' } },
    ],
    [
      'detach partition p',
      { kind: 'detach-partition', table: t, partition: { name: 'p' }, concurrently: false },
    ],
    [
      'detach partition p concurrently',
      { kind: 'detach-partition', table: t, partition: { name: 'p' }, concurrently: true },
    ],
    [
      'detach partition p finalize',
      { kind: 'detach-partition', table: t, partition: { name: 'p' }, concurrently: true },
    ],
    ['set logged', { kind: 'rewrite-table', table: t, by: 'SET LOGGED' }],
    ['set unlogged', { kind: 'rewrite-table', table: t, by: 'SET UNLOGGED' }],
    ['set access method heap', { kind: 'rewrite-table', table: t, by: 'SET ACCESS METHOD' }],
    ['set tablespace x', { kind: 'rewrite-table', table: t, by: 'SET TABLESPACE' }],
    ['set (fillfactor = 70)', alterTable],
    ['reset (fillfactor)', alterTable],
    ['cluster on i', alterTable],
    ['set without cluster', alterTable],
    ['set without oids', alterTable],
    ['inherit p', alterTable],
    ['no inherit p', alterTable],
    ['of ty', alterTable],
    ['not of', alterTable],
    ['owner to r', alterTable],
    ['replica identity full', alterTable],
    ['enable trigger x', { kind: 'trigger-state', table: t, trigger: 'x', action: 'enable' }],
    ['enable always trigger x', { kind: 'trigger-state', table: t, trigger: 'x', action: 'enable' }],
    ['enable replica trigger x', { kind: 'trigger-state', table: t, trigger: 'x', action: 'enable' }],
    ['disable trigger x', { kind: 'trigger-state', table: t, trigger: 'x', action: 'disable' }],
    ['disable trigger all', { kind: 'trigger-state', table: t, trigger: 'ALL', action: 'disable' }],
    ['disable trigger user', { kind: 'trigger-state', table: t, trigger: 'USER', action: 'disable' }],
    ['enable trigger user', { kind: 'trigger-state', table: t, trigger: 'USER', action: 'enable' }],
    ['disable rule r', { kind: 'trigger-state', table: t, trigger: 'r', action: 'disable' }],
    ['enable rule r', { kind: 'trigger-state', table: t, trigger: 'r', action: 'enable' }],
    ['enable row level security', { kind: 'row-security', table: t, action: 'enable' }],
    ['disable row level security', { kind: 'row-security', table: t, action: 'disable' }],
    ['force row level security', { kind: 'row-security', table: t, action: 'force' }],
    ['no force row level security', { kind: 'row-security', table: t, action: 'no-force' }],
  ])('%s', async (clause, expected) => {
    expect(await changes(`ALTER TABLE t ${clause}`)).toEqual([expected]);
  });

  it('reads all clauses in order, each with its own text', async () => {
    const sql = `ALTER TABLE IF EXISTS "Ä".t
      ADD COLUMN a int DEFAULT (1 + 2) * 3 NOT NULL, /* SET DEFAULT 0 */
      ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES r ON DELETE SET DEFAULT ON UPDATE SET DEFAULT,
      ALTER a SET DEFAULT ((4)) + 5, ALTER b SET DEFAULT array[6, 7], ALTER c TYPE int USING (c)::int, ALTER d SET DEFAULT -8`;
    expect(await changes(sql)).toMatchObject([
      {
        kind: 'add-column',
        table: { schema: 'Ä', name: 't' },
        column: { default: { sql: '(1 + 2) * 3' }, notNull: true },
      },
      { kind: 'add-constraint', constraint: { references: { onDelete: 'set default' } } },
      { kind: 'set-default', column: 'a', default: { sql: '((4)) + 5' } },
      { kind: 'set-default', column: 'b', default: { sql: 'array[6, 7]' } },
      { kind: 'alter-column-type', using: '(c)::int', usingIsPlainCast: true },
      { kind: 'set-default', column: 'd', default: { sql: '-8' } },
    ]);
  });

  it('reads ADD COLUMN with its constraints', async () => {
    const sql = `alter table t add column if not exists a int primary key default 1 constraint c check (a > 0)
      constraint u unique references r (id) on delete set null`;
    expect(await changes(sql)).toEqual([
      {
        kind: 'add-column',
        table: t,
        column: { name: 'a', type: 'integer', notNull: true, default: { sql: '1', ...constant } },
        constraints: [
          { kind: 'primary-key', columns: ['a'] },
          { kind: 'check', name: 'c', columns: ['a'], expression: 'a > 0' },
          { kind: 'unique', name: 'u', columns: ['a'] },
          {
            kind: 'foreign-key',
            columns: ['a'],
            references: { table: { name: 'r' }, columns: ['id'], onDelete: 'set null' },
          },
        ],
        ifNotExists: true,
      },
    ]);
  });

  it.each<[string, object]>([
    ['a int null', { name: 'a', type: 'integer', notNull: false }],
    ['a serial', { name: 'a', type: 'integer', notNull: true, isSerial: true }],
    ['a smallserial', { name: 'a', type: 'smallint', notNull: true, isSerial: true }],
    ['a bigserial', { name: 'a', type: 'bigint', notNull: true, isSerial: true }],
    [
      'a int generated by default as identity',
      { name: 'a', type: 'integer', notNull: true, isIdentity: true },
    ],
    [
      'a int generated always as (b * 2) stored',
      { name: 'a', type: 'integer', notNull: false, generated: 'stored' },
    ],
    [
      'a int generated always as (b * 2)',
      { name: 'a', type: 'integer', notNull: false, generated: 'virtual' },
    ],
    ['a text collate "de"', { name: 'a', type: 'text', notNull: false, collation: 'de' }],
    [
      `a text default 'x' collate "de" not null`,
      { name: 'a', type: 'text', notNull: true, collation: 'de', default: { sql: `'x'`, ...constant } },
    ],
    [
      'a bool default b is not distinct from c not null',
      {
        name: 'a',
        type: 'boolean',
        notNull: true,
        default: { sql: 'b is not distinct from c', ...constant },
      },
    ],
  ])('ADD COLUMN %s', async (definition, column) => {
    expect(await changes(`alter table t add ${definition}`)).toEqual([
      { kind: 'add-column', table: t, column, constraints: [], ifNotExists: false },
    ]);
  });

  it('keeps the names of NOT NULL constraints', async () => {
    expect(await changes('alter table t add a int constraint n not null')).toMatchObject([
      { column: { notNull: true }, constraints: [{ kind: 'not-null', name: 'n', columns: ['a'] }] },
    ]);
  });

  it.each<[string, object]>([
    ['alter view v alter a set default 1', { kind: 'other', verb: 'alter view', isDdl: true }],
    ['alter index i attach partition j', { kind: 'other', verb: 'alter index', isDdl: true }],
    ['alter index i set tablespace x', { kind: 'rewrite-table', table: { name: 'i' }, by: 'SET TABLESPACE' }],
    ['alter sequence s set unlogged', { kind: 'rewrite-table', table: { name: 's' }, by: 'SET UNLOGGED' }],
    [
      'alter materialized view m cluster on i',
      { kind: 'other', verb: 'alter materialized view', isDdl: true },
    ],
    ['alter foreign table f drop a', { kind: 'drop-column', table: { name: 'f' }, column: 'a', ...none }],
    ['alter type ty add attribute a int', { kind: 'other', verb: 'alter type', isDdl: true }],
    [
      'alter type ty drop attribute a cascade',
      { kind: 'drop-column', table: { name: 'ty' }, column: 'a', ifExists: false, cascade: true },
    ],
    [
      'alter type ty alter attribute a type text',
      { kind: 'alter-column-type', table: { name: 'ty' }, column: 'a', type: 'text' },
    ],
    [
      'alter type ty rename attribute a to b',
      { kind: 'rename-column', table: { name: 'ty' }, column: 'a', to: 'b' },
    ],
    ['alter table all in tablespace a set tablespace b', { kind: 'rewrite-table', by: 'SET TABLESPACE' }],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

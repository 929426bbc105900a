import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const a = { name: 'a' };
const deletesAll = { kind: 'delete', table: a, where: { form: 'none' } };

describe('INSERT', () => {
  const insert = { kind: 'insert', table: a };
  const select = { ...insert, source: 'select', from: [], hasWhere: false, hasLimit: false };

  it.each<[string, object]>([
    ['insert into a default values', { ...insert, source: 'default', rows: 1 }],
    [
      'insert into a (x, y) values (1, 2), (3, 4) on conflict do nothing',
      { ...insert, source: 'values', rows: 2, columns: ['x', 'y'] },
    ],
    [
      'insert into a select * from b join s.c using (x), b where y > (select 1 from d) limit 3',
      {
        ...select,
        from: [{ name: 'b' }, { schema: 's', name: 'c' }, { name: 'd' }],
        hasWhere: true,
        hasLimit: true,
      },
    ],
    ['insert into a with w as (select * from b) select * from w', { ...select, from: [{ name: 'b' }] }],
    ['insert into a select g from generate_series(1, 1000) g', { ...select, rows: 1000 }],
    ['insert into a select g from generate_series(10, 1, -3) g', { ...select, rows: 4 }],
    ['insert into a select g from generate_series(1, x) g', select],
    ['insert into a select g from generate_series(1, 5) g where g > 1', { ...select, hasWhere: true }],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

describe('UPDATE and DELETE', () => {
  it.each<[string, object]>([
    ['', { form: 'none' }],
    ['where true', { form: 'always' }],
    ['where 1=1', { form: 'always' }],
    [`where 'a' = 'a'`, { form: 'always' }],
    ['where 1 < 2', { form: 'always' }],
    ['where 2.5 >= 1', { form: 'always' }],
    ['where 1 <> 2', { form: 'always' }],
    ['where not false', { form: 'always' }],
    ['where not not ((true))', { form: 'always' }],
    ['where x = x', { form: 'always' }],
    ['where a.x = a.x', { form: 'always' }],
    ['where x is not distinct from x', { form: 'always' }],
    ['where y = 5 or 1 = 1', { form: 'always' }],
    ['where true and (1 = 1 or y > 2)', { form: 'always' }],
    ['where true::boolean', { form: 'always' }],
    [`where 't'::bool`, { form: 'always' }],
    ['where 1 is not null', { form: 'always' }],
    ['where null is null', { form: 'always' }],
    ['where true is true', { form: 'always' }],
    ['where false is not true', { form: 'always' }],
    ['where x is not null', { form: 'some', onlyIsNotNull: 'x' }],
    ['where (a.x is not null)', { form: 'some', onlyIsNotNull: 'x' }],
    ['where x is not null and y = 1', { form: 'some' }],
    ['where false', { form: 'some' }],
    ['where null', { form: 'some' }],
    ['where 1 = 2', { form: 'some' }],
    ['where null = null', { form: 'some' }],
    ['where 1 = null or false', { form: 'some' }],
    ['where true and y = 1', { form: 'some' }],
    ['where x <> x', { form: 'some' }],
    ['where x = y', { form: 'some' }],
    ['where a.x = b.x', { form: 'some' }],
    [`where 'a' < 'b'`, { form: 'some' }],
    [`where '1'::int = 1`, { form: 'some' }],
    ['where random() = random()', { form: 'some' }],
    ['where x is null', { form: 'some' }],
    ['where current of c', { form: 'some' }],
  ])('DELETE %s', async (clause, where) => {
    expect(await changes(`delete from a ${clause}`)).toEqual([{ kind: 'delete', table: a, where }]);
  });

  it('reads what UPDATE sets', async () => {
    expect(await changes('update s.a as z set x = 1, (y, "Q") = (2, 3) from b')).toEqual([
      {
        kind: 'update',
        table: { schema: 's', name: 'a' },
        where: { form: 'none' },
        columns: ['x', 'y', 'Q'],
      },
    ]);
  });

  it('reads MERGE', async () => {
    expect(await changes('merge into a using b on true when matched then delete')).toEqual([
      { kind: 'merge', table: a },
    ]);
  });
});

describe('statements in queries', () => {
  it.each<[string, object[]]>([
    ['with d as (delete from a returning *) select * from d', [{ ...deletesAll, via: 'cte', offset: 5 }]],
    [
      'with d as materialized (select 1), e as (delete from a) select 1',
      [{ ...deletesAll, via: 'cte', offset: 35 }],
    ],
    [
      'select 1 from (with d as (delete from a returning 1) select * from d) q',
      [{ ...deletesAll, via: 'cte', offset: 20 }],
    ],
    ['with x as (with d as (delete from a) select 1) select 1', [{ ...deletesAll, via: 'cte', offset: 16 }]],
    ['with é as (select 1), d as (delete from a) select 1', [{ ...deletesAll, via: 'cte', offset: 22 }]],
    [
      'with x as (with d as (delete from a) delete from a returning 1) select 1',
      [
        { ...deletesAll, via: 'cte', offset: 16 },
        { ...deletesAll, via: 'cte', offset: 5 },
      ],
    ],
    ['with d as (delete from a) delete from a', [{ ...deletesAll, via: 'cte', offset: 5 }, deletesAll]],
    ['explain analyze delete from a', [deletesAll]],
    ['explain (verbose, analyze on) delete from a', [deletesAll]],
    ['explain (analyze false) delete from a', [{ kind: 'other', verb: 'explain' }]],
    ['explain delete from a', [{ kind: 'other', verb: 'explain' }]],
    ['explain analyze select 1', [{ kind: 'other', verb: 'explain' }]],
    ['copy (delete from a returning 1) to stdout', [deletesAll, { kind: 'copy', direction: 'to' }]],
    [
      'prepare p as delete from a',
      [
        { ...deletesAll, via: 'dynamic', offset: 25 },
        { kind: 'other', verb: 'prepare' },
      ],
    ],
    [
      'declare c cursor for with d as (delete from a) select 1',
      [
        { ...deletesAll, via: 'cte', offset: 26 },
        { kind: 'other', verb: 'declare' },
      ],
    ],
    [
      'create rule r as on insert to t do also delete from a',
      [
        {
          kind: 'create-object',
          objectType: 'rule',
          name: { name: 'r' },
          table: { name: 't' },
          orReplace: false,
        },
        { ...deletesAll, via: 'function-body', offset: 52 },
      ],
    ],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });

  it('finds them below CREATE TABLE … AS and CREATE MATERIALIZED VIEW', async () => {
    const query = 'with d as (delete from a returning 1) select * from d';
    const kinds = (await changes(`create table t as ${query}; create materialized view m as ${query}`)).map(
      ({ kind, via }) => [kind, via],
    );
    expect(kinds).toEqual([
      ['create-table', undefined],
      ['delete', 'cte'],
      ['create-object', undefined],
      ['delete', 'cte'],
    ]);
  });
});

describe('COPY, and functions that do something', () => {
  it.each<[string, object[]]>([
    [`copy a from '/x' where y > 1`, [{ kind: 'copy', table: a, direction: 'from' }]],
    ['copy a (x) to stdout', [{ kind: 'copy', table: a, direction: 'to' }]],
    [
      `copy a from program 'cat'`,
      [
        { kind: 'copy', table: a, direction: 'from' },
        { kind: 'dynamic-sql', reason: 'COPY … PROGRAM runs a program on the server' },
      ],
    ],
    [
      `select set_config('Session_Replication_Role', 'REPLICA', false)`,
      [{ kind: 'set-variable', name: 'session_replication_role', value: 'replica', local: false }],
    ],
    [
      `select pg_catalog.set_config('search_path', '', true)`,
      [{ kind: 'set-variable', name: 'search_path', value: '', local: true }],
    ],
    [`select set_config('a.b', x, false) from t`, [{ kind: 'set-variable', name: 'a.b', local: false }]],
    [`select set_config(x, 'y', false) from t`, [{ kind: 'other', verb: 'select' }]],
    [
      `select dblink_exec('c', 'drop ' || 'table x')`,
      [{ kind: 'dynamic-sql', reason: 'dblink_exec() runs SQL', fragment: 'c … drop table x' }],
    ],
    ['select dblink(a, b) from t', [{ kind: 'dynamic-sql', reason: 'dblink() runs SQL' }]],
    [
      `select query_to_xml('drop table x', true, true, '')`,
      [{ kind: 'dynamic-sql', reason: 'query_to_xml() runs SQL', fragment: 'drop table x … true … true' }],
    ],
    [
      `select U&"\\0064blink_exec"('x')`,
      [{ kind: 'dynamic-sql', reason: 'dblink_exec() runs SQL', fragment: 'x' }],
    ],
    [
      `with d as (insert into a select dblink_exec('x')) select 1`,
      [
        { kind: 'dynamic-sql', reason: 'dblink_exec() runs SQL', fragment: 'x', via: 'cte', offset: 5 },
        {
          kind: 'insert',
          table: a,
          source: 'select',
          from: [],
          hasWhere: false,
          hasLimit: false,
          via: 'cte',
          offset: 5,
        },
      ],
    ],
    [`select 'dblink_exec(x)'`, [{ kind: 'other', verb: 'select' }]],
    ['select pg_terminate_backend(1), lo_unlink(2), setval($$s$$, 1)', [{ kind: 'other', verb: 'select' }]],
    ['values (1)', [{ kind: 'other', verb: 'values' }]],
    ['call p(1)', [{ kind: 'other', verb: 'call' }]],
    ['execute p(1)', [{ kind: 'other', verb: 'execute' }]],
    [
      `create view v as select * from dblink('c', 'select 1') x(y int)`,
      [{ kind: 'create-object', objectType: 'view', name: { name: 'v' }, orReplace: false }],
    ],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });
});

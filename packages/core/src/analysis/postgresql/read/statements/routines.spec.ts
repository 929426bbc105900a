import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

/** The changes without the function's own, with the text at which each of them stands. */
async function located(sql: string): Promise<[string, string | undefined, string][]> {
  return (await changes(sql))
    .filter(({ kind }) => kind !== 'create-object')
    .map(({ kind, via, offset }) => [kind, via, offset === undefined ? '' : sql.slice(offset, offset + 12)]);
}

const inBlock = (body: string) => `DO $x$ DECLARE r record; t text; BEGIN\n${body}\nEND $x$;`;

describe('DO', () => {
  it('reads static SQL wherever it stands', async () => {
    const sql =
      inBlock(`  IF true THEN DELETE FROM a; ELSIF false THEN DELETE FROM b; ELSE DELETE FROM c; END IF;
  FOR r IN SELECT 1 LOOP TRUNCATE d; END LOOP;
  CASE t WHEN 'x' THEN DROP TABLE e; ELSE DROP TABLE f; END CASE;
  BEGIN ALTER TABLE g DROP h; EXCEPTION WHEN others THEN DROP VIEW i; END;
  WITH w AS (DELETE FROM j) SELECT 1 INTO t;`);
    expect(await located(sql)).toEqual([
      ['delete', 'do-block', 'DELETE FROM '],
      ['delete', 'do-block', 'DELETE FROM '],
      ['delete', 'do-block', 'DELETE FROM '],
      ['truncate', 'do-block', 'TRUNCATE d; '],
      ['drop-table', 'do-block', 'DROP TABLE e'],
      ['drop-table', 'do-block', 'DROP TABLE f'],
      ['drop-column', 'do-block', 'ALTER TABLE '],
      ['drop-object', 'do-block', 'DROP VIEW i;'],
      ['delete', 'cte', 'w AS (DELETE'],
    ]);
  });

  it.each<[string, object[]]>([
    [`EXECUTE 'DROP TABLE a';`, [{ kind: 'drop-table', via: 'dynamic', table: { name: 'a' } }]],
    [
      `EXECUTE 'DROP ' || 'TABLE ' || 'a'::text;`,
      [{ kind: 'drop-table', via: 'dynamic', table: { name: 'a' } }],
    ],
    [`EXECUTE format('DROP TABLE a');`, [{ kind: 'drop-table', via: 'dynamic', table: { name: 'a' } }]],
    [
      `EXECUTE format('SELECT 5 %% 2; DROP TABLE a');`,
      [{ kind: 'drop-table', via: 'dynamic', table: { name: 'a' } }],
    ],
    [`EXECUTE concat('DROP TABLE ', 'a');`, [{ kind: 'drop-table', via: 'dynamic', table: { name: 'a' } }]],
    [
      `EXECUTE $q$ DELETE FROM a WHERE b = '$1' $q$ USING 5;`,
      [{ kind: 'delete', via: 'dynamic', where: { form: 'some' } }],
    ],
    [
      `FOR r IN EXECUTE 'DELETE FROM a RETURNING 1' LOOP NULL; END LOOP;`,
      [{ kind: 'delete', via: 'dynamic', where: { form: 'none' } }],
    ],
    [`EXECUTE 'sel 1';`, [{ kind: 'unreadable', via: 'dynamic', reason: 'syntax error at or near "sel"' }]],
    [
      `EXECUTE t;`,
      [{ kind: 'dynamic-sql', via: 'do-block', reason: 'EXECUTE of a text that is made at run time' }],
    ],
    [
      `EXECUTE 'DROP TABLE ' || t || ' CASCADE';`,
      [{ kind: 'dynamic-sql', via: 'do-block', fragment: 'DROP TABLE … CASCADE' }],
    ],
    [
      `EXECUTE format('DROP TABLE %I', t);`,
      [{ kind: 'dynamic-sql', via: 'do-block', fragment: 'DROP TABLE %I' }],
    ],
    [
      `EXECUTE 'TRUNCATE ' || quote_ident(t);`,
      [{ kind: 'dynamic-sql', via: 'do-block', fragment: 'TRUNCATE …' }],
    ],
    [`COMMIT;`, [{ kind: 'transaction', via: 'do-block', action: 'commit' }]],
    [`ROLLBACK;`, [{ kind: 'transaction', via: 'do-block', action: 'rollback' }]],
    [
      `SET LOCAL lock_timeout = 5;`,
      [{ kind: 'set-variable', via: 'do-block', name: 'lock_timeout', value: '5', local: true }],
    ],
    [
      `PERFORM set_config('a.b', 'c', true);`,
      [{ kind: 'set-variable', via: 'do-block', name: 'a.b', value: 'c', local: true }],
    ],
    [
      `t := dblink_exec('DROP TABLE a');`,
      [{ kind: 'dynamic-sql', via: 'do-block', fragment: 'DROP TABLE a' }],
    ],
    [
      `IF dblink_exec('x') = 'y' THEN NULL; END IF;`,
      [{ kind: 'dynamic-sql', via: 'do-block', fragment: 'x' }],
    ],
    [
      `undeclared := 1;`,
      [{ kind: 'unreadable', via: 'do-block', reason: '"undeclared" is not a known variable' }],
    ],
    [`sel 1;`, [{ kind: 'unreadable', via: 'do-block', reason: 'syntax error at or near "sel"' }]],
  ])('%s', async (body, expected) => {
    const found = await changes(inBlock(body));
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
  });

  it('says where dynamic SQL stands', async () => {
    expect(await located(inBlock(`  PERFORM 1;\n  EXECUTE 'DROP TABLE a';\n  COMMIT;`))).toEqual([
      ['drop-table', 'dynamic', `'DROP TABLE `],
      ['transaction', 'do-block', 'COMMIT;\nEND '],
    ]);
  });

  it('finds statements whose INTO PL/pgSQL has blanked out, at least by their line', async () => {
    const sql = inBlock(
      '  INSERT INTO a VALUES (1) RETURNING b INTO t;\n  INSERT INTO c VALUES (2) RETURNING b INTO t;',
    );
    expect(await located(sql)).toEqual([
      ['insert', 'do-block', 'INSERT INTO '],
      ['insert', 'do-block', 'INSERT INTO '],
    ]);
    const offsets = (await changes(sql)).map(({ offset }) => offset);
    expect(offsets).toEqual([sql.indexOf('INSERT INTO a'), sql.indexOf('INSERT INTO c')]);
  });

  it.each<[string, string]>([
    ['a plain string', `DO 'BEGIN DELETE FROM a WHERE b = ''x''; DROP TABLE a; END'`],
    ['another tag', 'DO LANGUAGE plpgsql $body$BEGIN DELETE FROM a WHERE b = 1; DROP TABLE a; END$body$'],
    ['text outside of ASCII', 'DO $é$BEGIN DELETE FROM a WHERE é = 1; DROP TABLE a; END$é$'],
  ])('knows offsets in %s', async (_, sql) => {
    expect(await located(sql)).toEqual([
      ['delete', 'do-block', 'DELETE FROM '],
      ['drop-table', 'do-block', 'DROP TABLE a'],
    ]);
  });

  it('gives the string’s start where its form hides the offsets', async () => {
    const sql = `DO E'BEGIN\\n DROP TABLE a; END'`;
    expect(await located(sql)).toEqual([['drop-table', 'do-block', sql.slice(3, 15)]]);
  });

  it('does not read other languages', async () => {
    expect(await changes('DO LANGUAGE plpython3u $$drop$$')).toEqual([
      { kind: 'dynamic-sql', reason: 'code in plpython3u, which is not read', via: 'do-block', offset: 25 },
    ]);
  });

  it('reads functions in dynamic SQL in blocks, up to a depth', async () => {
    const inner = `CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN DROP TABLE a; END $f$`;
    expect(await changes(`DO $$ BEGIN EXECUTE $q$ ${inner} $q$; END $$`)).toMatchObject([
      { kind: 'create-object', via: 'dynamic' },
      { kind: 'drop-table', via: 'function-body' },
    ]);
    let sql = 'DROP TABLE a';
    for (let depth = 0; depth < 8; depth++)
      sql = `DO $a${depth}$ BEGIN EXECUTE $b${depth}$ ${sql} $b${depth}$; END $a${depth}$`;
    expect(await changes(sql)).toMatchObject([
      { kind: 'unreadable', reason: 'SQL in SQL, more levels deep than are read' },
    ]);
  });
});

describe('CREATE FUNCTION and CREATE PROCEDURE', () => {
  it.each<[string, object]>([
    [
      'create function s.f() returns int language sql as $$ select 1 $$',
      { objectType: 'function', name: { schema: 's', name: 'f' }, orReplace: false, volatility: 'volatile' },
    ],
    [
      'create or replace function f() returns int language sql immutable as $$ select 1 $$',
      { objectType: 'function', orReplace: true, volatility: 'constant' },
    ],
    [
      'create function f() returns int language sql stable return 1',
      { objectType: 'function', volatility: 'stable' },
    ],
    ['create procedure p() language sql as $$ select 1 $$', { objectType: 'procedure', name: { name: 'p' } }],
    [`create function f() returns int language c as 'lib', 'symbol'`, { objectType: 'function' }],
    [`create function f() returns int language internal as 'int4in'`, { objectType: 'function' }],
    [
      'create function f() returns trigger language plpgsql as $$ begin new.a := 1; return new; end $$',
      { objectType: 'function' },
    ],
  ])('%s does nothing yet', async (sql, expected) => {
    expect(await changes(sql)).toMatchObject([{ kind: 'create-object', ...expected }]);
    expect(await changes(sql)).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['PL/pgSQL', 'create function f() returns void language plpgsql as $$ begin DROP TABLE a; end $$'],
    [
      'quoted language names',
      `create function f() returns void language 'plpgsql' as 'begin DROP TABLE a; end'`,
    ],
    [
      'dynamic SQL',
      `create function f() returns void language plpgsql as $$ begin execute 'drop table a'; end $$`,
    ],
    ['SQL in a string', 'create function f() returns void language sql as $$ select 1; DROP TABLE a; $$'],
    ['SQL without a language', 'create function f() returns void as $$ DROP TABLE a $$ language sql'],
    [
      'table%ROWTYPE',
      'create function f(x t.c%type) returns void language plpgsql as $$ declare y t%rowtype; begin y.a := 1; DROP TABLE a; end $$',
    ],
  ])('reads %s', async (_, sql) => {
    const place = sql.includes('execute') ? `'drop table a'` : 'DROP TABLE a';
    expect(await changes(sql)).toEqual([
      expect.objectContaining({ kind: 'create-object' }),
      {
        kind: 'drop-table',
        table: { name: 'a' },
        ifExists: false,
        cascade: false,
        via: 'function-body',
        offset: sql.indexOf(place),
      },
    ]);
  });

  it('reads BEGIN ATOMIC', async () => {
    const sql =
      'create procedure p() begin atomic select 1; delete from a; insert into b select * from c; end; drop table d';
    expect((await changes(sql)).map(({ kind, via, offset }) => [kind, via, offset])).toEqual([
      ['create-object', undefined, undefined],
      ['delete', 'function-body', sql.indexOf('a; insert')],
      ['insert', 'function-body', sql.indexOf('b select')],
      ['drop-table', undefined, undefined],
    ]);
  });

  it.each<[string, string, string]>([
    ['PL/pgSQL', 'create function f() returns void language plpgsql as $$ begin x end $$', 'unreadable'],
    ['SQL', 'create function f() returns void language sql as $$ sel 1 $$', 'unreadable'],
    [
      'SQL with an open comment',
      'create function f() returns void language sql as $$ select 1; /* $$',
      'unreadable',
    ],
    ['Perl', 'create function f() returns void language plperl as $$ x $$', 'dynamic-sql'],
  ])('says that a body in %s is not read', async (_, sql, kind) => {
    expect((await changes(sql)).map((change) => [change.kind, change.via])).toEqual([
      ['create-object', undefined],
      [kind, 'function-body'],
    ]);
  });
});

import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const none = { ifExists: false, cascade: false };

function dropped(objectType: string, name: string, more: object = {}): object {
  return { kind: 'drop-object', objectType, name: { name }, ...none, ...more };
}

describe('DROP and TRUNCATE', () => {
  it.each<[string, object[]]>([
    [
      'drop table a, s.b',
      [
        { kind: 'drop-table', table: { name: 'a' }, ...none },
        { kind: 'drop-table', table: { schema: 's', name: 'b' }, ...none },
      ],
    ],
    [
      'drop table if exists a cascade',
      [{ kind: 'drop-table', table: { name: 'a' }, ifExists: true, cascade: true }],
    ],
    [
      'drop index s.i',
      [{ kind: 'drop-index', index: { schema: 's', name: 'i' }, concurrently: false, ...none }],
    ],
    [
      'drop index concurrently if exists i',
      [{ kind: 'drop-index', index: { name: 'i' }, concurrently: true, ifExists: true, cascade: false }],
    ],
    [
      'drop schema a, b cascade',
      [
        { kind: 'drop-schema', name: 'a', ifExists: false, cascade: true },
        { kind: 'drop-schema', name: 'b', ifExists: false, cascade: true },
      ],
    ],
    ['drop database if exists d with (force)', [{ kind: 'drop-database', name: 'd', ifExists: true }]],
    ['drop view v', [dropped('view', 'v')]],
    ['drop materialized view m', [dropped('materialized view', 'm')]],
    ['drop foreign table f', [dropped('foreign table', 'f')]],
    ['drop sequence q cascade', [dropped('sequence', 'q', { cascade: true })]],
    ['drop type s.ty', [dropped('type', 'ty', { name: { schema: 's', name: 'ty' } })]],
    ['drop domain d', [dropped('domain', 'd')]],
    ['drop function f(int), g', [dropped('function', 'f'), dropped('function', 'g')]],
    ['drop procedure p()', [dropped('procedure', 'p')]],
    ['drop routine r', [dropped('function', 'r')]],
    ['drop aggregate a(int)', [dropped('aggregate', 'a')]],
    ['drop extension if exists e', [dropped('extension', 'e', { ifExists: true })]],
    ['drop trigger x on s.t', [dropped('trigger', 'x', { table: { schema: 's', name: 't' } })]],
    ['drop policy x on t', [dropped('policy', 'x', { table: { name: 't' } })]],
    ['drop rule x on t', [dropped('rule', 'x', { table: { name: 't' } })]],
    ['drop event trigger x', [dropped('event trigger', 'x')]],
    ['drop publication p', [dropped('publication', 'p')]],
    ['drop subscription s', [dropped('subscription', 's')]],
    ['drop tablespace if exists x', [dropped('tablespace', 'x', { ifExists: true })]],
    ['drop server s', [dropped('server', 's')]],
    ['drop user mapping for u server s', [dropped('other', 's')]],
    ['drop operator +(int, int)', [dropped('other', '+')]],
    ['drop collation c', [dropped('other', 'c')]],
    ['drop role a, b', [dropped('role', 'a'), dropped('role', 'b')]],
    ['drop user if exists a', [dropped('role', 'a', { ifExists: true })]],
    [
      'drop owned by a, current_user cascade',
      [dropped('owned', 'a', { cascade: true }), dropped('owned', 'CURRENT_USER', { cascade: true })],
    ],
    [
      'truncate a, only s.b restart identity cascade',
      [
        { kind: 'truncate', table: { name: 'a' }, cascade: true },
        { kind: 'truncate', table: { schema: 's', name: 'b' }, cascade: true },
      ],
    ],
    ['truncate table a', [{ kind: 'truncate', table: { name: 'a' }, cascade: false }]],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });
});

describe('RENAME and SET SCHEMA', () => {
  it.each<[string, object]>([
    ['alter view v rename to w', { objectType: 'view', name: { name: 'v' }, to: 'w' }],
    ['alter index s.i rename to j', { objectType: 'index', name: { schema: 's', name: 'i' }, to: 'j' }],
    ['alter sequence q rename to r', { objectType: 'sequence', name: { name: 'q' }, to: 'r' }],
    ['alter type ty rename to tz', { objectType: 'type', name: { name: 'ty' }, to: 'tz' }],
    ['alter domain d rename to e', { objectType: 'domain', name: { name: 'd' }, to: 'e' }],
    [
      'alter domain d rename constraint a to b',
      { objectType: 'constraint', name: { name: 'a' }, table: { name: 'd' }, to: 'b' },
    ],
    [
      'alter function s.f(int) rename to g',
      { objectType: 'function', name: { schema: 's', name: 'f' }, to: 'g' },
    ],
    ['alter schema a rename to b', { objectType: 'schema', name: { name: 'a' }, to: 'b' }],
    ['alter role a rename to b', { objectType: 'role', name: { name: 'a' }, to: 'b' }],
    ['alter database a rename to b', { objectType: 'other', name: { name: 'a' }, to: 'b' }],
    [
      'alter trigger x on t rename to y',
      { objectType: 'trigger', name: { name: 'x' }, table: { name: 't' }, to: 'y' },
    ],
    [
      'alter policy x on s.t rename to y',
      { objectType: 'policy', name: { name: 'x' }, table: { schema: 's', name: 't' }, to: 'y' },
    ],
    [
      'alter rule x on t rename to y',
      { objectType: 'rule', name: { name: 'x' }, table: { name: 't' }, to: 'y' },
    ],
    [
      `alter type e rename value 'a' to 'b'`,
      { objectType: 'enum value', name: { name: 'a' }, table: { name: 'e' }, to: 'b' },
    ],
    ['alter type ty set schema s', { objectType: 'type', name: { name: 'ty' }, to: 's.ty' }],
    ['alter function f() set schema s', { objectType: 'function', name: { name: 'f' }, to: 's.f' }],
    ['alter view v set schema s', { objectType: 'view', name: { name: 'v' }, to: 's.v' }],
    ['alter sequence q set schema s', { objectType: 'sequence', name: { name: 'q' }, to: 's.q' }],
    ['alter extension e set schema s', { objectType: 'extension', name: { name: 'e' }, to: 's.e' }],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([{ kind: 'rename-object', ...expected }]);
  });

  it.each<[string, object]>([
    [
      'alter table s.t rename to u',
      { kind: 'rename-table', table: { schema: 's', name: 't' }, to: { schema: 's', name: 'u' } },
    ],
    [
      'alter table a.t set schema b',
      { kind: 'rename-table', table: { schema: 'a', name: 't' }, to: { schema: 'b', name: 't' } },
    ],
    [
      'alter view v rename column a to b',
      { kind: 'rename-column', table: { name: 'v' }, column: 'a', to: 'b' },
    ],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

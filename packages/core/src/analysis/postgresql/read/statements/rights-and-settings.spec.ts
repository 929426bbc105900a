import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const set = (name: string, value: string | undefined, local = false) => ({
  kind: 'set-variable',
  name,
  ...(value !== undefined && { value }),
  local,
});
const role = (name: string, what: string) => ({ kind: 'alter-role', name, what });
const other = (verb: string, isDdl = false) => ({ kind: 'other', verb, ...(isDdl && { isDdl }) });

describe('rights and roles', () => {
  it.each<[string, object[]]>([
    [
      'grant select (a), insert on s.t, u to public, joe with grant option',
      [
        {
          kind: 'grant',
          privileges: ['select', 'insert'],
          on: 'table s.t, u',
          to: ['PUBLIC', 'joe'],
          toPublic: true,
        },
      ],
    ],
    [
      'grant all on all tables in schema s to joe',
      [{ kind: 'grant', privileges: ['all'], on: 'all tables in schema s', to: ['joe'], toPublic: false }],
    ],
    [
      'grant usage on schema s to current_user',
      [{ kind: 'grant', privileges: ['usage'], on: 'schema s', to: ['CURRENT_USER'], toPublic: false }],
    ],
    [
      'grant execute on function s.f(int) to joe',
      [{ kind: 'grant', privileges: ['execute'], on: 'function s.f', to: ['joe'], toPublic: false }],
    ],
    [
      'revoke all on t from public',
      [{ kind: 'revoke', privileges: ['all'], on: 'table t', from: ['PUBLIC'] }],
    ],
    [
      'grant admin to joe',
      [{ kind: 'grant', privileges: ['admin'], on: 'role', to: ['joe'], toPublic: false }],
    ],
    ['revoke admin from joe', [{ kind: 'revoke', privileges: ['admin'], on: 'role', from: ['joe'] }]],
    [
      'alter default privileges in schema s grant select on tables to public',
      [
        {
          kind: 'grant',
          privileges: ['select'],
          on: 'future tables in schema s',
          to: ['PUBLIC'],
          toPublic: true,
          isDefault: true,
        },
      ],
    ],
    [
      'alter default privileges revoke execute on functions from public',
      [{ kind: 'revoke', privileges: ['execute'], on: 'future functions', from: ['PUBLIC'] }],
    ],
    [
      'create role r login createdb',
      [{ kind: 'create-object', objectType: 'role', name: { name: 'r' }, orReplace: false }],
    ],
    [
      'create user r superuser bypassrls createrole replication',
      [
        { kind: 'create-object', objectType: 'role', name: { name: 'r' }, orReplace: false },
        role('r', 'create with superuser'),
        role('r', 'create with bypassrls'),
        role('r', 'create with createrole'),
        role('r', 'create with replication'),
      ],
    ],
    [
      'create role r nosuperuser',
      [{ kind: 'create-object', objectType: 'role', name: { name: 'r' }, orReplace: false }],
    ],
    [
      `alter role r nosuperuser nologin password 'x'`,
      [role('r', 'no superuser'), role('r', 'no login'), role('r', 'password')],
    ],
    ['alter user r with superuser', [role('r', 'superuser')]],
    ['alter role r set work_mem = 1', [role('r', 'set work_mem')]],
    ['alter role all in database d reset all', [role('ALL', 'set all')]],
    ['alter system set fsync = off', [role('fsync', 'alter system')]],
    ['alter system reset all', [role('all', 'alter system')]],
    ['reassign owned by a to b', [other('reassign owned', true)]],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });

  it('keeps passwords out of what it returns', async () => {
    const all = await changes(
      `alter role r password 'secret'; create role s password 'secret'; create user mapping for u server s options (password 'secret')`,
    );
    expect(JSON.stringify(all)).not.toContain('secret');
  });
});

describe('settings, transactions and locks', () => {
  it.each<[string, object[]]>([
    ['set Lock_Timeout = 500', [set('lock_timeout', '500')]],
    [`set local statement_timeout to '5s'`, [set('statement_timeout', '5s', true)]],
    ['set session_replication_role = REPLICA', [set('session_replication_role', 'replica')]],
    [`set x.y = 'On'`, [set('x.y', 'on')]],
    ['set search_path = a, "B"', [set('search_path', 'a, B')]],
    ['set search_path to default', [set('search_path', undefined)]],
    ['reset search_path', [set('search_path', undefined)]],
    ['reset all', [set('all', undefined)]],
    [`set time zone 'UTC'`, [set('timezone', 'UTC')]],
    [`set time zone interval '1' hour`, [set('timezone', '1')]],
    ['set role joe', [set('role', 'joe')]],
    ['set session authorization joe', [set('session_authorization', 'joe')]],
    ['set transaction isolation level serializable', [other('set transaction')]],
    ['set session characteristics as transaction read only', [other('set session characteristics')]],
    ['alter database d set work_mem = 1', [{ ...set('work_mem', '1'), global: true }]],
    ['begin isolation level serializable', [{ kind: 'transaction', action: 'begin' }]],
    ['start transaction', [{ kind: 'transaction', action: 'begin' }]],
    ['commit and chain', [{ kind: 'transaction', action: 'commit' }]],
    ['end', [{ kind: 'transaction', action: 'commit' }]],
    ['rollback', [{ kind: 'transaction', action: 'rollback' }]],
    ['abort', [{ kind: 'transaction', action: 'rollback' }]],
    ['savepoint s', [{ kind: 'transaction', action: 'savepoint' }]],
    ['rollback to s', [{ kind: 'transaction', action: 'rollback-to' }]],
    ['release s', [{ kind: 'transaction', action: 'release' }]],
    [`prepare transaction 'x'`, [{ kind: 'transaction', action: 'prepare' }]],
    [`commit prepared 'x'`, [other('commit prepared')]],
    [`rollback prepared 'x'`, [other('rollback prepared')]],
    [
      'lock a, s.b',
      [
        { kind: 'lock-table', table: { name: 'a' }, mode: 'access exclusive' },
        { kind: 'lock-table', table: { schema: 's', name: 'b' }, mode: 'access exclusive' },
      ],
    ],
    [
      'lock table a in share update exclusive mode nowait',
      [{ kind: 'lock-table', table: { name: 'a' }, mode: 'share update exclusive' }],
    ],
    ['set constraints all deferred', [other('set constraints')]],
    ['show all', [other('show')]],
    ['discard all', [other('discard')]],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });
});

describe('maintenance', () => {
  it.each<[string, object[]]>([
    [
      'vacuum full a, s.b',
      [
        { kind: 'rewrite-table', table: { name: 'a' }, by: 'VACUUM FULL' },
        { kind: 'rewrite-table', table: { schema: 's', name: 'b' }, by: 'VACUUM FULL' },
      ],
    ],
    ['vacuum (full, analyze)', [{ kind: 'rewrite-table', by: 'VACUUM FULL' }]],
    ['vacuum (full false) a', [other('vacuum')]],
    ['vacuum (full 0) a', [other('vacuum')]],
    ['vacuum analyze a', [other('vacuum')]],
    ['analyze a', [other('analyze')]],
    ['cluster a using i', [{ kind: 'rewrite-table', table: { name: 'a' }, by: 'CLUSTER' }]],
    ['cluster', [{ kind: 'rewrite-table', by: 'CLUSTER' }]],
    [
      'reindex index s.i',
      [{ kind: 'reindex', target: 'index', name: { schema: 's', name: 'i' }, concurrently: false }],
    ],
    [
      'reindex table concurrently t',
      [{ kind: 'reindex', target: 'table', name: { name: 't' }, concurrently: true }],
    ],
    [
      'reindex (concurrently, verbose) schema s',
      [{ kind: 'reindex', target: 'schema', name: { name: 's' }, concurrently: true }],
    ],
    [
      'reindex (concurrently off) table t',
      [{ kind: 'reindex', target: 'table', name: { name: 't' }, concurrently: false }],
    ],
    [
      'reindex database d',
      [{ kind: 'reindex', target: 'database', name: { name: 'd' }, concurrently: false }],
    ],
    ['reindex system', [{ kind: 'reindex', target: 'system', concurrently: false }]],
    [
      'refresh materialized view m',
      [{ kind: 'refresh-materialized-view', view: { name: 'm' }, concurrently: false }],
    ],
    [
      'refresh materialized view concurrently s.m',
      [{ kind: 'refresh-materialized-view', view: { schema: 's', name: 'm' }, concurrently: true }],
    ],
    ['checkpoint', [other('checkpoint')]],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual(expected);
  });
});

import type { Change } from '../../../change';
import { readPostgresqlScript } from '../../read-script';

async function changes(sql: string): Promise<Change[]> {
  const { statements } = await readPostgresqlScript(sql, {});
  return statements.flatMap((statement) => statement.changes);
}

const created = (objectType: string, name: string, more: object = {}) => ({
  kind: 'create-object',
  objectType,
  name: { name },
  orReplace: false,
  ...more,
});
const ddl = (verb: string) => ({ kind: 'other', verb, isDdl: true });

describe('types and domains', () => {
  const domain = { kind: 'alter-domain-constraint', domain: { name: 'd' } };

  it.each<[string, object]>([
    [
      `create type s.mood as enum ('a', 'b''c')`,
      created('type', 'mood', { name: { schema: 's', name: 'mood' }, values: ['a', `b'c`] }),
    ],
    ['create type t as (a int)', created('type', 't')],
    ['create type t as range (subtype = int)', created('type', 't')],
    ['create type t', created('type', 't')],
    [
      'create domain d as varchar(3) default 1',
      created('domain', 'd', { hasConstraint: false, baseType: 'character varying(3)' }),
    ],
    [
      'create domain d as int check (value > 0)',
      created('domain', 'd', { hasConstraint: true, baseType: 'integer' }),
    ],
    ['create domain d as int not null', created('domain', 'd', { hasConstraint: true, baseType: 'integer' })],
    [
      `alter type s.e add value if not exists 'x' before 'y'`,
      { kind: 'add-enum-value', type: { schema: 's', name: 'e' }, value: 'x', ifNotExists: true },
    ],
    [
      `alter type e add value 'x'`,
      { kind: 'add-enum-value', type: { name: 'e' }, value: 'x', ifNotExists: false },
    ],
    [
      'alter domain d add constraint c check (value > 0) not valid',
      { ...domain, action: 'add', name: 'c', notValid: true },
    ],
    ['alter domain d add check (value > 0)', { ...domain, action: 'add' }],
    ['alter domain d drop constraint if exists c', { ...domain, action: 'drop', name: 'c' }],
    ['alter domain d validate constraint c', { ...domain, action: 'validate', name: 'c' }],
    ['alter domain d set not null', { ...domain, action: 'set-not-null' }],
    ['alter domain d drop not null', { ...domain, action: 'drop-not-null' }],
    ['alter domain d set default 1', ddl('alter domain')],
    ['alter type t set (storage = plain)', ddl('alter type')],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

describe('other objects', () => {
  const t = { table: { name: 't' } };

  it.each<[string, object]>([
    ['create view v as select 1', created('view', 'v')],
    ['create or replace temp view v as select 1', created('view', 'v', { orReplace: true })],
    ['create materialized view m as select 1', created('materialized view', 'm')],
    ['create sequence q', created('sequence', 'q')],
    ['create trigger x before insert on t execute function f()', created('trigger', 'x', t)],
    [
      'create or replace trigger x after update on t execute function f()',
      created('trigger', 'x', { ...t, orReplace: true }),
    ],
    ['create event trigger x on ddl_command_start execute function f()', created('event trigger', 'x')],
    ['create policy p on t using (true)', created('policy', 'p', t)],
    ['create rule r as on delete to t do instead nothing', created('rule', 'r', t)],
    ['create extension if not exists pgcrypto', created('extension', 'pgcrypto')],
    ['create publication p for all tables', created('publication', 'p')],
    [`create subscription s connection 'x' publication p`, created('subscription', 's')],
    [`create tablespace x location '/x'`, created('tablespace', 'x')],
    ['create server s foreign data wrapper w', created('server', 's')],
    ['create foreign data wrapper w', created('other', 'w')],
    ['create user mapping for u server s', created('other', 's')],
    ['create foreign table f (a int) server s', created('foreign table', 'f')],
    ['create aggregate g (int) (sfunc = x, stype = int)', created('aggregate', 'g')],
    [`create collation c (locale = 'C')`, created('other', 'c')],
    ['create statistics s on a, b from t', created('other', 's')],
    ['create access method m type index handler h', created('other', 'm')],
    ['create or replace language l', created('extension', 'l')],
    [`create conversion c for 'UTF8' to 'LATIN1' from f`, created('other', 'c')],
    ['create operator class o for type int using btree as operator 1 <', created('other', 'o')],
    ['create operator family o using btree', created('other', 'o')],
    ['create cast (int as text) without function', ddl('create cast')],
    ['create transform for int language l (from sql with function f(internal))', ddl('create transform')],
    ['create database d', ddl('create database')],
    ['import foreign schema a from server s into b', ddl('import foreign schema')],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

describe('statements that no rule looks at', () => {
  it.each<[string, object]>([
    [`comment on table t is 'x'`, ddl('comment')],
    [`security label on table t is 'x'`, ddl('security label')],
    ['alter sequence q restart', ddl('alter sequence')],
    ['alter policy p on t using (true)', ddl('alter policy')],
    ['alter extension e update', ddl('alter extension')],
    ['alter extension e add table t', ddl('alter extension')],
    ['alter event trigger x disable', ddl('alter event trigger')],
    ['alter publication p add table t', ddl('alter publication')],
    ['alter subscription s disable', ddl('alter subscription')],
    ['alter statistics s set statistics 1', ddl('alter statistics')],
    ['alter operator +(int, int) set (restrict = none)', ddl('alter operator')],
    ['alter operator family o using btree add operator 1 <(int, int)', ddl('alter operator family')],
    ['alter text search dictionary d (x = 1)', ddl('alter text search dictionary')],
    ['alter text search configuration c drop mapping for word', ddl('alter text search configuration')],
    ['alter foreign data wrapper w options (x $$1$$)', ddl('alter foreign data wrapper')],
    [`alter server s version '1'`, ddl('alter server')],
    ['alter user mapping for u server s options (x $$1$$)', ddl('alter user mapping')],
    ['alter database d connection limit 5', ddl('alter database')],
    ['alter database d refresh collation version', ddl('alter database')],
    ['alter tablespace x set (seq_page_cost = 1)', ddl('alter tablespace')],
    ['alter collation c refresh version', ddl('alter collation')],
    ['alter function f() immutable', ddl('alter function')],
    ['alter function f() depends on extension e', ddl('alter depends on extension')],
    ['alter view v owner to joe', { kind: 'other', verb: 'alter view', isDdl: true }],
    ['alter schema s owner to joe', ddl('alter owner')],
    [`load 'x'`, { kind: 'other', verb: 'load' }],
    ['notify x', { kind: 'other', verb: 'notify' }],
    ['listen x', { kind: 'other', verb: 'listen' }],
    ['unlisten *', { kind: 'other', verb: 'unlisten' }],
    ['fetch 5 from c', { kind: 'other', verb: 'fetch' }],
    ['close c', { kind: 'other', verb: 'close' }],
    ['deallocate all', { kind: 'other', verb: 'deallocate' }],
    ['do $$ begin null; end $$', { kind: 'other', verb: 'do' }],
  ])('%s', async (sql, expected) => {
    expect(await changes(sql)).toEqual([expected]);
  });
});

import type { AlterDefaultPrivilegesStmt, DefElem, GrantStmt, Node, RoleSpec } from 'libpg-query';
import type { Change } from '../../../change';
import { bodies, body, items, nameParts } from '../ast';
import { flag } from './options';
import { other, type Translators } from '../translator';

/** Options that give a role power over everything. */
const POWERS = new Set(['superuser', 'bypassrls', 'createrole', 'isreplication']);

/** What SQL calls options that the parser calls otherwise. */
const WORDS: Readonly<Record<string, string>> = {
  isreplication: 'replication',
  canlogin: 'login',
  connectionlimit: 'connection limit',
  rolemembers: 'members',
  adminmembers: 'admin members',
  addroleto: 'in role',
  validUntil: 'valid until',
};

/** GRANT, REVOKE and roles. */
export const roles: Translators = {
  GrantStmt: (statement) => grant(statement, target(statement)),
  GrantRoleStmt: (statement) => {
    const privileges = bodies('AccessPriv', statement.granted_roles).map(({ priv_name }) => priv_name ?? '');
    const names = bodies('RoleSpec', statement.grantee_roles).map(roleName);
    return statement.is_grant
      ? [{ kind: 'grant', privileges, on: 'role', to: names, toPublic: false }]
      : [{ kind: 'revoke', privileges, on: 'role', from: names }];
  },
  AlterDefaultPrivilegesStmt: defaultPrivileges,
  CreateRoleStmt: (statement) => {
    const name = statement.role ?? '';
    const powers = bodies('DefElem', statement.options).filter(
      (option) => POWERS.has(option.defname ?? '') && flag(option),
    );
    return [
      { kind: 'create-object', objectType: 'role', name: { name }, orReplace: false },
      ...powers.map((option): Change => ({ kind: 'alter-role', name, what: `create with ${word(option)}` })),
    ];
  },
  AlterRoleStmt: (statement) => {
    const name = roleName(statement.role);
    const options = bodies('DefElem', statement.options);
    const what = options.map((option) => (isOff(option) ? `no ${word(option)}` : word(option)));
    return (what.length > 0 ? what : ['options']).map((text) => ({ kind: 'alter-role', name, what: text }));
  },
  AlterRoleSetStmt: (statement) => [
    {
      kind: 'alter-role',
      name: statement.role ? roleName(statement.role) : 'ALL',
      what: `set ${statement.setstmt?.name ?? 'all'}`,
    },
  ],
  AlterSystemStmt: (statement) => [
    { kind: 'alter-role', name: statement.setstmt?.name ?? 'all', what: 'alter system' },
  ],
  ReassignOwnedStmt: () => other('reassign owned', true),
};

/** A role's name; keywords such as CURRENT_USER in capitals. */
export function roleName(role: RoleSpec | undefined): string {
  if (role?.rolename !== undefined) return role.rolename;
  return role?.roletype?.replace('ROLESPEC_', '') ?? '';
}

function word({ defname = '' }: DefElem): string {
  return WORDS[defname] ?? defname;
}

/** `superuser` with false is NOSUPERUSER; a value that is no boolean (a password) switches nothing off. */
function isOff(option: DefElem): boolean {
  const value = body('Boolean', option.arg);
  return value !== undefined && value.boolval !== true;
}

function grant(statement: GrantStmt, on: string, isDefault = false): Change[] {
  const grantees = bodies('RoleSpec', statement.grantees);
  const names = grantees.map(roleName);
  const listed = bodies('AccessPriv', statement.privileges).map(({ priv_name }) => priv_name ?? 'all');
  const privileges = listed.length > 0 ? listed : ['all'];
  if (!statement.is_grant) return [{ kind: 'revoke', privileges, on, from: names }];
  const toPublic = grantees.some(({ roletype }) => roletype === 'ROLESPEC_PUBLIC');
  return [{ kind: 'grant', privileges, on, to: names, toPublic, ...(isDefault && { isDefault }) }];
}

function defaultPrivileges({ action, options }: AlterDefaultPrivilegesStmt): Change[] {
  if (!action) return other('alter default privileges', true);
  const schemas = bodies('DefElem', options)
    .filter(({ defname }) => defname === 'schemas')
    .flatMap(({ arg }) => items(arg).flatMap(nameParts));
  const place = schemas.length > 0 ? ` in schema ${schemas.join(', ')}` : '';
  return grant(action, `future ${kindOfObject(action)}s${place}`, true);
}

/** What the rights are on: `table a, s.b`, `all tables in schema s`. */
function target(statement: GrantStmt): string {
  const names = (statement.objects ?? []).map(written).join(', ');
  const kind = kindOfObject(statement);
  if (statement.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') return `all ${kind}s in schema ${names}`;
  return `${kind} ${names}`;
}

function kindOfObject({ objtype }: GrantStmt): string {
  return (objtype ?? '').replace('OBJECT_', '').toLowerCase().replaceAll('_', ' ');
}

function written(node: Node): string {
  const relation = body('RangeVar', node);
  if (!relation) return nameParts(node).join('.');
  return [relation.schemaname, relation.relname].filter((part) => part !== undefined).join('.');
}

import type { AlterDomainStmt } from 'libpg-query';
import type { Change, OtherObjectType } from '../../../change';
import { bodies, body, nameFrom, strings, tableName } from '../ast';
import { canonicalType } from '../expressions/type-name';
import { other, type Translators } from '../translator';

const create = (objectType: OtherObjectType, names: string[]): Change => ({
  kind: 'create-object',
  objectType,
  name: nameFrom(names),
  orReplace: false,
});

/** CREATE TYPE, and domains. */
export const typesAndDomains: Translators = {
  CreateEnumStmt: (statement) => [
    {
      kind: 'create-object',
      objectType: 'type',
      name: nameFrom(strings(statement.typeName)),
      orReplace: false,
      values: strings(statement.vals),
    },
  ],
  CompositeTypeStmt: ({ typevar }) => [
    { kind: 'create-object', objectType: 'type', name: tableName(typevar), orReplace: false },
  ],
  CreateRangeStmt: (statement) => [create('type', strings(statement.typeName))],
  CreateDomainStmt: (statement) => [
    {
      kind: 'create-object',
      objectType: 'domain',
      name: nameFrom(strings(statement.domainname)),
      orReplace: false,
      hasConstraint: bodies('Constraint', statement.constraints).some(
        ({ contype }) => contype === 'CONSTR_CHECK' || contype === 'CONSTR_NOTNULL',
      ),
      baseType: canonicalType(statement.typeName).type,
    },
  ],
  AlterDomainStmt: (statement) => alterDomain(statement),
  AlterTypeStmt: () => other('alter type', true),
  AlterCollationStmt: () => other('alter collation', true),
};

/** Actions by the letter that the grammar gives them; T is the default's. */
const DOMAIN_ACTIONS: Readonly<
  Record<string, 'add' | 'drop' | 'validate' | 'set-not-null' | 'drop-not-null'>
> = {
  C: 'add',
  N: 'drop-not-null',
  O: 'set-not-null',
  V: 'validate',
  X: 'drop',
};

function alterDomain(statement: AlterDomainStmt): Change[] {
  const action = DOMAIN_ACTIONS[statement.subtype ?? ''];
  if (!action) return other('alter domain', true);
  const constraint = body('Constraint', statement.def);
  const name = statement.name ?? constraint?.conname;
  return [
    {
      kind: 'alter-domain-constraint',
      domain: nameFrom(strings(statement.typeName)),
      action,
      ...(name !== undefined && { name }),
      ...(constraint?.skip_validation && { notValid: true }),
      ...(action === 'drop' && statement.behavior === 'DROP_CASCADE' && { cascade: true }),
    },
  ];
}

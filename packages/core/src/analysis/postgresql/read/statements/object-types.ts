import type { ObjectType } from 'libpg-query';
import type { OtherObjectType } from '../../../change';

const TYPES: Partial<Record<ObjectType, OtherObjectType>> = {
  OBJECT_AGGREGATE: 'aggregate',
  OBJECT_DOMAIN: 'domain',
  OBJECT_EVENT_TRIGGER: 'event trigger',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_FUNCTION: 'function',
  OBJECT_INDEX: 'index',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_POLICY: 'policy',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_ROLE: 'role',
  OBJECT_ROUTINE: 'function',
  OBJECT_RULE: 'rule',
  OBJECT_SCHEMA: 'schema',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_SUBSCRIPTION: 'subscription',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_DOMCONSTRAINT: 'constraint',
  OBJECT_TABLESPACE: 'tablespace',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_TYPE: 'type',
  OBJECT_VIEW: 'view',
};

/** The kind of object in the vocabulary of changes; `other` for operators, casts, collations and the like. */
export function objectTypeOf(type: ObjectType | undefined): OtherObjectType {
  return (type && TYPES[type]) ?? 'other';
}

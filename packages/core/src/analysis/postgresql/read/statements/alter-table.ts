import type { AlterTableCmd, AlterTableStmt, AlterTableType } from 'libpg-query';
import type { Change, ObjectName } from '../../../change';
import { body, firstLocation, strings, tableName } from '../ast';
import { columnDefault } from '../expressions/column-default';
import { columnDefinition } from '../expressions/column-definition';
import { constraintDefinition } from '../expressions/constraint-definition';
import { textBehind } from '../expressions/expression-text';
import { canonicalType } from '../expressions/type-name';
import type { Scope } from '../scope';
import { other, type Translators } from '../translator';

/** ALTER TABLE and its relatives: the attributes of a composite type are read like columns. */
export const alterTable: Translators = {
  AlterTableStmt: (statement, scope) =>
    (statement.cmds ?? []).flatMap((node) => {
      const command = body('AlterTableCmd', node);
      return command ? readCommand(command, statement, scope) : [];
    }),
  // ALTER TABLE ALL IN TABLESPACE … SET TABLESPACE …
  AlterTableMoveAllStmt: () => [{ kind: 'rewrite-table', by: 'SET TABLESPACE' }],
};

type Read = (command: AlterTableCmd, table: ObjectName, scope: Scope) => Change | undefined;

const flags = (command: AlterTableCmd) => ({
  ifExists: command.missing_ok === true,
  cascade: command.behavior === 'DROP_CASCADE',
});

const rewrite =
  (by: string): Read =>
  (_, table) => ({ kind: 'rewrite-table', table, by });

const trigger =
  (action: 'enable' | 'disable', name?: string): Read =>
  (command, table) => ({ kind: 'trigger-state', table, trigger: name ?? command.name ?? '', action });

const rowSecurity =
  (action: 'enable' | 'disable' | 'force' | 'no-force'): Read =>
  (_, table) => ({ kind: 'row-security', table, action });

/** The subcommands that are more than a change of properties. */
const COMMANDS: Partial<Record<AlterTableType, Read>> = {
  AT_AddColumn: (command, table, scope) => {
    const definition = body('ColumnDef', command.def);
    if (!definition) return undefined;
    const { column, constraints } = columnDefinition(definition, scope);
    return { kind: 'add-column', table, column, constraints, ifNotExists: command.missing_ok === true };
  },
  AT_DropColumn: (command, table) => ({
    kind: 'drop-column',
    table,
    column: command.name ?? '',
    ...flags(command),
  }),
  AT_ColumnDefault: (command, table, scope) => {
    const column = command.name ?? '';
    if (!command.def) return { kind: 'drop-default', table, column };
    const inside = scope.offset(firstLocation(command.def));
    const sql = textBehind(scope.sql, ['SET', 'DEFAULT'], 0, inside);
    return { kind: 'set-default', table, column, default: columnDefault(command.def, sql) };
  },
  AT_SetNotNull: (command, table) => ({ kind: 'set-not-null', table, column: command.name ?? '' }),
  AT_DropNotNull: (command, table) => ({ kind: 'drop-not-null', table, column: command.name ?? '' }),
  AT_AlterColumnType: alterColumnType,
  AT_SetExpression: rewrite('SET EXPRESSION'),
  AT_AddConstraint: (command, table, scope) => {
    const definition = body('Constraint', command.def);
    const constraint = definition && constraintDefinition(definition, scope);
    return constraint && { kind: 'add-constraint', table, constraint };
  },
  AT_DropConstraint: (command, table) => ({
    kind: 'drop-constraint',
    table,
    name: command.name ?? '',
    ...flags(command),
  }),
  AT_ValidateConstraint: (command, table) => ({
    kind: 'validate-constraint',
    table,
    name: command.name ?? '',
  }),
  AT_AlterConstraint: (command, table) => {
    const definition = body('ATAlterConstraint', command.def);
    // From PostgreSQL 18 on, ENFORCED looks at all rows as VALIDATE does.
    const isEnforced = definition?.alterEnforceability === true && definition.is_enforced === true;
    return isEnforced ? { kind: 'validate-constraint', table, name: definition.conname ?? '' } : undefined;
  },
  AT_AttachPartition: (command, table) => ({
    kind: 'attach-partition',
    table,
    partition: partition(command),
  }),
  AT_DetachPartition: (command, table) => ({
    kind: 'detach-partition',
    table,
    partition: partition(command),
    concurrently: body('PartitionCmd', command.def)?.concurrent === true,
  }),
  AT_DetachPartitionFinalize: (command, table) => ({
    kind: 'detach-partition',
    table,
    partition: partition(command),
    concurrently: true,
  }),
  AT_SetLogged: rewrite('SET LOGGED'),
  AT_SetUnLogged: rewrite('SET UNLOGGED'),
  AT_SetAccessMethod: rewrite('SET ACCESS METHOD'),
  AT_SetTableSpace: rewrite('SET TABLESPACE'),
  AT_EnableTrig: trigger('enable'),
  AT_EnableAlwaysTrig: trigger('enable'),
  AT_EnableReplicaTrig: trigger('enable'),
  AT_DisableTrig: trigger('disable'),
  AT_EnableTrigAll: trigger('enable', 'ALL'),
  AT_DisableTrigAll: trigger('disable', 'ALL'),
  AT_EnableTrigUser: trigger('enable', 'USER'),
  AT_DisableTrigUser: trigger('disable', 'USER'),
  AT_EnableRule: trigger('enable'),
  AT_EnableAlwaysRule: trigger('enable'),
  AT_EnableReplicaRule: trigger('enable'),
  AT_DisableRule: trigger('disable'),
  AT_EnableRowSecurity: rowSecurity('enable'),
  AT_DisableRowSecurity: rowSecurity('disable'),
  AT_ForceRowSecurity: rowSecurity('force'),
  AT_NoForceRowSecurity: rowSecurity('no-force'),
};

/** Of views, indexes and sequences the same subcommands change properties only, but for these. */
const OF_ANY_RELATION = new Set<AlterTableType>(['AT_SetTableSpace', 'AT_SetLogged', 'AT_SetUnLogged']);

const VERBS: Partial<Record<NonNullable<AlterTableStmt['objtype']>, string>> = {
  OBJECT_TABLE: 'alter table',
  OBJECT_FOREIGN_TABLE: 'alter foreign table',
  OBJECT_INDEX: 'alter index',
  OBJECT_VIEW: 'alter view',
  OBJECT_MATVIEW: 'alter materialized view',
  OBJECT_SEQUENCE: 'alter sequence',
  OBJECT_TYPE: 'alter type',
};

function readCommand(command: AlterTableCmd, statement: AlterTableStmt, scope: Scope): Change[] {
  const { objtype, relation } = statement;
  const { subtype } = command;
  const verb = (objtype && VERBS[objtype]) ?? 'alter table';
  if (!subtype) return other(verb, true);
  // A new attribute of a type has no default and checks nothing.
  if (objtype === 'OBJECT_TYPE' && subtype === 'AT_AddColumn') return other(verb, true);
  const hasColumns =
    objtype === 'OBJECT_TABLE' || objtype === 'OBJECT_FOREIGN_TABLE' || objtype === 'OBJECT_TYPE';
  const read = hasColumns || OF_ANY_RELATION.has(subtype) ? COMMANDS[subtype] : undefined;
  const change = read?.(command, tableName(relation), scope);
  return change ? [change] : other(verb, true);
}

function partition(command: AlterTableCmd): ObjectName {
  return tableName(body('PartitionCmd', command.def)?.name);
}

function alterColumnType(command: AlterTableCmd, table: ObjectName, scope: Scope): Change | undefined {
  const definition = body('ColumnDef', command.def);
  if (!definition) return undefined;
  const column = command.name ?? '';
  const { type } = canonicalType(definition.typeName);
  const collation = strings(definition.collClause?.collname).at(-1);
  const change: Change = {
    kind: 'alter-column-type',
    table,
    column,
    type,
    ...(collation !== undefined && { collation }),
  };
  const using = definition.raw_default;
  if (!using) return change;
  const inside = scope.offset(firstLocation(using));
  const cast = body('TypeCast', using);
  const isSameType = cast === undefined || canonicalType(cast.typeName).type === type;
  const castColumn = strings(body('ColumnRef', cast ? cast.arg : using)?.fields).at(-1);
  return {
    ...change,
    using: textBehind(scope.sql, ['USING'], scope.offset(definition.location), inside),
    ...(isSameType && castColumn === column && { usingIsPlainCast: true }),
  };
}

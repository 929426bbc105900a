import type { Change, ChangeOf, ConstraintDefinition, ObjectName } from '../change';
import type { SchemaModel } from '../model/schema-model';
import { addedConstraints } from '../rules/support/added-constraints';
import { hasDefault } from '../rules/support/column-default';
import { rewriteByColumn } from '../rules/support/column-rewrite';
import { nameOf } from '../rules/support/names';
import { isProvenNotNull } from '../rules/support/proven-not-null';
import { isRelationInUse } from '../rules/support/relation-in-use';
import { typeChangeCost } from '../rules/support/type-change-cost';
import type { TableLock } from './table-lock';

type Mode =
  | 'ACCESS EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'SHARE ROW EXCLUSIVE'
  | 'SHARE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'ROW EXCLUSIVE'
  | 'ROW SHARE'
  | 'ACCESS SHARE';

/** A lock before it is known whether anybody else may be using the table. */
interface Request {
  table: ObjectName;
  mode: Mode;
  duration: TableLock['duration'];
}

/**
 * The table locks of PostgreSQL, as documented in "Explicit Locking" and ALTER TABLE; compared with `pg_locks`
 * in `integration/analysis/lock-modes.test.ts`. Locks on indexes, views and sequences are not listed.
 */
export function postgresqlLocks(change: Change, model: SchemaModel): TableLock[] {
  return requests(change, model)
    .filter(({ table }) => isRelationInUse(model, table))
    .map(({ table, mode, duration }) => ({ object: nameOf(table), mode, blocks: blockedBy(mode), duration }));
}

/** By the table of conflicting lock modes; reads are ACCESS SHARE, writes are ROW EXCLUSIVE. */
function blockedBy(mode: Mode): TableLock['blocks'] {
  if (mode === 'ACCESS EXCLUSIVE') return 'reads and writes';
  return mode === 'EXCLUSIVE' || mode === 'SHARE ROW EXCLUSIVE' || mode === 'SHARE'
    ? 'writes'
    : 'schema changes';
}

function brief(table: ObjectName, mode: Mode = 'ACCESS EXCLUSIVE'): Request {
  return { table, mode, duration: 'brief' };
}

function whole(table: ObjectName, mode: Mode = 'ACCESS EXCLUSIVE'): Request {
  return { table, mode, duration: 'whole statement' };
}

function requests(change: Change, model: SchemaModel): Request[] {
  switch (change.kind) {
    case 'create-table':
      return ofNewTable(change);
    case 'drop-table':
      return [brief(change.table), ...referencedBy(change.table, model).map((table) => brief(table))];
    case 'rename-table':
    case 'rename-column':
    case 'drop-column':
    case 'drop-not-null':
    case 'set-default':
    case 'drop-default':
    case 'row-security':
      return [brief(change.table)];
    case 'add-column':
      return ofNewColumn(change, model);
    case 'alter-column-type':
      return [isCheap(change, model) ? brief(change.table) : whole(change.table)];
    case 'set-not-null':
      return [isNotNull(change, model) ? brief(change.table) : whole(change.table)];
    case 'add-constraint':
      return ofConstraint(change.table, change.constraint);
    case 'drop-constraint':
      return ofDroppedConstraint(change, model);
    case 'validate-constraint':
      return ofValidation(change, model);
    case 'create-index':
      return [whole(change.table, change.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')];
    case 'drop-index': {
      const table = model.index(change.index)?.table.name;
      if (table === undefined) return [];
      return [
        change.concurrently
          ? whole(short(table, model), 'SHARE UPDATE EXCLUSIVE')
          : brief(short(table, model)),
      ];
    }
    case 'reindex':
      return ofReindex(change, model);
    case 'refresh-materialized-view':
      return [whole(change.view, change.concurrently ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE')];
    case 'attach-partition':
      return [brief(change.table, 'SHARE UPDATE EXCLUSIVE'), whole(change.partition)];
    case 'detach-partition':
      return change.concurrently
        ? [whole(change.table, 'SHARE UPDATE EXCLUSIVE'), brief(change.partition)]
        : [brief(change.table), brief(change.partition)];
    case 'truncate':
      return [brief(change.table)];
    case 'update':
    case 'delete':
    case 'merge':
      return [whole(change.table, 'ROW EXCLUSIVE')];
    case 'insert':
      return [
        whole(change.table, 'ROW EXCLUSIVE'),
        ...(change.from ?? []).map((table) => whole(table, 'ACCESS SHARE')),
      ];
    case 'copy':
      return change.table && change.direction === 'from' ? [whole(change.table, 'ROW EXCLUSIVE')] : [];
    case 'rewrite-table':
      return change.table ? [whole(change.table)] : [];
    case 'lock-table':
      return [brief(change.table, modeOf(change.mode))];
    case 'trigger-state':
      return [brief(change.table, 'SHARE ROW EXCLUSIVE')];
    case 'create-object':
    case 'drop-object':
      return ofObject(change);
    case 'rename-object':
      return change.table ? [brief(change.table)] : [];
    default:
      return [];
  }
}

/** Tables that a new one refers to get triggers; the table that it is a partition of gets its bounds checked. */
function ofNewTable({ constraints, partitionOf }: ChangeOf<'create-table'>): Request[] {
  const referenced = constraints.flatMap(({ references }) => references?.table ?? []);
  return [
    ...referenced.map((table) => brief(table, 'SHARE ROW EXCLUSIVE')),
    ...(partitionOf ? [brief(partitionOf)] : []),
  ];
}

function ofNewColumn(change: ChangeOf<'add-column'>, model: SchemaModel): Request[] {
  const { table, column } = change;
  const constraints = addedConstraints(change);
  const keys = constraints.filter(({ kind }) => kind === 'foreign-key');
  // A column of NULLs refers to nothing, which PostgreSQL knows.
  const reads =
    constraints.some(({ kind }) => kind !== 'foreign-key') || (keys.length > 0 && hasDefault(column));
  const rewrites = rewriteByColumn(column, model, majorVersion(model)) !== undefined;
  const isRequired = column.notNull && !hasDefault(column);
  const referenced = keys.flatMap(({ references }) => references?.table ?? []);
  return [
    reads || rewrites || isRequired ? whole(table) : brief(table),
    ...referenced.map((other) =>
      hasDefault(column) ? whole(other, 'SHARE ROW EXCLUSIVE') : brief(other, 'SHARE ROW EXCLUSIVE'),
    ),
  ];
}

function ofConstraint(table: ObjectName, constraint: ConstraintDefinition): Request[] {
  const request = constraint.notValid || constraint.usingIndex ? brief : whole;
  if (constraint.kind !== 'foreign-key') return [request(table)];
  const tables = [table, ...(constraint.references ? [constraint.references.table] : [])];
  return tables.map((each) => request(each, 'SHARE ROW EXCLUSIVE'));
}

function ofDroppedConstraint({ table, name }: ChangeOf<'drop-constraint'>, model: SchemaModel): Request[] {
  const known = name === undefined ? undefined : model.constraint(table, name);
  const referenced = known?.references?.table;
  return [brief(table), ...(referenced ? [brief(short(referenced, model))] : [])];
}

function ofValidation({ table, name }: ChangeOf<'validate-constraint'>, model: SchemaModel): Request[] {
  const referenced = model.constraint(table, name)?.references?.table;
  return [
    whole(table, 'SHARE UPDATE EXCLUSIVE'),
    ...(referenced ? [whole(short(referenced, model), 'ROW SHARE')] : []),
  ];
}

function ofReindex({ target, name, concurrently }: ChangeOf<'reindex'>, model: SchemaModel): Request[] {
  const known = target === 'index' && name ? model.index(name)?.table.name : undefined;
  const table = target === 'table' ? name : known && short(known, model);
  return table ? [whole(table, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')] : [];
}

/** Of what belongs to a table: triggers are created beside reads, everything else is not. */
function ofObject({ kind, objectType, table }: ChangeOf<'create-object' | 'drop-object'>): Request[] {
  if (table === undefined) return [];
  const isNewTrigger = kind === 'create-object' && objectType === 'trigger';
  return [brief(table, isNewTrigger ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE')];
}

/** Tables that foreign keys of `table` point at: they lose their triggers with it. */
function referencedBy(table: ObjectName, model: SchemaModel): ObjectName[] {
  const known = model.table(table);
  const keys = known?.constraints.flatMap(({ references }) => references?.table ?? []) ?? [];
  const others = keys.filter((other) => model.table(other) !== known).map((other) => short(other, model));
  return known?.partitionOf ? [...others, short(known.partitionOf, model)] : others;
}

function isCheap(change: ChangeOf<'alter-column-type'>, model: SchemaModel): boolean {
  const column = model.column(change.table, change.column);
  if (column === undefined) return false;
  const cost = typeChangeCost(model, change, column, model.table(change.table));
  return !cost.table && cost.indexes.length === 0;
}

function isNotNull({ table, column }: ChangeOf<'set-not-null'>, model: SchemaModel): boolean {
  return isProvenNotNull(model.table(table), column) || model.column(table, column)?.notNull === true;
}

/** `SHARE MODE` and the like; LOCK TABLE without a mode is ACCESS EXCLUSIVE. */
function modeOf(text: string): Mode {
  const name = text
    .toUpperCase()
    .replace(/\s*MODE$/, '')
    .trim();
  return MODES.find((mode) => mode === name) ?? 'ACCESS EXCLUSIVE';
}

const MODES: readonly Mode[] = [
  'ACCESS EXCLUSIVE',
  'EXCLUSIVE',
  'SHARE ROW EXCLUSIVE',
  'SHARE',
  'SHARE UPDATE EXCLUSIVE',
  'ROW EXCLUSIVE',
  'ROW SHARE',
  'ACCESS SHARE',
];

function majorVersion({ serverVersion }: SchemaModel): number | undefined {
  const version = /\d+/.exec(serverVersion ?? '')?.[0];
  return version === undefined ? undefined : Number(version);
}

/** Without the schema that unqualified names have anyway. */
function short({ schema, name }: ObjectName, model: SchemaModel): ObjectName {
  return schema === undefined || schema === model.defaultSchema ? { name } : { schema, name };
}

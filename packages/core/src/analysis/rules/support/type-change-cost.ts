import type { ChangeOf } from '../../change';
import type { ModelColumn, ModelIndex, ModelTable, SchemaModel } from '../../model/schema-model';
import { finestField, keepsSeconds } from './interval-fields';
import {
  MAX_TIME_PRECISION,
  parsePostgresqlType,
  resolveType,
  timePrecision,
  type PostgresqlType,
} from './postgresql-type';

/** What PostgreSQL writes anew for ALTER COLUMN … TYPE. */
export interface TypeChangeCost {
  /** The table with all of its indexes. */
  table: boolean;
  /** Without the table: these indexes. */
  indexes: readonly ModelIndex[];
}

/**
 * What a change of a known column's type costs. Follows `ATColumnChangeRequiresRewrite` (a change that only
 * relabels the values is free), the planner support functions of varchar, varbit, numeric, time types and
 * intervals (a modifier that only grows is no change), and `CheckIndexCompatible`. The table in
 * `integration/analysis/type-change.test.ts` compares it with a server.
 */
export function typeChangeCost(
  model: SchemaModel,
  change: ChangeOf<'alter-column-type'>,
  column: ModelColumn,
  table: ModelTable | undefined,
): TypeChangeCost {
  const rewrite = { table: true, indexes: [] };
  if (change.using !== undefined && change.usingIsPlainCast !== true) return rewrite;
  const relabel = relabelling(model, column.type, change.type);
  if (relabel === 'rewrite') return rewrite;
  const comparesAnew =
    relabel === 'other operators' || collationName(column.collation) !== collationName(change.collation);
  const indexes = table?.indexes.filter((index) => isRebuilt(index, change.column, comparesAnew)) ?? [];
  return { table: false, indexes };
}

/** Types that a column can only have after a rewrite, whatever it was before, unless it was of this type already. */
export function isNeverFree(type: string): boolean {
  const { base, isArray } = parsePostgresqlType(type);
  return isArray || NEVER_FREE.has(base);
}

const NEVER_FREE = new Set([
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'boolean',
  'uuid',
  'date',
  'json',
  'jsonb',
  'bytea',
]);

/**
 * - `same`: values and their order stay
 * - `other operators`: values stay, but indexes compare them in another way
 * - `rewrite`: values change
 */
type Relabelling = 'same' | 'other operators' | 'rewrite';

function relabelling(model: SchemaModel, fromText: string, toText: string): Relabelling {
  if (fromText === toText) return 'same';
  const from = resolveType(model, fromText);
  const to = resolveType(model, toText);
  if (to.hasConstraint) return 'rewrite';
  // The server does not look at the modifiers below a domain that it comes from.
  const source = from.isDomain ? { ...from.type, modifiers: [] } : from.type;
  return betweenTypes(source, to.type, model.setting('timezone'));
}

function betweenTypes(from: PostgresqlType, to: PostgresqlType, timezone: string | undefined): Relabelling {
  if (from.isArray !== to.isArray) return 'rewrite';
  if (from.base === to.base) return keepsAllValues(from, to) ? 'same' : 'rewrite';
  if (from.isArray) return 'rewrite';
  if (TEXTS.has(from.base) && (TEXTS.has(to.base) || to.base === 'bpchar') && to.modifiers.length === 0)
    return VARYING.has(from.base) && VARYING.has(to.base) ? 'same' : 'other operators';
  if (from.base === 'bit' && to.base === 'varbit' && to.modifiers.length === 0) return 'other operators';
  if (from.base === 'cidr' && to.base === 'inet') return 'same';
  if (isObjectId(from.base) && isObjectId(to.base)) return 'same';
  if (isFourByteInteger(from.base) && isFourByteInteger(to.base)) return 'other operators';
  if (TIMESTAMPS.has(from.base) && TIMESTAMPS.has(to.base))
    // The conversion forgets the precision that the values had, so that any limit has to be applied anew.
    return isUtc(timezone) && timePrecision(to) === MAX_TIME_PRECISION ? 'other operators' : 'rewrite';
  return 'rewrite';
}

const TEXTS = new Set(['text', 'varchar', 'citext']);
const VARYING = new Set(['text', 'varchar']);
const TIMESTAMPS = new Set(['timestamp', 'timestamptz']);

/** Whether every value of `from` is one of `to`, both being the same type with other modifiers. */
function keepsAllValues(from: PostgresqlType, to: PostgresqlType): boolean {
  const isSame = String(from.modifiers) === String(to.modifiers) && from.fields === to.fields;
  if (isSame || (to.modifiers.length === 0 && to.fields === undefined)) return true;
  if (from.isArray) return false;
  const [size, scale] = from.modifiers;
  const [newSize = 0, newScale] = to.modifiers;
  switch (to.base) {
    case 'varchar':
    case 'varbit':
      return size !== undefined && newSize >= size;
    case 'numeric':
      return size !== undefined && newSize >= size && newScale === scale;
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return timePrecision(to) >= timePrecision(from);
    case 'interval':
      return (
        finestField(to.fields) >= finestField(from.fields) &&
        (!keepsSeconds(from.fields) || timePrecision(to) >= timePrecision(from))
      );
    default:
      return false;
  }
}

function isObjectId(base: string): boolean {
  return base === 'oid' || /^reg[a-z]+$/.test(base);
}

function isFourByteInteger(base: string): boolean {
  return base === 'integer' || isObjectId(base);
}

/** PostgreSQL asks whether the session's zone never differs from UTC. */
function isUtc(timezone: string | undefined): boolean {
  return (
    timezone !== undefined && /^(etc\/)?(utc|gmt|uct|zulu|greenwich|universal|gmt0)$|^0$/i.test(timezone)
  );
}

function collationName(collation: string | undefined): string {
  return (collation ?? 'default').replace(/^pg_catalog\./, '').replaceAll('"', '');
}

/** An index on the column is kept if it compares as before; PostgreSQL does not look into expressions and predicates. */
function isRebuilt(index: ModelIndex, column: string, comparesAnew: boolean): boolean {
  const isKey = index.columns.includes(column);
  const expressions = index.columns.filter((key) => key.startsWith('('));
  const isMentioned = [...expressions, index.where ?? ''].some((sql) => mentions(sql, column));
  if (!isKey && !isMentioned) return false;
  return comparesAnew || expressions.length > 0 || index.where !== undefined;
}

function mentions(sql: string, column: string): boolean {
  const words = sql.match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return words.some((word) => (word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase()) === column);
}

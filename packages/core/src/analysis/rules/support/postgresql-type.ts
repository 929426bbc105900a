import type { ObjectName } from '../../change';
import type { SchemaModel } from '../../model/schema-model';

/** A PostgreSQL type taken apart. */
export interface PostgresqlType {
  /** The short internal name: `varchar`, `bpchar`, `numeric`, `timestamptz`, `mood`, `audit.mood`. */
  base: string;
  /** What stands in parentheses; empty where nothing does. */
  modifiers: readonly number[];
  /** Of intervals: `day to second`. */
  fields?: string;
  isArray: boolean;
}

/** What a type is once domains are looked through. */
export interface ResolvedType {
  type: PostgresqlType;
  isDomain: boolean;
  /** The domain, or one below it, has CHECK or NOT NULL. */
  hasConstraint: boolean;
}

/** The long names of `format_type`, and the names under which pg_type has the same types. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  'bit varying': 'varbit',
  decimal: 'numeric',
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
};

/** Takes a type in the canonical spelling of `ColumnDefinition.type` apart. */
export function parsePostgresqlType(text: string): PostgresqlType {
  const isArray = text.endsWith(']');
  const element = text.replace(/(\[\d*\])+$/, '').trim();
  const modifiers = (/\(([\d,\s-]+)\)/.exec(element)?.[1] ?? '').split(',').filter(Boolean).map(Number);
  const name = element
    .replace(/\s*\([\d,\s-]+\)/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (name.startsWith('interval')) {
    const fields = name.slice('interval'.length).trim();
    return { base: 'interval', modifiers, isArray, ...(fields ? { fields } : {}) };
  }
  const base = SHORT_NAMES[name] ?? name;
  return { base, modifiers: withImpliedModifiers(name, base, modifiers), isArray };
}

/** `character` and `bit` are of length 1 (`bpchar` is not), `numeric(10)` has no fraction. */
function withImpliedModifiers(name: string, base: string, modifiers: readonly number[]): readonly number[] {
  if (modifiers.length === 0 && (name === 'character' || name === 'char' || name === 'bit')) return [1];
  if (base === 'numeric' && modifiers.length === 1) return [...modifiers, 0];
  return modifiers;
}

/** Looks through domains, as far as the model knows them. */
export function resolveType(model: SchemaModel, text: string): ResolvedType {
  const type = parsePostgresqlType(text);
  const domain = type.isArray ? undefined : model.object('domain', typeName(type.base));
  const baseType = domain?.details.baseType;
  // A domain cannot be made of itself, but a model that was put together from texts is not to hang.
  if (domain === undefined || baseType === undefined || baseType === text)
    return { type, isDomain: domain !== undefined, hasConstraint: domain?.details.hasConstraint ?? false };
  const below = resolveType(model, baseType);
  return {
    type: below.type,
    isDomain: true,
    hasConstraint: below.hasConstraint || domain.details.hasConstraint === true,
  };
}

/** The name of a user's type as an object of the schema. */
export function typeName(base: string): ObjectName {
  const parts = base.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [base];
  const names = parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
  const [schema, name] = [names.at(-2), names.at(-1) ?? base];
  return schema === undefined ? { name } : { schema, name };
}

/** Digits of the fraction of a second that there can be. */
export const MAX_TIME_PRECISION = 6;

/** Digits of the fraction of a second that a time type keeps. */
export function timePrecision(type: PostgresqlType): number {
  return type.modifiers[0] ?? MAX_TIME_PRECISION;
}

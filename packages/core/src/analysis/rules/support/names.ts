import type { ProviderName } from '../../../environments/connection';
import type { ObjectName } from '../../change';

/** A name for people: `users`, `audit.log`. */
export function nameOf(object: ObjectName): string {
  return object.schema ? `${object.schema}.${object.name}` : object.name;
}

/** A table's column for people: `users.email`. */
export function columnName(table: ObjectName, column: string): string {
  return `${nameOf(table)}.${column}`;
}

/** A name as it can be written in a statement, quoted where the engine needs it. */
export function sqlName(provider: ProviderName, object: ObjectName): string {
  const parts = object.schema ? [object.schema, object.name] : [object.name];
  return parts.map((part) => quoteWhereNeeded(provider, part)).join('.');
}

/** A single identifier as it can be written in a statement. */
export function quoteWhereNeeded(provider: ProviderName, identifier: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(identifier) && !RESERVED.has(identifier);
  if (isPlain) return identifier;
  const quote = provider === 'mysql' ? '`' : '"';
  return quote + identifier.replaceAll(quote, quote + quote) + quote;
}

/** Words that people do use as names of tables and columns, and that at least one of the engines reserves. */
const RESERVED = new Set(
  (
    'all alter and as asc between by case check column constraint create cross current_date current_user ' +
    'default delete desc distinct drop else end except exists false fetch for foreign from full function ' +
    'grant group groups having in index inner insert interval into is join key keys left like limit lock ' +
    'match natural not null offset on or order outer partition primary procedure range rank references ' +
    'right row rows select session_user set system table then to trigger true union unique update usage ' +
    'user using values view when where window with'
  ).split(' '),
);

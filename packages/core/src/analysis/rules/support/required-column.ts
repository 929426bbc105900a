import type { ColumnDefinition, ObjectName } from '../../change';
import type { RuleContext } from '../../rule';
import { fillsExistingRows } from './column-default';
import { parseMysqlType } from './mysql-type';

/**
 * What becomes of the existing rows when the column is added to their table: `fails`: it is NOT NULL and
 * there is nothing that they could get; `implicit`: MySQL gives them its own idea of empty; undefined: they
 * get a default, or NULL.
 */
export function missingDefault(
  context: RuleContext,
  column: ColumnDefinition,
): 'fails' | 'implicit' | undefined {
  if (!column.notNull || fillsExistingRows(column)) return undefined;
  if (context.provider !== 'mysql') return 'fails';
  return implicitDefault(context, column.type) === undefined ? 'fails' : 'implicit';
}

/** Whether the table has the column already, so that ADD COLUMN IF NOT EXISTS does nothing. */
export function isKnownColumn({ before }: RuleContext, table: ObjectName, column: string): boolean {
  return before.column(table, column) !== undefined;
}

/**
 * What MySQL and MariaDB put into existing rows for a NOT NULL column without DEFAULT (MySQL manual, "Data
 * Type Default Values"), as SQL. Undefined: the statement fails. Zero dates: MySQL's default `sql_mode`
 * refuses them, MariaDB's does not.
 */
export function implicitDefault(context: RuleContext, type: string): string | undefined {
  const { base, members } = parseMysqlType(type);
  // MariaDB fills in the empty string (measured on 10.11).
  if (SPATIAL.has(base)) return context.flavour === 'mariadb' ? "''" : undefined;
  if (ZERO_DATES[base] !== undefined) return refusesZeroDates(context) ? undefined : ZERO_DATES[base];
  if (base === 'enum') return `'${members[0] ?? ''}'`;
  if (base === 'time') return "'00:00:00'";
  if (base === 'json' && context.flavour !== 'mariadb') return "'null'";
  return NUMBERS.has(base) ? '0' : "''";
}

const SPATIAL = new Set(
  (
    'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection ' +
    'geomcollection'
  ).split(' '),
);

const ZERO_DATES: Readonly<Record<string, string>> = {
  date: "'0000-00-00'",
  datetime: "'0000-00-00 00:00:00'",
  timestamp: "'0000-00-00 00:00:00'",
};

const NUMBERS = new Set('tinyint smallint mediumint int bigint decimal float double bit year'.split(' '));

function refusesZeroDates({ before, flavour }: RuleContext): boolean {
  const mode = before.setting('sql_mode');
  if (mode !== undefined) return /no_zero_date|traditional/i.test(mode);
  return flavour !== 'mariadb';
}

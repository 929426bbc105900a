import type { ChangeOf, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { charsetName, isSmallerCharset } from './support/charset-narrowing';
import { mysqlNarrowing } from './support/mysql-narrowing';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import type { Narrowing } from './support/narrowing';
import { happensLater } from './support/occasion';
import { postgresqlNarrowing } from './support/postgresql-narrowing';
import { rebuildDroppedHere } from './support/rebuilds';
import { narrowsAffinity } from './support/sqlite-narrowing';
import { isColumnInUse, isTableInUse } from './support/table-in-use';

/**
 * A type, or a character set, that cannot hold everything that the old one holds: values are cut, rounded,
 * stripped of parts, or the statement fails because of them. What is cut off is gone for good.
 *
 * Source: Atlas MY110 to MY123, Liquibase ModifyDataTypeWarn, strong_migrations `change_column`. Safe: look for
 * values that do not fit, or a new column beside the old one.
 * ```sql
 * SELECT name FROM users WHERE length(name) > 50; -- mend these first
 * ```
 */
export const changeTypeNarrowing = defineRule({
  id: 'change-type-narrowing',
  title: 'A change of a column’s type that loses or refuses values',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['alter-column-type', 'convert-charset', 'drop-table'],
  examples: [
    {
      provider: 'postgresql',
      why: 'longer names do not fit',
      schema: 'CREATE TABLE users (name varchar(100), bio text);',
      sql: 'ALTER TABLE users ALTER name TYPE varchar(50), ALTER bio TYPE varchar(500);',
      finds: 2,
    },
    {
      provider: 'postgresql',
      why: 'fractions are rounded',
      schema: 'CREATE TABLE bills (total numeric(10,4), n bigint);',
      sql: 'ALTER TABLE bills ALTER total TYPE numeric(10,2), ALTER n TYPE integer;',
      finds: 2,
    },
    {
      provider: 'postgresql',
      why: 'the time zone, and then the time, are lost',
      schema: 'CREATE TABLE events (a timestamptz, b timestamp);',
      sql: 'ALTER TABLE events ALTER a TYPE timestamp, ALTER b TYPE date;',
      finds: 2,
    },
    {
      provider: 'mysql',
      why: 'a member of the enum is missing',
      schema: "CREATE TABLE users (state enum('new','old','gone'));",
      sql: "ALTER TABLE users MODIFY state enum('new','old');",
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'large and negative numbers do not fit',
      schema: 'CREATE TABLE users (a bigint, b int, c longtext);',
      sql: 'ALTER TABLE users MODIFY a int, MODIFY b int unsigned, MODIFY c text;',
      finds: 3,
    },
    {
      provider: 'mysql',
      why: 'latin1 lacks most characters',
      schema: 'CREATE TABLE users (name varchar(50)) DEFAULT CHARSET=utf8mb4;',
      sql: 'ALTER TABLE users CONVERT TO CHARACTER SET latin1;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the rebuilt table rounds to integers',
      schema: 'CREATE TABLE bills (id INTEGER PRIMARY KEY, total REAL);',
      sql: `PRAGMA foreign_keys=OFF;
            CREATE TABLE new_bills (id INTEGER PRIMARY KEY, total INTEGER);
            INSERT INTO new_bills (id, total) SELECT id, total FROM bills;
            DROP TABLE bills; ALTER TABLE new_bills RENAME TO bills;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'everything fits',
      schema: 'CREATE TABLE t (a varchar(20), b integer, c numeric(8,2), d timestamp, e smallint);',
      sql: `ALTER TABLE t ALTER a TYPE text, ALTER b TYPE bigint, ALTER c TYPE numeric(10,2),
            ALTER d TYPE timestamptz, ALTER e TYPE numeric(5,0);`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'what is no number is refused, but nothing is lost',
      schema: 'CREATE TABLE t (a text);',
      sql: 'ALTER TABLE t ALTER a TYPE integer USING a::integer;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'what the column is now is not known',
      sql: 'ALTER TABLE t ALTER a TYPE varchar(20);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (a text); ALTER TABLE t ALTER a TYPE varchar(20);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a member more, and more room',
      schema: "CREATE TABLE users (state enum('new','old'), name varchar(20), n int);",
      sql: "ALTER TABLE users MODIFY state enum('new','old','gone'), MODIFY name varchar(50), MODIFY n bigint;",
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'utf8mb4 has all characters',
      schema: 'CREATE TABLE users (name varchar(50)) DEFAULT CHARSET=latin1;',
      sql: 'ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (happensLater(current)) return undefined;
    switch (change.kind) {
      case 'alter-column-type':
        return checkColumn(change, context);
      case 'convert-charset':
        return checkCharset(change, context);
      case 'drop-table': {
        const changed = rebuildDroppedHere(context)?.changed ?? [];
        return changed
          .filter(({ from, to }) => narrowsAffinity(from, to))
          .map(({ column, from, to }) => ({
            object: columnName(change.table, column),
            message: `Rebuilding ${nameOf(change.table)} turns ${column} from ${from.type || 'no type'} into ${to.type}: values that do not fit are converted or rounded.`,
            suggestion: lookForOthers(context, change.table, column, (name) =>
              roundTrip(name, from.type, to.type),
            ),
          }));
      }
    }
  },
});

function checkColumn(change: ChangeOf<'alter-column-type'>, context: RuleContext): Hit | undefined {
  const { before, provider } = context;
  const { table, column, type, charset } = change;
  const known = before.column(table, column);
  if (known === undefined || !isColumnInUse(before, table, column)) return undefined;
  const oldCharset = known.charset ?? before.table(table)?.charset;
  const narrowing =
    provider === 'mysql'
      ? (mysqlNarrowing(known.type, type, oldCharset) ?? lostCharacters(oldCharset, charset))
      : postgresqlNarrowing(before, known.type, type);
  if (narrowing === undefined) return undefined;
  const object = columnName(table, column);
  const [from, to] = known.type === type ? [oldCharset, charset] : [known.type, type];
  return {
    object,
    message: `Changing ${object} from ${from} to ${to}: ${narrowing.loss}.`,
    suggestion: lookForOthers(context, table, column, narrowing.misfit),
  };
}

function checkCharset(change: ChangeOf<'convert-charset'>, context: RuleContext): Hit | undefined {
  const { table, charset } = change;
  const known = context.before.table(table);
  if (known === undefined || !isTableInUse(context.before, table)) return undefined;
  const ofColumns = [...known.columns.values()].map((column) => column.charset);
  const old = [known.charset, ...ofColumns].find((name) => isSmallerCharset(name, charset));
  const narrowing = lostCharacters(old, charset);
  if (narrowing === undefined) return undefined;
  return {
    object: nameOf(table),
    message: `Converting ${nameOf(table)} from ${old} to ${charset}: ${narrowing.loss}.`,
    suggestion: `-- keep ${old}, or convert single columns of which you know what they hold`,
  };
}

function lostCharacters(old: string | undefined, charset: string | undefined): Narrowing | undefined {
  if (old === undefined || charset === undefined || !isSmallerCharset(old, charset)) return undefined;
  return {
    loss: `characters that ${charsetName(charset)} lacks are refused or replaced by question marks`,
    misfit: (column) => `${column} <> CONVERT(CONVERT(${column} USING ${charset}) USING ${old})`,
  };
}

/** SQLite: finds what does not survive the conversion there and back. */
function roundTrip(column: string, from: string, to: string): string {
  return `CAST(CAST(${column} AS ${to}) AS ${from || 'BLOB'}) <> ${column}`;
}

function lookForOthers(
  { provider }: RuleContext,
  table: ObjectName,
  column: string,
  misfit: Narrowing['misfit'],
): string {
  const name = quoteWhereNeeded(provider, column);
  const query = `SELECT ${name} FROM ${sqlName(provider, table)} WHERE ${misfit?.(name) ?? `${name} IS NOT NULL`};`;
  return `${query} -- before: are there any?\n-- or a new column beside ${name}, which is dropped once nothing needs it`;
}

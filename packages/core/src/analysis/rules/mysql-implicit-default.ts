import { defineRule } from '../rule';
import { columnName, nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { implicitDefault, isKnownColumn, missingDefault } from './support/required-column';
import { isTableInUse } from './support/table-in-use';

/**
 * MySQL and MariaDB do not refuse ADD COLUMN … NOT NULL without a DEFAULT: the rows that exist silently get
 * 0, the empty string or the first member of the ENUM, which nobody can tell from real values afterwards.
 *
 * Source: Atlas MY101. Safe: write the DEFAULT that is meant, or add the column nullable and fill it.
 * ```sql
 * ALTER TABLE users ADD COLUMN visits int NOT NULL DEFAULT 0;
 * ```
 */
export const mysqlImplicitDefault = defineRule({
  id: 'mysql-implicit-default',
  title: 'A new NOT NULL column whose value for existing rows MySQL makes up',
  engines: ['mysql'],
  risk: 'medium',
  on: ['add-column'],
  examples: [
    {
      provider: 'mysql',
      why: 'all rows get 0',
      schema: 'CREATE TABLE users (id int PRIMARY KEY);',
      sql: 'ALTER TABLE users ADD COLUMN visits int NOT NULL;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'all rows get the empty string',
      sql: 'ALTER TABLE users ADD email varchar(100) NOT NULL AFTER id;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'all rows get the first member',
      sql: "ALTER TABLE users ADD COLUMN state enum('new','old') NOT NULL;",
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MariaDB does not refuse zero dates by default',
      serverVersion: '10.11.6-MariaDB',
      sql: 'ALTER TABLE users ADD COLUMN born date NOT NULL;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the default is written',
      sql: 'ALTER TABLE users ADD COLUMN visits int NOT NULL DEFAULT 0;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'it may be NULL',
      sql: 'ALTER TABLE users ADD COLUMN visits int;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the server counts',
      sql: 'ALTER TABLE users ADD COLUMN id int NOT NULL AUTO_INCREMENT PRIMARY KEY;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (id int); ALTER TABLE users ADD COLUMN visits int NOT NULL;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'it fails in strict mode, which is add-required-column',
      serverVersion: '8.0.36',
      sql: 'ALTER TABLE users ADD COLUMN born datetime NOT NULL;',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    const { table, column } = change;
    if (happensLater(current) || !isTableInUse(context.before, table)) return undefined;
    if (change.ifNotExists && isKnownColumn(context, table, column.name)) return undefined;
    const value = implicitDefault(context, column.type);
    if (value === undefined || missingDefault(context, column) !== 'implicit') return undefined;
    const object = columnName(table, column.name);
    const alter = `ALTER TABLE ${sqlName(context.provider, table)} ADD COLUMN`;
    const name = quoteWhereNeeded(context.provider, column.name);
    return {
      object,
      message:
        `${object} is NOT NULL and has no DEFAULT: all rows of ${nameOf(table)} silently get ${value}, ` +
        'and so do inserts without the column outside of strict mode.',
      suggestion:
        `${alter} ${name} ${column.type} NOT NULL DEFAULT ${value}; -- if that is meant, else\n` +
        `${alter} ${name} ${column.type} NULL; -- and fill it`,
    };
  },
});

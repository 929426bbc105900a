import { defineRule } from '../rule';
import { nameOf, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { isUsedHere } from './support/used-here';

/**
 * MySQL's ALTER TABLE … DROP PARTITION and TRUNCATE PARTITION delete the rows of the partitions; DISCARD
 * TABLESPACE deletes the table's (or partition's) data file.
 *
 * Source: Flyway RG16; MySQL, "ALTER TABLE Partition Operations".
 *
 * Safe alternative: swap the partition for an empty table, archive that one, drop it later.
 * ```sql
 * CREATE TABLE log_2020 LIKE log;
 * ALTER TABLE log_2020 REMOVE PARTITIONING;
 * ALTER TABLE log EXCHANGE PARTITION p2020 WITH TABLE log_2020;
 * ```
 */
export const dropPartition = defineRule({
  id: 'drop-partition',
  title: 'Dropping, truncating or discarding partitions deletes their rows',
  engines: ['mysql'],
  risk: 'high',
  on: ['drop-partition'],
  check(current, context) {
    const { table, partitions, action } = current.change;
    if (!isUsedHere(current, context, table)) return undefined;
    const what = partitions.length === 0 ? 'the table' : `partition ${partitions.join(', ')}`;
    const name = sqlName(context.provider, table);
    const copy = sqlName(context.provider, { ...table, name: `${table.name}_archive` });
    const partition = partitions[0];
    return {
      object: nameOf(table),
      message: `${action.toUpperCase()} deletes all rows in ${what} of ${nameOf(table)}${occasionOf(current)}.`,
      suggestion:
        partition === undefined
          ? '-- Copy the table first, and keep the copy until nobody has missed its rows.'
          : [
              '-- Swap the partition for an empty table, and drop that one when nobody has missed its rows:',
              `CREATE TABLE ${copy} LIKE ${name};`,
              `ALTER TABLE ${copy} REMOVE PARTITIONING;`,
              `ALTER TABLE ${name} EXCHANGE PARTITION ${partition} WITH TABLE ${copy};`,
            ].join('\n'),
    };
  },
  examples: [
    { provider: 'mysql', why: 'one partition', sql: 'ALTER TABLE log DROP PARTITION p2020;', finds: 1 },
    { provider: 'mysql', why: 'several', sql: 'ALTER TABLE log DROP PARTITION p1, p2;', finds: 1 },
    { provider: 'mysql', why: 'truncated', sql: 'ALTER TABLE log TRUNCATE PARTITION ALL;', finds: 1 },
    { provider: 'mysql', why: 'the data file', sql: 'ALTER TABLE log DISCARD TABLESPACE;', finds: 1 },
    {
      provider: 'mysql',
      why: 'the table is new',
      sql: `CREATE TABLE log (d int) PARTITION BY RANGE (d) (PARTITION p0 VALUES LESS THAN (10));
        ALTER TABLE log DROP PARTITION p0;`,
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'partitions are added',
      sql: 'ALTER TABLE log ADD PARTITION (PARTITION p3 VALUES LESS THAN (30));',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the rows are kept',
      sql: 'ALTER TABLE log EXCHANGE PARTITION p0 WITH TABLE log_old;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the rows are kept',
      sql: 'ALTER TABLE log REMOVE PARTITIONING;',
      finds: false,
    },
  ],
});

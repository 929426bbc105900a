import { defineRule } from '../rule';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { isOnlyDefined, occasionOf } from './support/occasion';
import { describeRows } from './support/rows';
import { isUsedHere } from './support/used-here';

/**
 * UPDATE or DELETE of every row, be it without WHERE or with one that is always true, also in a CTE, a
 * DO block or a function that is called. It destroys values where it was a mistake; where it was meant, it holds
 * all rows locked until the transaction ends. A LIMIT (MySQL, SQLite) makes it a batch.
 *
 * Source: Bytebase `where.require.update-delete`, Flyway RG06 and RG09, pgfence.
 *
 * Safe alternative: say which rows, in batches by key.
 * ```sql
 * UPDATE users SET active = true WHERE active IS NULL AND id BETWEEN 1 AND 1000;
 * ```
 */
export const dmlWithoutWhere = defineRule({
  id: 'dml-without-where',
  title: 'UPDATE or DELETE of all rows of a table',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['update', 'delete'],
  check(current, context) {
    const { kind, table, where, columns, limit } = current.change;
    // MySQL's own safe-updates mode takes a LIMIT for an answer.
    if (limit === true || isOnlyDefined(current, context)) return undefined;
    if (!isUsedHere(current, context, table)) return undefined;
    const { form, onlyIsNotNull } = where;
    const isNotNullAnyway =
      onlyIsNotNull !== undefined && context.before.column(table, onlyIsNotNull)?.notNull === true;
    if (form === 'some' && !isNotNullAnyway) return undefined;

    const name = sqlName(context.provider, table);
    const estimatedRows = context.before.table(table)?.estimatedRows;
    const rows = estimatedRows ? ` (${describeRows(estimatedRows)})` : '';
    const why = form === 'none' ? 'there is no WHERE' : 'the WHERE is true for each of them';
    const column = quoteWhereNeeded(context.provider, columns?.[0] ?? 'column');
    return {
      object: nameOf(table),
      message: `${kind === 'delete' ? 'Deletes' : 'Changes'} every row of ${nameOf(table)}${rows}${occasionOf(current)}: ${why}.`,
      suggestion: [
        '-- Say which rows, and go through a large table in batches by key:',
        kind === 'delete'
          ? `DELETE FROM ${name} WHERE … AND id BETWEEN 1 AND 1000;`
          : `UPDATE ${name} SET ${column} = … WHERE ${column} IS NULL AND id BETWEEN 1 AND 1000;`,
      ].join('\n'),
      estimatedRows,
    };
  },
  examples: [
    { provider: 'postgresql', why: 'no WHERE', sql: 'DELETE FROM users;', finds: 1 },
    { provider: 'mysql', why: 'no WHERE', sql: 'UPDATE users SET a = 1;', finds: 1 },
    { provider: 'sqlite', why: 'always true', sql: 'DELETE FROM users WHERE 1;', finds: 1 },
    { provider: 'postgresql', why: 'always true', sql: 'UPDATE users SET a = 1 WHERE 1 = 1;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'in a CTE',
      sql: 'WITH gone AS (DELETE FROM users RETURNING *) SELECT count(*) FROM gone;',
      finds: 1,
    },
    { provider: 'mysql', why: 'a batch', sql: 'DELETE FROM users LIMIT 10;', finds: false },
    {
      provider: 'mysql',
      why: 'several tables',
      sql: 'UPDATE a LEFT JOIN b ON a.id = b.a_id SET a.x = b.x;',
      finds: true,
    },
    {
      provider: 'postgresql',
      why: 'the column cannot be null',
      schema: 'CREATE TABLE t (id int NOT NULL);',
      sql: 'DELETE FROM t WHERE id IS NOT NULL;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'in a function that is called',
      sql: `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; END $$;
            SELECT f();`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a function that empties a cache some day',
      sql: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM cache; RETURN NULL; END $$;
            CREATE TRIGGER t AFTER UPDATE ON settings EXECUTE FUNCTION f();
            GRANT EXECUTE ON FUNCTION f() TO app;`,
      finds: false,
    },
    { provider: 'postgresql', why: 'some rows', sql: 'DELETE FROM users WHERE id = 1;', finds: false },
    {
      provider: 'postgresql',
      why: 'the column may be null',
      schema: 'CREATE TABLE t (id int);',
      sql: 'DELETE FROM t WHERE id IS NOT NULL;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (id int); INSERT INTO t VALUES (1); UPDATE t SET id = 2;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a clause of INSERT',
      sql: 'INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2;',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'only a string',
      sql: "INSERT INTO log VALUES ('DELETE FROM users');",
      finds: false,
    },
  ],
});

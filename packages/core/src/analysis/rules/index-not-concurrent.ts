import { defineRule } from '../rule';
import { lockTime } from './support/lock-time';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isRelationInUse } from './support/relation-in-use';

/**
 * CREATE INDEX locks the table against writes until all rows are indexed.
 *
 * Source: PostgreSQL, CREATE INDEX, "Building Indexes Concurrently"; squawk
 * `require-concurrent-index-creation`, Atlas PG101, strong_migrations `add_index`, eugene E6.
 * Safe: CREATE INDEX CONCURRENTLY, outside of a transaction.
 * ```sql
 * CREATE INDEX CONCURRENTLY users_email ON users (email);
 * ```
 */
export const indexNotConcurrent = defineRule({
  id: 'index-not-concurrent',
  title: 'An index that is built while writes wait',
  engines: ['postgresql'],
  risk: 'high',
  on: ['create-index'],
  examples: [
    {
      provider: 'postgresql',
      why: 'writes wait until it is built',
      schema: 'CREATE TABLE users (email text);',
      sql: 'CREATE INDEX users_email ON users (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'without a name, unique and partial',
      sql: 'CREATE UNIQUE INDEX ON users (lower(email)) WHERE active;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'refreshing and reading wait as well',
      schema: 'CREATE TABLE t (a int); CREATE MATERIALIZED VIEW totals AS SELECT a FROM t;',
      sql: 'CREATE INDEX totals_a ON totals (a);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a DO block runs at once',
      sql: 'DO $$ BEGIN CREATE INDEX users_email ON users (email); END $$;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'CONCURRENTLY lets writes through',
      sql: 'CREATE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (email text); CREATE INDEX users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'ON ONLY a partitioned table builds nothing',
      sql: 'CREATE INDEX events_at ON ONLY events (at);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it exists already',
      schema: 'CREATE TABLE users (email text); CREATE INDEX users_email ON users (email);',
      sql: 'CREATE INDEX IF NOT EXISTS users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'nothing runs when the function is created',
      sql: `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            CREATE INDEX users_email ON users (email); END $$;`,
      finds: false,
    },
  ],
  check(current, context) {
    const { table, index, concurrently, only, ifNotExists } = current.change;
    const { before, provider } = context;
    if (concurrently || happensLater(current) || !isRelationInUse(before, table)) return undefined;
    const known = before.table(table);
    if (only && known?.isPartitioned !== false) return undefined;
    const indexName = index.name;
    const schema = known?.name.schema ?? table.schema;
    if (ifNotExists && indexName && before.index({ name: indexName, ...(schema ? { schema } : {}) }))
      return undefined;
    const written = [
      index.unique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX',
      'CONCURRENTLY',
      ...(indexName ? [quoteWhereNeeded(provider, indexName)] : []),
      `ON ${sqlName(provider, table)}`,
      ...(index.method && index.method !== 'btree' ? [`USING ${index.method}`] : []),
      `(${index.columns.map((column) => (column.startsWith('(') ? column : quoteWhereNeeded(provider, column))).join(', ')})`,
      ...(index.where ? [`WHERE ${index.where}`] : []),
    ].join(' ');
    return {
      object: indexName ?? nameOf(table),
      message: `Writes to ${nameOf(table)} wait until ${indexName ?? 'the index'} is built over all rows (SHARE lock).`,
      suggestion: known?.isPartitioned
        ? `-- a partitioned table: CREATE INDEX … ON ONLY ${sqlName(provider, table)}, then for every partition\n-- CREATE INDEX CONCURRENTLY and ALTER INDEX … ATTACH PARTITION`
        : `${written}; -- runs outside of a transaction`,
      ...lockTime(context, table),
    };
  },
});

import type { ChangeOf, ObjectName } from '../change';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { lockTime } from './support/lock-time';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isRelationInUse } from './support/relation-in-use';
import { isIndexNew } from './support/run-index';
import { isTableInUse } from './support/table-in-use';

/** REINDEX CONCURRENTLY exists since version 12. */
const REINDEXES_CONCURRENTLY = 12;

/** DETACH PARTITION CONCURRENTLY exists since version 14. */
const DETACHES_CONCURRENTLY = 14;

/**
 * DROP INDEX, REINDEX, DETACH PARTITION and REFRESH MATERIALIZED VIEW lock the table (the view) against
 * reads or writes, and so does whatever waits behind them in the queue. All of them have a form that does not.
 *
 * Source: squawk `require-concurrent-index-deletion`, `require-concurrent-reindex` and
 * `require-concurrent-partition-detach`, Atlas PG102, strong_migrations `remove_index`. Safe: CONCURRENTLY.
 * ```sql
 * DROP INDEX CONCURRENTLY users_email;
 * REINDEX TABLE CONCURRENTLY users;
 * ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY;
 * ```
 */
export const dropIndexNotConcurrent = defineRule({
  id: 'drop-index-not-concurrent',
  title:
    'An index that is dropped or built anew, a partition detached or a view refreshed without CONCURRENTLY',
  engines: ['postgresql'],
  risk: 'medium',
  on: ['drop-index', 'reindex', 'detach-partition', 'refresh-materialized-view'],
  examples: [
    {
      provider: 'postgresql',
      why: 'waits for all queries of the table and lets none in',
      schema: 'CREATE TABLE users (email text); CREATE INDEX users_email ON users (email);',
      sql: 'DROP INDEX users_email;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'writes wait until the indexes are built',
      sql: 'REINDEX TABLE users; REINDEX INDEX users_email;',
      finds: 2,
    },
    {
      provider: 'postgresql',
      why: 'locks the partitioned table',
      sql: 'ALTER TABLE events DETACH PARTITION events_2020;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'nobody can read the view meanwhile',
      sql: 'REFRESH MATERIALIZED VIEW totals;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'each has its CONCURRENTLY',
      sql: `DROP INDEX CONCURRENTLY users_email; REINDEX INDEX CONCURRENTLY users_email;
            ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY;
            REFRESH MATERIALIZED VIEW CONCURRENTLY totals;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'index and table are new',
      sql: 'CREATE TABLE users (email text); CREATE INDEX users_email ON users (email); DROP INDEX users_email;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'there is no such index',
      schema: 'CREATE TABLE users (email text);',
      sql: 'DROP INDEX IF EXISTS users_email;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'PostgreSQL 13 knows no DETACH PARTITION CONCURRENTLY',
      serverVersion: '13',
      sql: 'ALTER TABLE events DETACH PARTITION events_2020;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the view is new',
      sql: 'CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a WITH NO DATA; REFRESH MATERIALIZED VIEW totals;',
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (change.concurrently || happensLater(current)) return undefined;
    switch (change.kind) {
      case 'drop-index':
        return dropHit(change, context);
      case 'reindex':
        return reindexHit(change, context);
      case 'detach-partition':
        return detachHit(change, context);
      case 'refresh-materialized-view':
        return refreshHit(change, context);
    }
  },
});

function dropHit({ index, ifExists }: ChangeOf<'drop-index'>, context: RuleContext): Hit | undefined {
  const { before, provider } = context;
  const known = before.index(index);
  if (known === undefined) {
    // Those of materialized views are not in the model, but without IF EXISTS it has to exist.
    if (before.isComplete && ifExists) return undefined;
  } else if (!isTableInUse(before, known.table.name) || isIndexNew(context, index, known.table.name)) {
    return undefined;
  }
  const where = known ? nameOf(shortName(context, known.table.name)) : 'its table';
  return {
    object: nameOf(index),
    message: `DROP INDEX ${nameOf(index)} waits for all queries of ${where}, and all new ones wait behind it (ACCESS EXCLUSIVE).`,
    suggestion: `DROP INDEX CONCURRENTLY ${ifExists ? 'IF EXISTS ' : ''}${sqlName(provider, index)}; -- runs outside of a transaction`,
    ...(known ? lockTime(context, known.table.name) : {}),
  };
}

function reindexHit({ target, name }: ChangeOf<'reindex'>, context: RuleContext): Hit | undefined {
  const { before, majorVersion, provider } = context;
  if (majorVersion !== undefined && majorVersion < REINDEXES_CONCURRENTLY) return undefined;
  const table =
    target === 'table' ? name : target === 'index' && name ? before.index(name)?.table.name : undefined;
  if (table && !isRelationInUse(before, table)) return undefined;
  const what = [target.toUpperCase(), ...(name ? [nameOf(name)] : [])].join(' ');
  return {
    object: name ? nameOf(name) : '',
    message: `REINDEX ${what} keeps out writes, and reads that could use the index, until the index is built anew.`,
    suggestion: `REINDEX ${target.toUpperCase()} CONCURRENTLY${name ? ` ${sqlName(provider, name)}` : ''}; -- runs outside of a transaction`,
    ...(table ? lockTime(context, table) : {}),
  };
}

function detachHit(
  { table, partition }: ChangeOf<'detach-partition'>,
  context: RuleContext,
): Hit | undefined {
  const { before, majorVersion, provider } = context;
  if (majorVersion !== undefined && majorVersion < DETACHES_CONCURRENTLY) return undefined;
  if (!isTableInUse(before, table)) return undefined;
  return {
    object: nameOf(partition),
    message: `Detaching ${nameOf(partition)} waits for all queries of ${nameOf(table)}, and all new ones wait behind it (ACCESS EXCLUSIVE).`,
    suggestion: `ALTER TABLE ${sqlName(provider, table)} DETACH PARTITION ${sqlName(provider, partition)} CONCURRENTLY; -- runs outside of a transaction`,
  };
}

function refreshHit({ view }: ChangeOf<'refresh-materialized-view'>, context: RuleContext): Hit | undefined {
  if (context.before.object('materialized view', view)?.isNew) return undefined;
  return {
    object: nameOf(view),
    message: `Nobody can read ${nameOf(view)} until it is computed anew (ACCESS EXCLUSIVE).`,
    suggestion: `REFRESH MATERIALIZED VIEW CONCURRENTLY ${sqlName(context.provider, view)}; -- needs a unique index on the view`,
  };
}

/** Without the schema that needs not be written. */
function shortName({ before }: RuleContext, { schema, name }: Required<ObjectName>): ObjectName {
  return schema === before.defaultSchema ? { name } : { schema, name };
}

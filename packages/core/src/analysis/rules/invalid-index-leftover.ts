import { defineRule, type RunChange } from '../rule';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isRelationInUse } from './support/relation-in-use';

/**
 * A CREATE INDEX CONCURRENTLY that failed or was cancelled leaves an invalid index behind, which queries do not
 * use and which every write still maintains. IF NOT EXISTS then finds the name taken and succeeds: the run looks
 * fine, and a UNIQUE index enforces nothing for the rows that were there.
 *
 * Source: PostgreSQL, CREATE INDEX, "Building Indexes Concurrently"; strong_migrations
 * `remove_invalid_indexes`; measured on PostgreSQL 15. Safe: drop the index first, if it exists.
 * ```sql
 * DROP INDEX CONCURRENTLY IF EXISTS users_email;
 * CREATE INDEX CONCURRENTLY users_email ON users (email);
 * ```
 */
export const invalidIndexLeftover = defineRule({
  id: 'invalid-index-leftover',
  title: 'IF NOT EXISTS that takes the invalid index of a failed attempt for a finished one',
  engines: ['postgresql'],
  risk: 'medium',
  on: ['create-index'],
  examples: [
    {
      provider: 'postgresql',
      why: 'an invalid users_email would be kept',
      sql: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'scripts cannot tell whether an earlier attempt left one',
      schema: 'CREATE TABLE users (email text);',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'it is another index that is dropped',
      sql: `DROP INDEX CONCURRENTLY IF EXISTS users_name;
            CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'dropping it afterwards is too late',
      sql: `CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);
            DROP INDEX CONCURRENTLY IF EXISTS users_email_old;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'without IF NOT EXISTS the second attempt fails, and somebody looks',
      sql: 'CREATE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'what is left of an earlier attempt is dropped first',
      sql: `DROP INDEX CONCURRENTLY IF EXISTS users_email;
            CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'without CONCURRENTLY a failure leaves nothing',
      sql: 'CREATE INDEX IF NOT EXISTS users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: `CREATE TABLE users (email text);
            CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);`,
      finds: false,
    },
  ],
  check(current, context) {
    const { table, index, concurrently, ifNotExists } = current.change;
    const { before, provider, run } = context;
    if (!concurrently || !ifNotExists || index.name === undefined || happensLater(current)) return undefined;
    if (!isRelationInUse(before, table)) return undefined;
    const { name } = index;
    const schema = before.table(table)?.name.schema ?? table.schema;
    const known = before.index({ name, ...(schema ? { schema } : {}) });
    if (before.isLive && known?.index.isValid !== false) return undefined;
    if ((firstDrops(run).get(name) ?? Infinity) < context.index) return undefined;
    const isInvalid = before.isLive;
    const written = quoteWhereNeeded(provider, name);
    return {
      object: name,
      message: isInvalid
        ? `The index ${name} of ${nameOf(table)} exists and is invalid: IF NOT EXISTS keeps it as it is, and queries do not use it.`
        : `If an earlier attempt failed, an invalid index ${name} is there: IF NOT EXISTS then succeeds, keeps it, and queries do not use it.`,
      suggestion: [
        `DROP INDEX CONCURRENTLY IF EXISTS ${sqlName(provider, { ...(schema && table.schema ? { schema } : {}), name })};`,
        `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${written} ON ${sqlName(provider, table)} (${index.columns.join(', ')});`,
      ].join('\n'),
      ...(isInvalid ? { risk: 'high' as const } : {}),
    };
  },
});

const dropsOfRuns = new WeakMap<readonly RunChange[], ReadonlyMap<string, number>>();

/** Names of the indexes that the run drops, and where it does so first. */
function firstDrops(run: readonly RunChange[]): ReadonlyMap<string, number> {
  const known = dropsOfRuns.get(run);
  if (known !== undefined) return known;
  const drops = new Map<string, number>();
  for (const [at, { change }] of run.entries()) {
    if (change.kind === 'drop-index' && !drops.has(change.index.name)) drops.set(change.index.name, at);
  }
  dropsOfRuns.set(run, drops);
  return drops;
}

import type { Change } from '../change';
import { refusesTransaction } from '../postgresql/refuses-transaction';
import { defineRule, type RuleContext, type RunChange } from '../rule';
import type { ReadStatement } from '../script';
import { nameOf } from './support/names';

/** First words of the statements that may refuse transactions, so that others need not be looked at closely. */
const CANDIDATES = /^(vacuum|reindex|cluster|discard|commit|rollback|do|create|drop|alter)\b/i;

/**
 * Statements that PostgreSQL refuses in a transaction block (25001): inside the file's own BEGIN, in a DO block or
 * a function, or in a file that is sent as one message, which is a transaction of its own.
 *
 * Source: PostgreSQL, `PreventInTransactionBlock`; squawk `ban-concurrent-index-creation-in-transaction`, Atlas
 * PG103, Bytebase. Safe: the statement by itself, outside of BEGIN, or in a file of its own.
 * ```sql
 * -- the only statement of its migration:
 * CREATE INDEX CONCURRENTLY users_email ON users (email);
 * ```
 */
export const concurrentlyInTransaction = defineRule({
  id: 'concurrently-in-transaction',
  title: 'A statement in a transaction that cannot be in one',
  engines: ['postgresql'],
  risk: 'high',
  on: [
    'create-index',
    'drop-index',
    'reindex',
    'detach-partition',
    'rewrite-table',
    'create-object',
    'drop-object',
    'drop-database',
    'alter-role',
    'transaction',
    'other',
  ],
  examples: [
    {
      provider: 'postgresql',
      why: 'the file’s own transaction',
      sql: 'BEGIN; CREATE INDEX CONCURRENTLY users_email ON users (email); COMMIT;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'all kinds of them',
      sql: 'BEGIN; DROP INDEX CONCURRENTLY a; REINDEX TABLE CONCURRENTLY t; VACUUM t; COMMIT;',
      finds: 3,
    },
    {
      provider: 'postgresql',
      why: 'a DO block is in a transaction',
      sql: "DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY users_email ON users (email)'; END $$;",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'so is a function',
      sql: `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            DROP INDEX CONCURRENTLY users_email; END $$;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the tool runs it outside of transactions',
      sql: 'CREATE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'also between other statements',
      sql: `CREATE TABLE t (a int); CREATE INDEX CONCURRENTLY users_email ON users (email);
            ALTER TABLE t ADD b int;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'behind the end of the transaction',
      sql: 'BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY users_email ON users (email);',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'others may be in a transaction',
      sql: `BEGIN; CREATE INDEX users_email ON users (email); REFRESH MATERIALIZED VIEW CONCURRENTLY v;
            REINDEX TABLE t; CLUSTER t; COMMIT;`,
      finds: false,
    },
  ],
  check(current, context) {
    const { change, statement } = current;
    const isInside = change.via !== undefined && change.via !== 'cte';
    // The statement is judged by its text, once; what stands inside of it change by change.
    if (!isInside && statement.changes[0] !== change) return undefined;
    const place = isInside ? insideOf(current) : surroundingOf(current, context);
    if (place === undefined) return undefined;
    if (!(isInside ? isRefused(change) : isRefusedText(statement))) return undefined;
    const what = describe(change);
    return {
      object: objectOf(change),
      message: `PostgreSQL refuses ${what} ${place}: the migration fails (25001).`,
      suggestion: isInside
        ? `-- ${what} as a statement of its own, outside of the body`
        : `-- ${what} outside of BEGIN … COMMIT, best in a migration of its own`,
    };
  },
});

function insideOf({ statement }: RunChange): string {
  const body = statement.changes.find(({ kind }) => kind === 'create-object');
  return body?.kind === 'create-object' ? `in the ${body.objectType} ${nameOf(body.name)}` : 'in a DO block';
}

function surroundingOf(current: RunChange, context: RuleContext): string | undefined {
  if (current.inOwnTransaction) return 'inside BEGIN … COMMIT';
  if (context.filesAreBatches && hasCompany(current, context))
    return 'among other statements of the file, which is sent as one message';
  return undefined;
}

/** Whether the file has other statements. */
function hasCompany({ file, statement }: RunChange, { run, index }: RuleContext): boolean {
  return [-1, 1].some((step) => {
    let at = index + step;
    while (run[at]?.statement === statement) at += step;
    return run[at]?.file === file;
  });
}

function isRefusedText({ text, start, sqlStart, sqlEnd }: ReadStatement): boolean {
  const sql = text.slice(sqlStart - start, sqlEnd - start);
  return CANDIDATES.test(sql) && refusesTransaction(sql);
}

function isRefused(change: Change): boolean {
  switch (change.kind) {
    case 'create-index':
    case 'drop-index':
    case 'detach-partition':
      return change.concurrently;
    case 'reindex':
      return change.concurrently || ['schema', 'database', 'system'].includes(change.target);
    case 'rewrite-table':
      return /^vacuum/i.test(change.by);
    case 'drop-database':
      return true;
    case 'alter-role':
      return change.what === 'alter system';
    case 'other':
      return /^vacuum/i.test(change.verb);
    default:
      return false;
  }
}

function describe(change: Change): string {
  switch (change.kind) {
    case 'create-index':
      return 'CREATE INDEX CONCURRENTLY';
    case 'drop-index':
      return 'DROP INDEX CONCURRENTLY';
    case 'reindex':
      return change.concurrently ? 'REINDEX CONCURRENTLY' : `REINDEX ${change.target.toUpperCase()}`;
    case 'detach-partition':
      return 'DETACH PARTITION CONCURRENTLY';
    case 'rewrite-table':
      return change.by.toUpperCase();
    case 'drop-database':
      return `DROP DATABASE ${change.name}`;
    case 'alter-role':
      return change.what.toUpperCase();
    case 'create-object':
      return `CREATE ${change.objectType.toUpperCase()}`;
    case 'drop-object':
      return `DROP ${change.objectType.toUpperCase()}`;
    case 'other':
      return change.verb.toUpperCase();
    default:
      return 'this statement';
  }
}

function objectOf(change: Change): string {
  switch (change.kind) {
    case 'create-index':
      return change.index.name ?? nameOf(change.table);
    case 'drop-index':
      return nameOf(change.index);
    case 'reindex':
      return change.name ? nameOf(change.name) : '';
    case 'detach-partition':
      return nameOf(change.partition);
    case 'rewrite-table':
      return change.table ? nameOf(change.table) : '';
    case 'create-object':
    case 'drop-object':
      return nameOf(change.name);
    case 'drop-database':
      return change.name;
    default:
      return '';
  }
}

import type { Database, InvalidIndex } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';
import { commandFor } from '../../command-for';
import { createdIndex } from './concurrent-statement';

/** An index as PostgreSQL's catalog has it. */
export interface IndexState {
  schema: string;
  name: string;
  valid: boolean;
}

/** Looks an index up as the server would find it; undefined if there is none. PostgreSQL only. */
export async function findIndex(
  db: Database,
  schema: string | undefined,
  index: string,
): Promise<IndexState | undefined> {
  const name = [schema, index]
    .filter((part) => part !== undefined)
    .map((part) => db.dialect.quoteIdentifier(part))
    .join('.');
  const [row] = await db.query<IndexState>(
    'SELECT n.nspname AS schema, c.relname AS name, i.indisvalid AS valid FROM pg_catalog.pg_index i ' +
      'JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ' +
      'WHERE i.indexrelid = pg_catalog.to_regclass($1)',
    [name],
  );
  return row;
}

/** Drops an unusable index without blocking its table. */
export async function dropIndexConcurrently(
  db: Database,
  index: { schema: string; name: string },
): Promise<void> {
  const name = `${db.dialect.quoteIdentifier(index.schema)}.${db.dialect.quoteIdentifier(index.name)}`;
  await db.execute(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/**
 * The unusable index that a CREATE INDEX CONCURRENTLY left, if any: also `IF NOT EXISTS` "succeeds" on one.
 * @param before the unusable indexes there were before the statement ran
 */
export async function invalidIndexLeftBy(
  db: Database,
  statement: string,
  before: readonly InvalidIndex[],
): Promise<InvalidIndex | undefined> {
  const created = createdIndex(statement);
  if (!created) return undefined;
  const invalid = await db.invalidIndexes();
  if (created.index !== undefined) {
    const found = await findIndex(db, created.schema, created.index);
    return invalid.find((index) => index.name === found?.name && index.schema === found.schema);
  }
  return invalid.find(
    (index) =>
      index.table === created.table &&
      (created.schema === undefined || created.schema === index.schema) &&
      !before.some((old) => old.schema === index.schema && old.name === index.name),
  );
}

/** The error for an index that exists but is not used. @param reason what the server said, if it said something */
export function invalidIndexError(
  target: Parameters<typeof commandFor>[0],
  index: InvalidIndex,
  location: ErrorLocation,
  reason?: { text: string; code: string; error: unknown },
): FaberDbError {
  const name = `"${index.schema}"."${index.name}"`;
  const migration = location.migration ?? '';
  return new FaberDbError(
    'INVALID_INDEX',
    `The index ${name} on "${index.table}" exists but is invalid: no query uses it, and every write still pays for it.` +
      (reason
        ? ` ${reason.text}`
        : ' An earlier CREATE INDEX CONCURRENTLY left it, and IF NOT EXISTS kept it.'),
    {
      location,
      ...(reason ? { cause: reason.error, causeCode: reason.code } : {}),
      remedy: [
        'Remove what stopped the index from being built (for a unique index: the duplicates).',
        `Then continue: ${commandFor(target, 'migrate')} — it drops the invalid index and builds it again.`,
        `To start this migration over instead: DROP INDEX CONCURRENTLY ${name}; then ${commandFor(target, 'resolve', '--rolled-back', migration)}`,
      ],
    },
  );
}

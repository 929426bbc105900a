import type { Database } from '../../databases/database';
import type { MigrationHistory } from '../../handlers/handler';
import { canonicalJson, sha256 } from '../../journal/canonical-json';
import { isJournalObject } from '../../journal/journal-object';
import type { PlanBasis } from '../../policy/plan';

/**
 * What a plan remembers of the database: which one it is, its history, and its schema.
 * @param options.withSchema false: leave the schema out, which takes some queries to describe
 */
export async function databaseState(
  db: Database,
  history: MigrationHistory,
  historyTables: readonly string[],
  { withSchema }: { withSchema: boolean } = { withSchema: true },
): Promise<PlanBasis['state']> {
  return {
    identity: await db.identity(),
    history: history.migrations
      .filter(({ state }) => state !== 'pending')
      .map(({ name, checksum, state }) => ({ name, checksum: checksum ?? '', state })),
    schema: withSchema ? await schemaDigest(db, historyTables) : '',
  };
}

/** A digest of the schema, without what faber-db and the migration tool keep for themselves. */
async function schemaDigest(db: Database, historyTables: readonly string[]): Promise<string> {
  const snapshot = await db.snapshot(historyTables);
  const own = Object.entries(snapshot).filter(([key]) => !isJournalObject(key.slice(key.indexOf(':') + 1)));
  return sha256(canonicalJson(Object.fromEntries(own)));
}

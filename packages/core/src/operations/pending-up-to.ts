import { FaberDbError } from '../errors/faber-db-error';
import type { MigrationHistory, PendingMigration } from '../handlers/handler';

/**
 * The pending migrations up to and including `to`; none if `to` is applied already.
 * @throws FaberDbError MIGRATION_NOT_FOUND
 */
export function pendingUpTo(
  pending: PendingMigration[],
  history: MigrationHistory | undefined,
  to: string | undefined,
): PendingMigration[] {
  if (to === undefined) return pending;
  const position = pending.findIndex((migration) => migration.name === to);
  if (position >= 0) return pending.slice(0, position + 1);
  const known = history?.migrations.find((migration) => migration.name === to);
  if (known !== undefined && known.state !== 'missing') return [];
  throw new FaberDbError('MIGRATION_NOT_FOUND', `There is no migration "${to}" among the pending ones.`, {
    location: { migration: to },
    remedy: [
      pending.length === 0
        ? 'Nothing is pending.'
        : `Pending: ${pending.map((migration) => migration.name).join(', ')}`,
    ],
  });
}

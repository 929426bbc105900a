import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';
import type { PendingMigration } from '../../handlers/handler';
import { operationTarget, type OperationTarget } from '../operation-target';
import { withDatabase } from '../with-database';

/**
 * Which of the pending migrations are not applied, with the same content, in the environment that
 * comes before (`promote_from`). Empty where none comes before.
 * @throws FaberDbError PROMOTION_REQUIRED if that environment cannot be looked at
 */
export async function notPromoted(
  context: OperationContext,
  target: OperationTarget,
  pending: readonly PendingMigration[],
): Promise<string[]> {
  const from = target.environment.promoteFrom;
  if (from === undefined || pending.length === 0) return [];
  try {
    const before = await operationTarget(
      context,
      { database: target.database.name, environment: from },
      'read',
    );
    const history = await withDatabase(before, context, 'promotion check', (db) =>
      before.handler.history(before, db),
    );
    // "applied" means with the content that is on disk here: an edited one is "modified".
    const applied = new Set(
      history.migrations.filter(({ state }) => state === 'applied').map(({ name }) => name),
    );
    return pending.map(({ name }) => name).filter((name) => !applied.has(name));
  } catch (cause) {
    const error = FaberDbError.from(cause);
    throw new FaberDbError(
      'PROMOTION_REQUIRED',
      `${target.environment.name} takes only what is applied in ${from}, and that cannot be looked at: ${error.message}`,
      {
        cause,
        location: { environment: from, database: target.database.name },
        remedy: [...error.remedy],
      },
    );
  }
}

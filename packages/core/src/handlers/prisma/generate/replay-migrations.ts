import type { DatabaseProvider } from '../../../databases/database';
import type { Connection } from '../../../environments/connection';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { HandlerTarget } from '../../handler';
import { applyDirectly } from '../apply/direct-apply';

/**
 * Brings a scratch database to the state that the migrations on disk lead to.
 * @throws FaberDbError GENERATE_FAILED naming the migration that does not run (Prisma P3006); CANCELLED
 */
export async function replayMigrations(
  target: HandlerTarget,
  provider: DatabaseProvider,
  scratch: Connection,
): Promise<void> {
  const { signal, env, clock } = target.context;
  const db = await provider.connect(scratch, { applicationName: 'faber-db replay', signal });
  try {
    // What happens on the scratch database is not the progress that the user waits for.
    const context = { env, clock, signal, onEvent: () => undefined };
    await applyDirectly({ ...target, connection: scratch, context }, db, {});
  } catch (error) {
    throw replayFailed(error);
  } finally {
    await db.close();
  }
}

function replayFailed(error: unknown): unknown {
  if (!(error instanceof FaberDbError) || error.code === 'CANCELLED' || error.kind === 'configuration')
    return error;
  const { migration } = error.location;
  return new FaberDbError(
    'GENERATE_FAILED',
    `The existing migrations do not run on an empty database: ${error.message}`,
    {
      location: error.location,
      causeCode: 'P3006',
      cause: error,
      remedy: [
        migration === undefined
          ? 'Correct the migrations, then generate again.'
          : `Correct the migration ${migration} (if it is applied somewhere already, its checksum changes there), then generate again.`,
      ],
    },
  );
}

import type { Database } from '../databases/database';
import type { OperationContext } from '../context/operation-context';
import type { OperationTarget } from './operation-target';

/** Opens a session for the time of `work` and closes it whatever happens. */
export async function withDatabase<T>(
  target: OperationTarget,
  context: OperationContext,
  operation: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await target.provider.connect(target.connection, {
    applicationName: `faber-db ${operation}`,
    signal: context.signal,
  });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

import type { Database } from '../databases/database';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { commandFor } from '../handlers/command-for';
import type { OperationTarget } from './operation-target';

/**
 * Opens a session for the time of `work` and closes it whatever happens. What goes wrong
 * is told with project, database and environment, which the inner layers do not know.
 */
export async function withDatabase<T>(
  target: OperationTarget,
  context: OperationContext,
  operation: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = await connect(target, context, operation);
  try {
    return await work(db);
  } catch (error) {
    throw located(target, error);
  } finally {
    await db.close();
  }
}

async function connect(
  target: OperationTarget,
  context: OperationContext,
  operation: string,
): Promise<Database> {
  try {
    return await target.provider.connect(target.connection, {
      applicationName: `faber-db ${operation}`,
      signal: context.signal,
    });
  } catch (error) {
    throw located(target, error);
  }
}

function located(target: OperationTarget, thrown: unknown): FaberDbError {
  const error = FaberDbError.from(thrown).at({
    project: target.projectName,
    database: target.database.name,
    environment: target.environmentName,
  });
  if (error.code === 'DATABASE_NOT_FOUND') error.remedy.unshift(commandFor(target, 'create'));
  return error;
}

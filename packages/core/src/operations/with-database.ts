import type { Database } from '../databases/database';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { commandFor } from '../handlers/command-for';
import { describeTarget, type OperationTarget } from './operation-target';

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
    throw located(target, error instanceof FaberDbError ? error : fromDatabase(db, error));
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

/** What the database refused outside of any migration. */
function fromDatabase(db: Database, thrown: unknown): FaberDbError {
  const { code, message } = db.describeError(thrown);
  const remedy = DENIED[code];
  if (remedy === undefined) return FaberDbError.from(thrown);
  return new FaberDbError('ACCESS_DENIED', `The database refused: ${message}`, {
    cause: thrown,
    causeCode: code,
    remedy: [remedy],
  });
}

/** SQLSTATEs that say that we may not, and what to do about them. */
const DENIED: Readonly<Record<string, string>> = {
  '42501': 'Let an administrator grant it to the role of the connection URL, or use a URL with another role.',
  '25006':
    'Use a URL that leads to the primary, or a role or database without default_transaction_read_only.',
};

function located(target: OperationTarget, thrown: unknown): FaberDbError {
  const error = FaberDbError.from(thrown).at(describeTarget(target));
  if (error.code === 'DATABASE_NOT_FOUND') error.remedy.unshift(commandFor(target, 'create'));
  return error;
}

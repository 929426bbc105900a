import type { BlockedSession } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';
import { commandFor } from '../../command-for';
import type { HandlerTarget } from '../../handler';
import { stateText, type Aftermath } from './aftermath';
import { firstLine } from './failure-text';
import type { StatementFailure } from './statement-failure';

/** How many of those that waited are named. */
const NAMED_SESSIONS = 5;

/** A migration that was given up because others waited for it too long. */
export interface BlockingMigration {
  name: string;
  location: ErrorLocation;
  aftermath: Aftermath;
}

/**
 * BLOCKING_OTHERS: which statement, who waited how long, and what can be done.
 * @param blocked who waited when the last attempt was cancelled, the longest wait first
 */
export function blockingError(
  target: HandlerTarget,
  migration: BlockingMigration,
  failure: StatementFailure,
  blocked: readonly BlockedSession[],
): FaberDbError {
  const { maxBlockingSeconds, lockTimeoutSeconds } = target.database.migrations;
  const { statement, line, info, error } = failure;
  const longest = seconds(blocked[0]?.waitedMs ?? 0);
  const where = statement
    ? `\nStatement ${statement.number}, line ${line}: ${firstLine(statement.text)}`
    : '';
  return new FaberDbError(
    'BLOCKING_OTHERS',
    `Other sessions waited up to ${longest} s for the migration ${migration.name} (allowed: ${maxBlockingSeconds} s), ` +
      `and it was cancelled, each time it was tried within ${lockTimeoutSeconds} s. ${stateText(migration.aftermath)}\n` +
      `Waiting: ${sessionsText(blocked)}${where}`,
    {
      location: migration.location,
      cause: error,
      causeCode: info.code,
      remedy: [
        `Run it again at a quieter time: ${commandFor(target, 'migrate')}`,
        'Or make the statement shorter: change rows in batches, build indexes CONCURRENTLY, add constraints NOT VALID and VALIDATE them in a migration of their own.',
        'Or raise migrations.max_blocking_seconds, if the others may wait that long.',
      ],
    },
  );
}

/** `server process 4242 (shop-api) for 0.23 s, …`; never what those sessions were running. */
export function sessionsText(blocked: readonly BlockedSession[]): string {
  const named = blocked
    .slice(0, NAMED_SESSIONS)
    .map(
      ({ pid, application, waitedMs }) =>
        `server process ${pid} (${application || 'gives no name'}) for ${seconds(waitedMs)} s`,
    );
  const more = blocked.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

import { CONSENT_VARIABLE, detectAutomatedAgent } from '@faber-db/prisma-schema-engine';
import type { OperationContext } from '../context/operation-context';
import type { Connection } from '../environments/connection';
import { FaberDbError } from '../errors/faber-db-error';
import { DEFAULT_ENVIRONMENT, type OperationTarget } from './operation-target';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Refuses what destroys data when an automated agent asks for it and no human agreed,
 * anywhere but in a dev database on this machine. The markers of agents and the consent
 * variable are those of Prisma's own checkpoint, so one answer covers both.
 * @throws FaberDbError AUTOMATED_AGENT
 */
export function refuseAutomatedAgent(
  context: OperationContext,
  target: OperationTarget,
  operation: string,
): void {
  const agent = detectAutomatedAgent(context.env);
  if (agent === undefined) return;
  if (context.env[CONSENT_VARIABLE]?.trim()) return;
  if (target.environment.name === DEFAULT_ENVIRONMENT && isLocal(target.connection)) return;
  throw new FaberDbError(
    'AUTOMATED_AGENT',
    `"${operation}" destroys data in ${target.environment.name}, and it was started by an automated agent ` +
      `(${agent.name}, seen by ${agent.marker}). Nothing was done.`,
    {
      location: { environment: target.environment.name, database: target.database.name },
      remedy: [
        'Agent: stop here, tell the user exactly what would be destroyed, and ask whether to go on.',
        `Only after the user agreed in words: set ${CONSENT_VARIABLE} to the exact text of their answer.`,
      ],
    },
  );
}

function isLocal(connection: Connection): boolean {
  if (connection.provider === 'sqlite') return true;
  return LOCAL_HOSTS.has(connection.host) || connection.host.startsWith('/');
}

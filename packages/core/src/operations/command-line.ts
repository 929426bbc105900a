import type { OperationTarget } from './operation-target';
import type { OperationContext } from '../context/operation-context';

/**
 * The command to type for a follow-up, such as `faber-db migrate shop --env staging`.
 * Remedies and status reports use it, so that every hint can be pasted.
 */
export function followUp(
  context: OperationContext,
  command: string,
  target: Pick<OperationTarget, 'database'> & { environment?: { name: string } },
  ...more: string[]
): string {
  const several = context.config.databases.length > 1;
  return [
    'faber-db',
    command,
    context.config.project.name,
    ...(target.environment === undefined ? [] : ['--env', target.environment.name]),
    ...(several ? ['--database', target.database.name] : []),
    ...more,
  ].join(' ');
}

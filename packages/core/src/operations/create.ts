import type { OperationContext } from '../context/operation-context';
import { describeTarget, operationTarget, type TargetOptions } from './operation-target';
import type { CreateResult } from './results';

/** Creates the environment's database if it does not exist. Never touches an existing one. */
export async function createDatabase(
  context: OperationContext,
  options: TargetOptions,
): Promise<CreateResult> {
  const target = await operationTarget(context, options, 'schema');
  context.onEvent({ type: 'step', message: `Creating ${target.connection.redactedUrl}` });
  const created = await target.provider.create(target.connection);
  return {
    operation: 'create',
    ...describeTarget(target),
    provider: target.database.provider,
    created,
  };
}

import type { OperationContext } from '../context/operation-context';
import { requireApproval } from './approval';
import { describeTarget, operationTarget, type TargetOptions } from './operation-target';
import type { SeedResult } from './results';

export interface SeedOptions extends TargetOptions {
  /** The answer to the question that a protected environment asks. */
  yes?: boolean;
}

/** Runs the project's seed command against the environment. */
export async function seed(context: OperationContext, options: SeedOptions): Promise<SeedResult> {
  const target = await operationTarget(context, options, 'schema');
  await requireApproval(context, target, {
    operation: 'seed',
    question: `Run the seed of ${context.config.project.name} against ${target.environment.name}?`,
    yes: options.yes ?? false,
  });
  context.onEvent({ type: 'step', message: 'Seeding' });
  return { operation: 'seed', ...describeTarget(target, context), ...(await target.handler.seed(target)) };
}

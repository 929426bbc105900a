import type { OperationContext } from '../context/operation-context';
import { approveOperation } from './approving/approve-operation';
import type { ApprovalOptions } from './approving/given-approval';
import { journaled } from './journaling/journaled';
import { openJournal } from './journaling/open-journal';
import { seedFiles } from './seed-files';
import { describeTarget, operationTarget, type TargetOptions } from './operation-target';
import type { SeedResult } from './results';
import { withDatabase } from './with-database';

export interface SeedOptions extends TargetOptions, ApprovalOptions {}

/**
 * Runs the project's seed command against the environment.
 * @throws FaberDbError NOT_APPROVED and its relatives, SEED_FAILED
 */
export async function seed(context: OperationContext, options: SeedOptions): Promise<SeedResult> {
  const target = await operationTarget(context, options, 'schema');
  const journal = openJournal(context, target);
  const approvals = await approveOperation(context, target, journal, {
    operation: 'seed',
    asks: 'seed',
    question: `Run the seed of ${context.config.project.name} against ${target.environment.name}?`,
    identity: () => withDatabase(target, context, 'seed', (db) => db.identity()),
    what: async () => ({ files: await seedFiles(context.config.project.root) }),
    given: options,
  });
  context.onEvent({ type: 'step', message: 'Seeding' });
  const details = { operation: 'seed', ...(approvals.length === 0 ? {} : { approvals }) };
  const result = await journaled(context, target, journal, details, (observed) =>
    target.handler.seed(observed),
  );
  return { operation: 'seed', ...describeTarget(target), ...result };
}

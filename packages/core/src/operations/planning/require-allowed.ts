import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import type { Plan } from '../../policy/plan';
import { describeTarget, type OperationTarget } from '../operation-target';

/**
 * Stops what the policy forbids.
 * @param backup reference of a backup that was named on the command line
 * @throws FaberDbError PROMOTION_REQUIRED, BLOCKED_BY_POLICY, BACKUP_REQUIRED
 */
export function requireAllowed(target: OperationTarget, plan: Plan, backup: string | undefined): void {
  const location = describeTarget(target);
  const { decision } = plan;
  if (decision.outcome === 'block') {
    const blocks = decision.reasons.filter(({ effect }) => effect === 'block');
    const byRule = blocks.filter(({ rule }) => rule !== undefined);
    const because = blocks.map((reason) => `\n  ${reason.because}`).join('');
    const from = target.environment.promoteFrom ?? '';
    throw byRule.length === 0
      ? new FaberDbError(
          'PROMOTION_REQUIRED',
          `${target.environmentName} takes only what ran in ${from}.${because}\nNothing was done.`,
          { location, remedy: [commandFor({ ...target, environmentName: from }, 'migrate')] },
        )
      : new FaberDbError(
          'BLOCKED_BY_POLICY',
          `The policy forbids this in ${target.environmentName}.${because}\nNothing was done.`,
          {
            location,
            remedy: [
              ...new Set(
                plan.findings
                  .filter((finding) => byRule.some(({ rule }) => rule === finding.rule))
                  .map(({ suggestion }) => suggestion),
              ),
              'What the rules are: safety.destructive_operations and safety.rules of the configuration.',
            ],
          },
        );
  }
  if (decision.backup === 'required' && backup === undefined) {
    const because = decision.reasons.filter(({ effect }) => effect === 'backup');
    throw new FaberDbError(
      'BACKUP_REQUIRED',
      `A backup is required: ${because.map((reason) => reason.because).join(' ')} Nothing was done.`,
      {
        location,
        remedy: [
          `Take one, and name it: ${commandFor(target, 'migrate', '--backup', '<reference of the backup>')}`,
        ],
      },
    );
  }
}

import type { ChangeOf } from '../../change';
import type { RuleContext } from '../../rule';
import { someEarlier } from './run-index';

/** What was dropped is not known, but the run puts back one of the same name, or another primary key. */
export function isReplacedUnseen(
  { table, name, constraintKind }: ChangeOf<'drop-constraint'>,
  { after }: RuleContext,
): boolean {
  if (name !== undefined) return after.constraint(table, name) !== undefined;
  return after.table(table)?.constraints.some(({ kind }) => kind === constraintKind) === true;
}

/**
 * The last step of the safe way to NOT NULL is to drop the CHECK that proved it. Where the CHECK is not known but
 * the run did set a column of the table NOT NULL, this is it in all likelihood.
 */
export function mayBeProofOfNotNull({ table }: ChangeOf<'drop-constraint'>, context: RuleContext): boolean {
  return !context.before.isComplete && someEarlier(context, 'set-not-null', table, () => true);
}

import type { ChangeKind } from '../../change';
import type { RuleContext, RunChange } from '../../rule';

/** The changes before the current one that run in the same transaction, latest first. */
export function* earlierInTransaction({ run, index }: RuleContext): Iterable<RunChange<ChangeKind>> {
  const transaction = run[index]?.transaction;
  if (transaction === undefined) return;
  for (let at = index - 1; at >= 0; at--) {
    const entry = run[at];
    if (entry?.transaction !== transaction) return;
    yield entry;
  }
}

/** The changes behind the current one that run in the same transaction, in order. */
export function* laterInTransaction({ run, index }: RuleContext): Iterable<RunChange<ChangeKind>> {
  const transaction = run[index]?.transaction;
  if (transaction === undefined) return;
  for (let at = index + 1; at < run.length; at++) {
    const entry = run[at];
    if (entry?.transaction !== transaction) return;
    yield entry;
  }
}

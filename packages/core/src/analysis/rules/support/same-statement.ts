import type { ChangeKind } from '../../change';
import type { RuleContext, RunChange } from '../../rule';

/** All changes of the current change's statement, itself included, in order. */
export function changesOfStatement({ run, index }: RuleContext): readonly RunChange<ChangeKind>[] {
  const statement = run[index]?.statement;
  let start = index;
  while (run[start - 1]?.statement === statement && start > 0) start--;
  let end = index + 1;
  while (end < run.length && run[end]?.statement === statement) end++;
  return run.slice(start, end);
}

import type { ObjectName } from '../../change';
import type { RuleContext, RunChange } from '../../rule';
import { earlierChangesOf } from './run-index';
import { isTableInUse } from './table-in-use';

/**
 * `isTableInUse` before the current change, except for tables that the same routine or DO block has just
 * made for itself, which the model cannot know as long as the routine has not run.
 */
export function isUsedHere(current: RunChange, context: RuleContext, table: ObjectName): boolean {
  return isTableInUse(context.before, table) && !isMadeByStatement(current, context, table);
}

function isMadeByStatement({ statement }: RunChange, context: RuleContext, table: ObjectName): boolean {
  return earlierChangesOf(context, table).some(
    ({ entry }) =>
      entry.statement === statement &&
      entry.change.kind === 'create-table' &&
      (entry.change.temporary || !entry.change.ifNotExists),
  );
}

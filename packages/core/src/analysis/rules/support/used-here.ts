import type { ObjectName } from '../../change';
import type { RuleContext, RunChange } from '../../rule';
import { someEarlier } from './run-index';
import { isTableInUse } from './table-in-use';

/**
 * `isTableInUse` before the current change, or the table may have been there before CREATE TABLE IF NOT EXISTS;
 * except for tables that the same routine or DO block has just
 * made for itself, which the model cannot know as long as the routine has not run.
 */
export function isUsedHere(current: RunChange, context: RuleContext, table: ObjectName): boolean {
  return mayHoldData(context, table) && !isMadeByStatement(current, context, table);
}

function mayHoldData({ before }: RuleContext, table: ObjectName): boolean {
  return isTableInUse(before, table) || before.table(table)?.mayHaveExisted === true;
}

function isMadeByStatement({ statement }: RunChange, context: RuleContext, table: ObjectName): boolean {
  return someEarlier(
    context,
    'create-table',
    table,
    ({ statement: other, change }) => other === statement && (change.temporary || !change.ifNotExists),
  );
}

import type { Risk } from '../../finding';
import type { ObjectName } from '../../change';
import type { Hit, RuleContext } from '../../rule';
import { LARGE_TABLE_ROWS } from './rows';

/**
 * What the table's size says about a statement that holds a lock for as long as it reads or writes all rows:
 * the estimate, where there is one, and `low` where the live database knows the table to be small.
 * @param risk what the case weighs otherwise, where that is not the rule's default
 */
export function lockTime(
  { before }: RuleContext,
  table: ObjectName,
  risk?: Risk,
): Pick<Hit, 'risk' | 'estimatedRows'> {
  const estimatedRows = before.table(table)?.estimatedRows;
  const isSmall = before.isLive && estimatedRows !== undefined && estimatedRows < LARGE_TABLE_ROWS;
  const weight = isSmall ? 'low' : risk;
  return {
    ...(weight === undefined ? {} : { risk: weight }),
    ...(estimatedRows === undefined ? {} : { estimatedRows }),
  };
}

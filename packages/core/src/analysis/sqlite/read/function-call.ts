import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readOrder } from './select';
import { UNKNOWN, type Value } from './value';

/**
 * Reads a function call with FILTER and OVER, and notes the function's name.
 * @throws Unreadable
 */
export function readFunctionCall(cursor: Cursor): Value {
  cursor.facts.functions.push(cursor.name().toLowerCase());
  cursor.inParentheses(() => {
    if (cursor.take('*')) return;
    if (!cursor.take('DISTINCT')) cursor.take('ALL');
    if (!cursor.sees(')') && !cursor.sees('ORDER', 'BY')) cursor.list(() => readExpression(cursor));
    readOrder(cursor);
  });
  if (cursor.take('WITHIN', 'GROUP')) cursor.inParentheses(() => readOrder(cursor));
  if (cursor.take('FILTER', '(')) {
    cursor.expect('WHERE');
    readExpression(cursor);
    cursor.expect(')');
  }
  // OVER and FILTER are no reserved words: an alias can have these names.
  if (cursor.sees('OVER', '(')) {
    cursor.at++;
    readWindow(cursor);
  } else if (cursor.sees('OVER') && cursor.seesName(1)) {
    cursor.at += 2;
  }
  return UNKNOWN;
}

/**
 * Reads a window definition in parentheses.
 * @throws Unreadable
 */
export function readWindow(cursor: Cursor): void {
  cursor.inParentheses(() => {
    const clauses = ['PARTITION', 'ORDER', 'RANGE', 'ROWS', 'GROUPS'];
    if (cursor.seesName() && !cursor.seesOneOf(...clauses)) cursor.name();
    if (cursor.take('PARTITION', 'BY')) cursor.list(() => readExpression(cursor));
    readOrder(cursor);
    if (cursor.takeOneOf('RANGE', 'ROWS', 'GROUPS') === undefined) return;
    if (cursor.take('BETWEEN')) {
      readFrameBound(cursor);
      cursor.expect('AND');
    }
    readFrameBound(cursor);
    if (!cursor.take('EXCLUDE')) return;
    if (cursor.take('NO', 'OTHERS') || cursor.take('CURRENT', 'ROW')) return;
    if (cursor.takeOneOf('GROUP', 'TIES') === undefined) throw cursor.unreadable();
  });
}

function readFrameBound(cursor: Cursor): void {
  if (cursor.take('CURRENT', 'ROW')) return;
  if (!cursor.take('UNBOUNDED')) readExpression(cursor);
  if (cursor.takeOneOf('PRECEDING', 'FOLLOWING') === undefined) throw cursor.unreadable();
}

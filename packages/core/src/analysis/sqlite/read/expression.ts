import type { Cursor } from './cursor';
import { readOperand } from './operand';
import { readSelect, seesSelect } from './select';
import { and, calculate, compare, is, not, nullTest, or, UNKNOWN, type Value } from './value';

/** How strongly operators bind, weakest first (https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes). */
const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  equality: 4,
  comparison: 5,
  bits: 6,
  sum: 7,
  product: 8,
  concatenation: 9,
  collate: 10,
  prefix: 11,
} as const;

/** Operators of symbols, longest first where one begins another. */
const SYMBOLS: readonly (readonly [operator: string, level: number])[] = [
  ['->>', LEVEL.concatenation],
  ['->', LEVEL.concatenation],
  ['||', LEVEL.concatenation],
  ['<<', LEVEL.bits],
  ['>>', LEVEL.bits],
  ['<=', LEVEL.comparison],
  ['>=', LEVEL.comparison],
  ['<>', LEVEL.equality],
  ['!=', LEVEL.equality],
  ['==', LEVEL.equality],
  ['<', LEVEL.comparison],
  ['>', LEVEL.comparison],
  ['=', LEVEL.equality],
  ['&', LEVEL.bits],
  ['|', LEVEL.bits],
  ['+', LEVEL.sum],
  ['-', LEVEL.sum],
  ['*', LEVEL.product],
  ['/', LEVEL.product],
  ['%', LEVEL.product],
];

/**
 * Reads an expression and works out what is known of its value.
 * @throws Unreadable
 */
export function readExpression(cursor: Cursor, level: number = LEVEL.or): Value {
  return cursor.nested(() => {
    let value = readPrefixed(cursor);
    for (;;) {
      const next = readWordOperator(cursor, level, value) ?? readSymbolOperator(cursor, level, value);
      if (!next) return value;
      value = next;
    }
  });
}

function readPrefixed(cursor: Cursor): Value {
  if (cursor.take('NOT')) return not(readExpression(cursor, LEVEL.not));
  const sign = cursor.takeOneOf('-', '+', '~');
  if (sign === undefined) return readOperand(cursor);
  const value = readExpression(cursor, LEVEL.prefix);
  if (sign === '+') return value;
  return sign === '-' ? calculate('-', { kind: 'constant', value: 0 }, value) : UNKNOWN;
}

function readSymbolOperator(cursor: Cursor, level: number, left: Value): Value | undefined {
  if (cursor.token?.kind !== 'symbol') return undefined;
  const found = SYMBOLS.find(([operator]) => seesOperator(cursor, operator));
  if (!found || found[1] < level) return undefined;
  const [operator, own] = found;
  cursor.at += operator.length;
  const right = readExpression(cursor, own + 1);
  if (own === LEVEL.equality || own === LEVEL.comparison) return compare(operator, left, right);
  return calculate(operator, left, right);
}

/** Whether the characters of the operator come next without anything between them. */
function seesOperator(cursor: Cursor, operator: string): boolean {
  return (
    cursor.sees(...operator) &&
    [...operator].every(
      (_, index) => index === 0 || cursor.ahead(index - 1)?.end === cursor.ahead(index)?.start,
    )
  );
}

function readWordOperator(cursor: Cursor, level: number, left: Value): Value | undefined {
  if (cursor.token?.kind !== 'word') return undefined;
  if (level <= LEVEL.or && cursor.take('OR')) return or(left, readExpression(cursor, LEVEL.or + 1));
  if (level <= LEVEL.and && cursor.take('AND')) return and(left, readExpression(cursor, LEVEL.and + 1));
  if (level <= LEVEL.collate && cursor.take('COLLATE')) {
    cursor.name();
    return left;
  }
  return level <= LEVEL.equality ? readTest(cursor, left) : undefined;
}

/** IS, IN, LIKE, BETWEEN and their like. */
function readTest(cursor: Cursor, left: Value): Value | undefined {
  if (cursor.take('ISNULL')) return nullTest(left, false);
  if (cursor.take('NOTNULL') || cursor.take('NOT', 'NULL')) return nullTest(left, true);
  if (cursor.take('IS')) {
    const negated = cursor.take('NOT');
    const distinct = cursor.take('DISTINCT', 'FROM');
    return is(left, readExpression(cursor, LEVEL.equality + 1), negated !== distinct);
  }
  const start = cursor.at;
  const negated = cursor.take('NOT');
  if (cursor.take('BETWEEN')) {
    const low = readExpression(cursor, LEVEL.equality + 1);
    cursor.expect('AND');
    const high = readExpression(cursor, LEVEL.equality + 1);
    const between = and(compare('>=', left, low), compare('<=', left, high));
    return negated ? not(between) : between;
  }
  if (cursor.take('IN')) return readMembers(cursor);
  if (cursor.takeOneOf('LIKE', 'GLOB', 'REGEXP', 'MATCH') !== undefined) {
    readExpression(cursor, LEVEL.equality + 1);
    if (cursor.take('ESCAPE')) readExpression(cursor, LEVEL.equality + 1);
    return UNKNOWN;
  }
  cursor.at = start;
  return undefined;
}

/** What follows IN: a list, a SELECT, a table, or a table-valued function. */
function readMembers(cursor: Cursor): Value {
  if (cursor.take('(')) {
    if (seesSelect(cursor)) readSelect(cursor);
    else if (!cursor.sees(')')) cursor.list(() => readExpression(cursor));
    cursor.expect(')');
    return UNKNOWN;
  }
  cursor.facts.tables.push(cursor.objectName());
  if (cursor.take('(')) {
    cursor.facts.tables.pop();
    if (!cursor.sees(')')) cursor.list(() => readExpression(cursor));
    cursor.expect(')');
  }
  return UNKNOWN;
}

import type { A_Expr, Node } from 'libpg-query';
import type { WhereClause } from '../../../change';
import { body, constantText, strings } from '../ast';

/** What a condition amounts to without looking at a row. */
type Truth = boolean | 'null' | 'unknown';

/** Judges a WHERE. `x = x` counts as always true, although it is not for NULL. */
export function whereClause(condition: Node | undefined): WhereClause {
  if (!condition) return { form: 'none' };
  const column = notNullColumn(condition);
  if (column !== undefined) return { form: 'some', onlyIsNotNull: column };
  return { form: truth(condition) === true ? 'always' : 'some' };
}

/** The column of `c IS NOT NULL`. */
export function notNullColumn(condition: Node | undefined): string | undefined {
  const test = body('NullTest', condition);
  if (test?.nulltesttype !== 'IS_NOT_NULL') return undefined;
  return strings(body('ColumnRef', test.arg)?.fields).at(-1);
}

function truth(node: Node): Truth {
  const constant = body('A_Const', node);
  if (constant) {
    if (constant.isnull) return 'null';
    return truthOfText(constantText(node));
  }
  const cast = body('TypeCast', node);
  if (cast?.arg) return strings(cast.typeName?.names).at(-1) === 'bool' ? truth(cast.arg) : 'unknown';
  const logic = body('BoolExpr', node);
  if (logic) {
    const parts = (logic.args ?? []).map(truth);
    if (logic.boolop === 'NOT_EXPR') return negated(parts[0] ?? 'unknown');
    const deciding = logic.boolop === 'OR_EXPR';
    if (parts.includes(deciding)) return deciding;
    return parts.every((part) => part === !deciding) ? !deciding : 'unknown';
  }
  const nullTest = body('NullTest', node);
  if (nullTest?.arg) {
    const isNull = isNullConstant(nullTest.arg);
    if (isNull === undefined) return 'unknown';
    return nullTest.nulltesttype === 'IS_NULL' ? isNull : !isNull;
  }
  const booleanTest = body('BooleanTest', node);
  if (booleanTest?.arg) {
    const inner = truth(booleanTest.arg);
    if (inner === 'unknown') return 'unknown';
    switch (booleanTest.booltesttype) {
      case 'IS_TRUE':
        return inner === true;
      case 'IS_NOT_TRUE':
        return inner !== true;
      case 'IS_FALSE':
        return inner === false;
      case 'IS_NOT_FALSE':
        return inner !== false;
      case 'IS_UNKNOWN':
        return inner === 'null';
      default:
        return inner !== 'null';
    }
  }
  const comparison = body('A_Expr', node);
  return comparison ? compare(comparison) : 'unknown';
}

function negated(value: Truth): Truth {
  return typeof value === 'boolean' ? !value : value;
}

/** PostgreSQL takes these, and what they begin with, for booleans (`parse_bool_with_len`). */
function truthOfText(text: string | undefined): Truth {
  const word = text?.trim().toLowerCase();
  if (!word) return 'unknown';
  if ('true'.startsWith(word) || 'yes'.startsWith(word) || word === 'on' || word === '1') return true;
  if ('false'.startsWith(word) || 'no'.startsWith(word) || 'off' === word || 'of' === word || word === '0')
    return false;
  return 'unknown';
}

function isNullConstant(node: Node): boolean | undefined {
  const constant = body('A_Const', node);
  if (constant) return constant.isnull === true;
  const cast = body('TypeCast', node);
  return cast?.arg ? isNullConstant(cast.arg) : undefined;
}

function compare(expression: A_Expr): Truth {
  const { kind, lexpr, rexpr } = expression;
  const operator = strings(expression.name).at(-1);
  if (!lexpr || !rexpr || operator === undefined) return 'unknown';
  const left = columnPath(lexpr);
  const isSameColumn = left !== undefined && left === columnPath(rexpr);
  if (kind === 'AEXPR_NOT_DISTINCT') return isSameColumn ? true : orderOf(lexpr, rexpr, '=');
  if (kind === 'AEXPR_DISTINCT') return negated(isSameColumn ? true : orderOf(lexpr, rexpr, '='));
  if (kind !== 'AEXPR_OP') return 'unknown';
  if (isSameColumn) return ['=', '<=', '>='].includes(operator) ? true : 'unknown';
  return orderOf(lexpr, rexpr, operator);
}

function columnPath(node: Node): string | undefined {
  const fields = body('ColumnRef', node)?.fields;
  return fields && JSON.stringify(strings(fields));
}

function orderOf(left: Node, right: Node, operator: string): Truth {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === undefined || b === undefined) return 'unknown';
  if (a === null || b === null) return 'null';
  const areNumbers = typeof a === 'number' || typeof b === 'number';
  const [x, y] = areNumbers ? [Number(a), Number(b)] : [a, b];
  if (Number.isNaN(x) || Number.isNaN(y)) return 'unknown';
  if (operator === '=') return x === y;
  if (operator === '<>') return x !== y;
  // The order of texts is the collation's.
  if (!areNumbers) return 'unknown';
  switch (operator) {
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    case '>=':
      return x >= y;
    default:
      return 'unknown';
  }
}

/** A constant's value: null for NULL, undefined for what is no constant. */
function comparable(node: Node): number | string | null | undefined {
  const constant = body('A_Const', node);
  if (constant?.isnull) return null;
  if (constant?.ival || constant?.fval) return Number(constantText(node));
  return constantText(node);
}

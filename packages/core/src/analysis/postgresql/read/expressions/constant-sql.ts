import type { Node } from 'libpg-query';
import { body, constantText, strings } from '../ast';

/** What is known of a text that is put together at run time. */
export interface ConstantSql {
  /** The whole text, or its constant parts with an ellipsis for each of the others. */
  text: string;
  isComplete: boolean;
}

const UNKNOWN: ConstantSql = { text: '', isComplete: false };
const GAP = '…';

/** Puts together the constant parts of an expression: strings, `||`, casts, and the pattern of `format`. */
export function constantSql(node: Node | undefined): ConstantSql {
  const constant = constantText(node);
  if (constant !== undefined) return { text: constant, isComplete: true };
  const cast = body('TypeCast', node);
  if (cast) return constantSql(cast.arg);
  const operation = body('A_Expr', node);
  if (operation?.kind === 'AEXPR_OP' && strings(operation.name).at(-1) === '||') {
    return joined(operation.lexpr, operation.rexpr);
  }
  const call = body('FuncCall', node);
  const name = strings(call?.funcname).at(-1);
  if (name === 'format') {
    const pattern = constantSql(call?.args?.[0]);
    // `%%` is a percent sign; any other `%` takes an argument.
    const isComplete = pattern.isComplete && !/%/.test(pattern.text.replaceAll('%%', ''));
    return { text: isComplete ? pattern.text.replaceAll('%%', '%') : pattern.text, isComplete };
  }
  if (name === 'concat') {
    return (call?.args ?? [])
      .map((argument) => constantSql(argument))
      .reduce(append, { text: '', isComplete: true });
  }
  return UNKNOWN;
}

/** `a || b`, where `a` can be a long chain of the same. */
function joined(left: Node | undefined, right: Node | undefined): ConstantSql {
  const parts = [constantSql(right)];
  let rest = left;
  for (
    let next = body('A_Expr', rest);
    next && strings(next.name).at(-1) === '||';
    next = body('A_Expr', rest)
  ) {
    parts.push(constantSql(next.rexpr));
    rest = next.lexpr;
  }
  parts.push(constantSql(rest));
  return parts.reverse().reduce(append);
}

function append(before: ConstantSql, after: ConstantSql): ConstantSql {
  const gap = (part: ConstantSql) => (part.isComplete || part.text !== '' ? part.text : GAP);
  return { text: gap(before) + gap(after), isComplete: before.isComplete && after.isComplete };
}

import type { WhereClause } from '../change';
import type { Cursor } from './cursor';
import { identifierValue, type MysqlToken } from './token';

/** What a condition is for every row: true, false, or it depends (NULL counts as false). */
type Truth = boolean | undefined;

/** Deeper nesting than this is taken for a condition that depends on the row. */
const MAX_DEPTH = 60;

/** Reads `WHERE condition` up to one of `stops`; without WHERE the form is `none`. */
export function readWhere(cursor: Cursor, ...stops: string[]): WhereClause {
  return cursor.accept('WHERE') ? readCondition(cursor, ...stops) : { form: 'none' };
}

/** Reads a condition up to one of `stops`, and says for which rows it is true. */
export function readCondition(cursor: Cursor, ...stops: string[]): WhereClause {
  const start = cursor.at;
  cursor.skipTo(...stops);
  if (cursor.at === start) cursor.fail('expected a condition');
  const condition = cursor.tokens.slice(start, cursor.at);
  if (truthOf(condition, 0) === true) return { form: 'always' };
  const column = columnNotNull(condition);
  return column === undefined ? { form: 'some' } : { form: 'some', onlyIsNotNull: column };
}

function truthOf(tokens: readonly MysqlToken[], depth: number): Truth {
  const condition = withoutParentheses(tokens);
  if (depth > MAX_DEPTH || condition.length === 0) return undefined;
  const alternatives = splitAt(condition, ['OR', '||']);
  if (alternatives.length > 1) {
    const truths = alternatives.map((part) => truthOf(part, depth + 1));
    if (truths.includes(true)) return true;
    return truths.every((truth) => truth === false) ? false : undefined;
  }
  if (splitAt(condition, ['XOR']).length > 1) return undefined;
  const conjuncts = splitAt(condition, ['AND', '&&']);
  if (conjuncts.length > 1) {
    const truths = conjuncts.map((part) => truthOf(part, depth + 1));
    if (truths.includes(false)) return false;
    return truths.every((truth) => truth === true) ? true : undefined;
  }
  if (condition[0]?.upper === 'NOT' || condition[0]?.upper === '!') {
    const truth = truthOf(condition.slice(1), depth + 1);
    return truth === undefined ? undefined : !truth;
  }
  return truthOfPredicate(condition);
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<=>': (order) => order === 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
};

/** What a comparison of an expression with itself says where it is not NULL. */
const SAME = 0;

function truthOfPredicate(tokens: readonly MysqlToken[]): Truth {
  const value = constantOf(tokens);
  if (value !== undefined) return typeof value === 'number' ? value !== 0 : Number.parseFloat(value) > 0;
  const upper = tokens.map((token) => token.upper);
  if (upper.slice(-3).join(' ') === 'IS NOT NULL') {
    return constantOf(tokens.slice(0, -3)) === undefined ? undefined : true;
  }
  if (upper.slice(-2).join(' ') === 'IS TRUE') return truthOf(tokens.slice(0, -2), 1);
  const at = outerPositions(tokens).find((index) => Object.hasOwn(COMPARISONS, upper[index] ?? ''));
  if (at === undefined) return undefined;
  const compare = COMPARISONS[upper[at] ?? ''];
  const order = compareSides(
    withoutParentheses(tokens.slice(0, at)),
    withoutParentheses(tokens.slice(at + 1)),
  );
  return order === undefined ? undefined : compare?.(order);
}

function compareSides(left: readonly MysqlToken[], right: readonly MysqlToken[]): number | undefined {
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a !== undefined && b !== undefined) {
    if (typeof a === 'string' && typeof b === 'string') return a === b ? SAME : a < b ? -1 : 1;
    return Math.sign(Number(a) - Number(b)) || SAME;
  }
  return left.length > 0 && isColumn(left) && nameOf(left) === nameOf(right) ? SAME : undefined;
}

/** A column, possibly with its table. */
function isColumn(tokens: readonly MysqlToken[]): boolean {
  return (
    tokens.length % 2 === 1 &&
    tokens.every(({ kind, text }, index) =>
      index % 2 === 1 ? text === '.' : kind === 'word' || kind === 'quoted',
    )
  );
}

function nameOf(tokens: readonly MysqlToken[]): string {
  return tokens.map(identifierValue).join('').toLowerCase();
}

/** The value of a condition that is one constant: number, string, TRUE or FALSE. */
function constantOf(tokens: readonly MysqlToken[]): number | string | undefined {
  const inner = withoutParentheses(tokens);
  const isSigned = inner.length === 2 && (inner[0]?.text === '-' || inner[0]?.text === '+');
  const token = inner[isSigned ? 1 : 0];
  if (!token || inner.length > (isSigned ? 2 : 1)) return undefined;
  if (token.kind === 'number') return Number(token.text) * (inner[0]?.text === '-' ? -1 : 1);
  if (token.kind === 'string' && !isSigned && /^['"]/.test(token.text)) return token.text.slice(1, -1);
  if (token.kind !== 'word') return undefined;
  return token.upper === 'TRUE' ? 1 : token.upper === 'FALSE' ? 0 : undefined;
}

/** The column of a condition that is nothing but `column IS NOT NULL`. */
export function columnNotNull(tokens: readonly MysqlToken[]): string | undefined {
  const inner = withoutParentheses(tokens);
  const isNotNull =
    inner
      .slice(-3)
      .map(({ upper }) => upper)
      .join(' ') === 'IS NOT NULL';
  const column = withoutParentheses(inner.slice(0, -3));
  const last = column.at(-1);
  return isNotNull && last && last.upper !== 'NULL' && isColumn(column) ? identifierValue(last) : undefined;
}

/** Takes away parentheses that enclose the whole. */
function withoutParentheses(tokens: readonly MysqlToken[]): readonly MysqlToken[] {
  const closing = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ upper }, index) => {
    if (upper === '(') open.push(index);
    else if (upper === ')') closing.set(open.pop() ?? -1, index);
  });
  let from = 0;
  while (closing.get(from) === tokens.length - 1 - from && from * 2 < tokens.length) from++;
  return tokens.slice(from, tokens.length - from);
}

/** Positions outside of parentheses and CASE … END. */
function outerPositions(tokens: readonly MysqlToken[]): number[] {
  const positions: number[] = [];
  let depth = 0;
  tokens.forEach(({ upper }, index) => {
    if (upper === '(' || upper === 'CASE') depth++;
    else if (upper === ')' || upper === 'END') depth--;
    else if (depth === 0) positions.push(index);
  });
  return positions;
}

/** Splits at the outer ones of these operators; the AND of BETWEEN is none. */
function splitAt(tokens: readonly MysqlToken[], operators: readonly string[]): (readonly MysqlToken[])[] {
  const parts: (readonly MysqlToken[])[] = [];
  let from = 0;
  let betweens = 0;
  for (const index of outerPositions(tokens)) {
    const upper = tokens[index]?.upper ?? '';
    if (upper === 'BETWEEN') betweens++;
    else if (operators.includes(upper)) {
      if (upper === 'AND' && betweens > 0) betweens--;
      else {
        parts.push(tokens.slice(from, index));
        from = index + 1;
      }
    }
  }
  parts.push(tokens.slice(from));
  return parts;
}

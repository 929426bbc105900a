/** What is known of an expression's value without looking at rows. */
export type Value =
  | { kind: 'constant'; value: null | number | string }
  | { kind: 'column'; name: string; qualifier?: string }
  /** `column IS [NOT] NULL`. */
  | { kind: 'null-test'; column: string; isNotNull: boolean }
  | { kind: 'unknown' };

export const UNKNOWN: Value = { kind: 'unknown' };
export const NULL: Value = { kind: 'constant', value: null };

/** Names of the row number, which is never null. */
const ROW_NUMBER = new Set(['rowid', '_rowid_']);

/** A constant. */
export function constant(value: null | number | string | boolean): Value {
  return { kind: 'constant', value: typeof value === 'boolean' ? Number(value) : value };
}

/** True, false, null (SQL's "unknown"), or undefined where it depends on rows. */
export function truth(value: Value): boolean | null | undefined {
  if (value.kind !== 'constant') return undefined;
  if (value.value === null) return null;
  return (typeof value.value === 'number' ? value.value : leadingNumber(value.value)) !== 0;
}

/** `left AND right`. */
export function and(left: Value, right: Value): Value {
  if (truth(left) === false || truth(right) === false) return constant(false);
  return truth(left) === true && truth(right) === true ? constant(true) : UNKNOWN;
}

/** `left OR right`. */
export function or(left: Value, right: Value): Value {
  if (truth(left) === true || truth(right) === true) return constant(true);
  return truth(left) === false && truth(right) === false ? constant(false) : UNKNOWN;
}

/** `NOT value`. */
export function not(value: Value): Value {
  if (value.kind === 'null-test') return { ...value, isNotNull: !value.isNotNull };
  const known = truth(value);
  return known === undefined ? UNKNOWN : known === null ? NULL : constant(!known);
}

/** `value IS [NOT] NULL`. */
export function nullTest(value: Value, isNotNull: boolean): Value {
  if (value.kind === 'constant') return constant((value.value !== null) === isNotNull);
  if (value.kind !== 'column') return UNKNOWN;
  if (ROW_NUMBER.has(value.name.toLowerCase())) return constant(isNotNull);
  return { kind: 'null-test', column: value.name, isNotNull };
}

/** `left IS [NOT] right`. */
export function is(left: Value, right: Value, negated: boolean): Value {
  if (right.kind === 'constant' && right.value === null) return nullTest(left, negated);
  if (left.kind === 'constant' && left.value === null) return nullTest(right, negated);
  const equal = compare('=', left, right);
  return negated ? not(equal) : equal;
}

/**
 * A comparison. A column compared with itself counts as equal, although it is NULL for NULLs: who
 * writes it means every row. Texts are greater than numbers, as SQLite compares literals.
 */
export function compare(operator: string, left: Value, right: Value): Value {
  let order: number;
  if (left.kind === 'column' && right.kind === 'column') {
    if (!isSameColumn(left, right)) return UNKNOWN;
    order = 0;
  } else {
    if (left.kind !== 'constant' || right.kind !== 'constant') return UNKNOWN;
    if (left.value === null || right.value === null) return NULL;
    order = orderOf(left.value, right.value);
  }
  switch (operator) {
    case '=':
    case '==':
      return constant(order === 0);
    case '<>':
    case '!=':
      return constant(order !== 0);
    case '<':
      return constant(order < 0);
    case '<=':
      return constant(order <= 0);
    case '>':
      return constant(order > 0);
    case '>=':
      return constant(order >= 0);
    default:
      return UNKNOWN;
  }
}

/** `+`, `-` and `*` of constant numbers. */
export function calculate(operator: string, left: Value, right: Value): Value {
  if (left.kind !== 'constant' || right.kind !== 'constant') return UNKNOWN;
  if (typeof left.value !== 'number' || typeof right.value !== 'number') return UNKNOWN;
  if (operator === '+') return constant(left.value + right.value);
  if (operator === '-') return constant(left.value - right.value);
  return operator === '*' ? constant(left.value * right.value) : UNKNOWN;
}

/** A column without a table is that of the table concerned; in a trigger NEW and OLD are something else. */
function isSameColumn(left: Value & { kind: 'column' }, right: Value & { kind: 'column' }): boolean {
  const qualifiers = new Set([left.qualifier, right.qualifier].map((each) => each?.toLowerCase()));
  if (!qualifiers.has('new') && !qualifiers.has('old')) qualifiers.delete(undefined);
  return left.name.toLowerCase() === right.name.toLowerCase() && qualifiers.size < 2;
}

function orderOf(left: number | string, right: number | string): number {
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  return left === right ? 0 : left < right ? -1 : 1;
}

/** A text as SQLite takes it for a number: its longest numeric beginning, else 0. */
function leadingNumber(text: string): number {
  return Number(/^[ \t\n\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(text)?.[1] ?? 0);
}

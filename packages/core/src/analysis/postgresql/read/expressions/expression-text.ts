import { tokenizePostgresql } from '../../tokenize';
import type { Token } from '../../../token';

/** Words that begin the next constraint of a column, and so end a DEFAULT before them. */
const COLUMN_CONSTRAINTS = new Set([
  'CHECK',
  'COLLATE',
  'CONSTRAINT',
  'DEFAULT',
  'DEFERRABLE',
  'ENFORCED',
  'GENERATED',
  'INITIALLY',
  'NOT',
  'NULL',
  'PRIMARY',
  'REFERENCES',
  'UNIQUE',
]);

/** Tokens of `sql` from an offset on, with offsets in `sql` and the number of brackets that are open before each. */
function* tokensFrom(sql: string, from: number): Generator<Token & { depth: number }> {
  let depth = 0;
  for (const token of tokenizePostgresql(sql.slice(from))) {
    const isClosing = token.text === ')' || token.text === ']';
    if (isClosing) depth--;
    yield { ...token, start: token.start + from, end: token.end + from, depth };
    if (token.text === '(' || token.text === '[') depth++;
  }
}

/** The expression of a column's DEFAULT. `from`: where the constraint begins, with its name if it has one. */
export function defaultText(sql: string, from: number): string {
  let start = -1;
  let end = from;
  let previous: Token | undefined;
  for (const token of tokensFrom(sql, from)) {
    if (start < 0) {
      if (previous?.kind === 'word' && previous.upper === 'DEFAULT') start = token.start;
    } else {
      if (token.depth < 0 || (token.depth === 0 && (token.text === ',' || token.text === ';'))) break;
      const endsHere = token.depth === 0 && token.kind === 'word' && COLUMN_CONSTRAINTS.has(token.upper);
      // `a IS NOT DISTINCT FROM b`
      if (endsHere && previous?.upper !== 'IS') break;
    }
    if (start >= 0) end = token.end;
    previous = token;
  }
  return start < 0 ? '' : sql.slice(start, end);
}

/** What stands in the first parentheses behind `from`, without them. */
export function textInParentheses(sql: string, from: number): string {
  let start = -1;
  for (const token of tokensFrom(sql, from)) {
    if (start < 0 && token.text === '(' && token.kind === 'symbol') start = token.end;
    else if (start >= 0 && token.depth === 0) return sql.slice(start, token.start).trim();
  }
  return start < 0 ? '' : sql.slice(start).trim();
}

/**
 * The expression behind the last of these words (outside of parentheses) before `inside`, up to a comma
 * or the end of the statement. `from`: an offset before those words.
 */
export function textBehind(sql: string, words: readonly string[], from: number, inside: number): string {
  let start = -1;
  let end = sql.length;
  const before: string[] = [];
  for (const token of tokensFrom(sql, from)) {
    if (token.depth === 0 && token.start <= inside && matches(before, words)) {
      start = token.start;
      end = sql.length;
    }
    if (start >= 0 && token.start > inside && token.depth <= 0 && (token.depth < 0 || token.text === ',')) {
      end = token.start;
      break;
    }
    before.push(token.kind === 'word' && token.depth === 0 ? token.upper : '');
  }
  return start < 0 ? '' : sql.slice(start, end).trim();
}

/** Whether the last words are these, and not part of ON DELETE SET DEFAULT. */
function matches(before: readonly string[], words: readonly string[]): boolean {
  const at = before.length - words.length;
  if (at < 0 || words.some((word, index) => before[at + index] !== word)) return false;
  return words[0] !== 'SET' || !['DELETE', 'UPDATE'].includes(before[at - 1] ?? '');
}

/** The parts of the first parentheses behind `from`, as they stand between the commas. */
export function partsInParentheses(sql: string, from: number): string[] {
  const parts: string[] = [];
  let start = -1;
  for (const token of tokensFrom(sql, from)) {
    if (start < 0) {
      if (token.text === '(' && token.kind === 'symbol') start = token.end;
    } else if (token.depth === 0 || (token.depth === 1 && token.text === ',')) {
      parts.push(sql.slice(start, token.start).trim());
      if (token.depth === 0) break;
      start = token.end;
    }
  }
  return parts;
}

/** Of an index's element (`(a + b) DESC`, `lower(x) text_pattern_ops`): the expression, in parentheses. */
export function indexExpression(element: string): string {
  for (const token of tokensFrom(element, 0)) {
    if (token.depth !== 0 || token.text !== ')') continue;
    const expression = element.slice(0, token.end);
    return expression.startsWith('(') ? expression : `(${expression})`;
  }
  return `(${element})`;
}

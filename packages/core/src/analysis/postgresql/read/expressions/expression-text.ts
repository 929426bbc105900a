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

/**
 * Calls `visit` with the tokens of `sql` from an offset on, and with the number of brackets that are open
 * before each (after it, if it is a closing one), until it says that it has seen enough.
 */
function scan(sql: string, from: number, visit: (token: Token, depth: number) => 'enough' | void): void {
  let depth = 0;
  for (const token of tokenizePostgresql(sql.slice(from))) {
    token.start += from;
    token.end += from;
    const { text } = token;
    if (text === ')' || text === ']') depth--;
    if (visit(token, depth) === 'enough') return;
    if (text === '(' || text === '[') depth++;
  }
}

/** The expression of a column's DEFAULT. `from`: where the constraint begins, with its name if it has one. */
export function defaultText(sql: string, from: number): string {
  let start = -1;
  let end = from;
  let previous: Token | undefined;
  scan(sql, from, (token, depth) => {
    if (start < 0) {
      if (previous?.kind === 'word' && previous.upper === 'DEFAULT') start = token.start;
    } else {
      if (depth < 0 || (depth === 0 && (token.text === ',' || token.text === ';'))) return 'enough';
      const endsHere = depth === 0 && token.kind === 'word' && COLUMN_CONSTRAINTS.has(token.upper);
      // `a IS NOT DISTINCT FROM b`
      if (endsHere && previous?.upper !== 'IS') return 'enough';
    }
    if (start >= 0) end = token.end;
    previous = token;
    return undefined;
  });
  return start < 0 ? '' : sql.slice(start, end);
}

/** What stands in the first parentheses behind `from`, without them. */
export function textInParentheses(sql: string, from: number): string {
  let start = -1;
  let end = sql.length;
  scan(sql, from, (token, depth) => {
    if (start < 0) {
      if (token.text === '(') start = token.end;
    } else if (depth === 0) {
      end = token.start;
      return 'enough';
    }
    return undefined;
  });
  return start < 0 ? '' : sql.slice(start, end).trim();
}

/**
 * The expression behind the last of these words (outside of parentheses) before `inside`, up to a comma
 * or the end of the statement. `from`: an offset before those words.
 */
export function textBehind(sql: string, words: readonly string[], from: number, inside: number): string {
  let start = -1;
  let end = sql.length;
  const before: string[] = [];
  scan(sql, from, (token, depth) => {
    if (depth === 0 && token.start <= inside && matches(before, words)) start = token.start;
    if (start >= 0 && token.start > inside && (depth < 0 || (depth === 0 && token.text === ','))) {
      end = token.start;
      return 'enough';
    }
    before.push(token.kind === 'word' && depth === 0 ? token.upper : '');
    return undefined;
  });
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
  scan(sql, from, (token, depth) => {
    if (start < 0) {
      if (token.text === '(') start = token.end;
    } else if (depth === 0 || (depth === 1 && token.text === ',')) {
      parts.push(sql.slice(start, token.start).trim());
      if (depth === 0) return 'enough';
      start = token.end;
    }
    return undefined;
  });
  return parts;
}

/** Of an index's element (`(a + b) DESC`, `lower(x) text_pattern_ops`): the expression, in parentheses. */
export function indexExpression(element: string): string {
  let end = element.length;
  scan(element, 0, (token, depth) => {
    if (depth !== 0 || token.text !== ')') return undefined;
    end = token.end;
    return 'enough';
  });
  const expression = element.slice(0, end);
  return expression.startsWith('(') ? expression : `(${expression})`;
}

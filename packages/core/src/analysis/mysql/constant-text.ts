import type { Cursor } from './cursor';
import type { Session } from './session';
import { identifierValue, type MysqlToken, stringValue } from './token';

/** An expression as text: `value` if it is constant, and the constant parts of it in any case. */
export interface ConstantText {
  value: string | undefined;
  fragment: string;
}

/**
 * Reads an expression up to a comma, parenthesis or the end, and works it out where it is made of strings,
 * numbers, variables with known values, CONCAT, CONCAT_WS and REPLACE.
 */
export function readConstantText(cursor: Cursor, session: Session): ConstantText {
  const start = cursor.at;
  const value = readValue(cursor, session, 0);
  const isWhole = cursor.atEnd || cursor.oneOf(',', ')', 'USING') !== undefined;
  if (!isWhole) {
    cursor.at = start;
    cursor.skipTo(',', ')', 'USING');
  }
  const tokens = cursor.tokens.slice(start, cursor.at);
  return isWhole && value !== undefined
    ? { value, fragment: value }
    : { value: undefined, fragment: fragmentOf(tokens, session) };
}

/** The strings in an expression, also those of variables, which is what is known of its text. */
export function fragmentOf(tokens: readonly MysqlToken[], session: Session): string {
  return tokens
    .map((token) => {
      if (token.kind === 'string') return stringValue(token);
      return token.kind === 'variable' ? (session.variable(variableName(token))?.fragment ?? '') : '';
    })
    .filter((text) => text !== '')
    .join(' … ');
}

const MAX_DEPTH = 50;

function readValue(cursor: Cursor, session: Session, depth: number): string | undefined {
  const token = cursor.peek();
  if (!token || depth > MAX_DEPTH) return undefined;
  if (token.kind === 'string' || (token.text.startsWith('_') && cursor.peek(1)?.kind === 'string')) {
    return /^[xXbB]'/.test(token.text) ? undefined : cursor.string();
  }
  if (token.kind === 'number') return cursor.next().text;
  if (token.kind === 'variable') return variableValue(cursor.next(), session);
  if (token.upper === '(') {
    cursor.at++;
    const value = readValue(cursor, session, depth + 1);
    return cursor.accept(')') ? value : undefined;
  }
  if (token.kind !== 'word' || cursor.peek(1)?.upper !== '(') return undefined;
  cursor.at += 2;
  const values: (string | undefined)[] = [];
  if (!cursor.is(')')) {
    do values.push(readValue(cursor, session, depth + 1));
    while (cursor.accept(','));
  }
  return cursor.accept(')') ? call(token.upper, values) : undefined;
}

function call(name: string, values: readonly (string | undefined)[]): string | undefined {
  if (!values.every((value) => value !== undefined)) return undefined;
  if (name === 'CONCAT') return values.join('');
  if (name === 'CONCAT_WS') return values.slice(1).join(values[0]);
  if (name !== 'REPLACE') return undefined;
  const [text = '', from = '', to = ''] = values;
  return from === '' ? text : text.replaceAll(from, () => to);
}

function variableValue(token: MysqlToken, session: Session): string | undefined {
  const name = variableName(token);
  if (/^@@(?:session\.|local\.)?sql_mode$/.test(name)) return session.sqlMode;
  return session.variable(name)?.value;
}

/** `@name` in lower case, without the quotes that the name may have; `@@name` for system variables. */
export function variableName(token: MysqlToken): string {
  const { text } = token;
  const inner: MysqlToken = { ...token, text: text.slice(1) };
  if (text[1] === '`') return `@${identifierValue({ ...inner, kind: 'quoted' })}`.toLowerCase();
  if (text[1] === "'" || text[1] === '"') return `@${stringValue(inner)}`.toLowerCase();
  return text.toLowerCase();
}

import type { ColumnDefault, Volatility } from '../change';
import type { Cursor } from './cursor';
import { functionVolatility, isBareFunction } from './function-volatility';
import type { MysqlToken } from './token';

/** Reads what follows DEFAULT: a constant, a function, or an expression in parentheses. */
export function readDefault(cursor: Cursor): ColumnDefault {
  const start = cursor.at;
  cursor.acceptOneOf('+', '-');
  if (cursor.is('(')) cursor.skipParentheses();
  else if (cursor.accept('NEXT', 'VALUE', 'FOR') || cursor.accept('PREVIOUS', 'VALUE', 'FOR'))
    cursor.objectName();
  else if (isString(cursor)) cursor.string();
  else {
    cursor.next();
    while (cursor.accept('.')) cursor.name();
    if (cursor.is('(')) cursor.skipParentheses();
  }
  return describeDefault(cursor.tokens.slice(start, cursor.at), cursor.textFrom(start));
}

function isString(cursor: Cursor): boolean {
  const token = cursor.peek();
  return (
    token?.kind === 'string' || (token?.text.startsWith('_') === true && cursor.peek(1)?.kind === 'string')
  );
}

function describeDefault(tokens: readonly MysqlToken[], sql: string): ColumnDefault {
  const functions = new Set<string>();
  let readsColumn = false;
  tokens.forEach((token, index) => {
    if (token.kind === 'quoted') readsColumn = true;
    if (token.kind !== 'word') return;
    const name = token.text.toLowerCase();
    if (tokens[index + 1]?.text === '(' || isBareFunction(name)) functions.add(name);
    else if (token.upper === 'VALUE' && tokens[index - 1]?.upper === 'NEXT') functions.add('nextval');
  });
  const volatilities = [...functions].map(functionVolatility);
  const volatility: Volatility = volatilities.includes('volatile')
    ? 'volatile'
    : readsColumn || volatilities.includes('stable')
      ? 'stable'
      : 'constant';
  const [only] = tokens;
  const isNull = tokens.length === 1 && (only?.upper === 'NULL' || only?.text === '\\N');
  return { sql, volatility, functions: [...functions], isNull };
}

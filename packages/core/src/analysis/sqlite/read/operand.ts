import { unquote, type Cursor } from './cursor';
import { readExpression } from './expression';
import { readFunctionCall } from './function-call';
import { readSelect, seesSelect } from './select';
import { constant, NULL, UNKNOWN, type Value } from './value';

const CLOCK = ['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME'];

/**
 * Reads an operand of an expression: a literal, parameter, column, function call, CASE, CAST,
 * EXISTS, RAISE, or something in parentheses.
 * @throws Unreadable
 */
export function readOperand(cursor: Cursor): Value {
  const { token } = cursor;
  if (!token) throw cursor.unreadable();
  switch (token.kind) {
    case 'number':
      cursor.at++;
      return numberOf(token.text);
    case 'string':
      cursor.at++;
      return constant(unquote(token));
    case 'symbol':
      return readSymbol(cursor);
    case 'identifier':
      return readName(cursor);
    case 'word':
      return readKeyword(cursor) ?? readName(cursor);
  }
}

/** `TRUE` and the like, and operands that begin with a keyword; undefined where the word is a name. */
function readKeyword(cursor: Cursor): Value | undefined {
  const blob = cursor.ahead(1);
  if (cursor.sees('X') && blob?.kind === 'string' && blob.start === cursor.token?.end) {
    cursor.at += 2;
    return UNKNOWN;
  }
  if (cursor.take('NULL')) return NULL;
  if (cursor.takeOneOf(...CLOCK) !== undefined) {
    cursor.facts.readsClock = true;
    return UNKNOWN;
  }
  if (cursor.take('CASE')) return readCase(cursor);
  if (cursor.take('EXISTS')) {
    cursor.inParentheses(() => readSelect(cursor));
    return UNKNOWN;
  }
  if (cursor.take('CAST', '(')) {
    readExpression(cursor);
    cursor.expect('AS');
    readTypeName(cursor);
    cursor.expect(')');
    return UNKNOWN;
  }
  if (cursor.take('RAISE', '(')) {
    if (!cursor.take('IGNORE')) {
      if (cursor.takeOneOf('ROLLBACK', 'ABORT', 'FAIL') === undefined) throw cursor.unreadable();
      cursor.expect(',');
      readExpression(cursor);
    }
    cursor.expect(')');
    return UNKNOWN;
  }
  const follows = cursor.ahead(1)?.text;
  if (follows === '.' || follows === '(') return undefined;
  if (cursor.take('TRUE')) return constant(true);
  return cursor.take('FALSE') ? constant(false) : undefined;
}

function readCase(cursor: Cursor): Value {
  if (!cursor.sees('WHEN')) readExpression(cursor);
  cursor.expect('WHEN');
  do {
    readExpression(cursor);
    cursor.expect('THEN');
    readExpression(cursor);
  } while (cursor.take('WHEN'));
  if (cursor.take('ELSE')) readExpression(cursor);
  cursor.expect('END');
  return UNKNOWN;
}

/** A column, or a function call. */
function readName(cursor: Cursor): Value {
  if (cursor.ahead(1)?.text === '(' && cursor.ahead(1)?.kind === 'symbol') return readFunctionCall(cursor);
  const names = [cursor.name()];
  while (names.length < 3 && cursor.take('.')) names.push(cursor.name());
  const name = names.at(-1) ?? '';
  const qualifier = names.at(-2);
  cursor.facts.columns.push(name);
  return { kind: 'column', name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** Parentheses, a number such as `.5`, or a parameter. */
function readSymbol(cursor: Cursor): Value {
  const next = cursor.ahead(1);
  const touches = next !== undefined && next.start === cursor.token?.end;
  if (cursor.take('(')) {
    if (seesSelect(cursor)) {
      readSelect(cursor);
      cursor.expect(')');
      return UNKNOWN;
    }
    const values = cursor.list(() => readExpression(cursor));
    cursor.expect(')');
    return values.length === 1 ? (values[0] ?? UNKNOWN) : UNKNOWN;
  }
  if (touches && next.kind === 'number' && cursor.take('.')) {
    cursor.at++;
    return numberOf(`.${next.text}`);
  }
  if (cursor.take('?')) {
    if (touches && next.kind === 'number') cursor.at++;
    return UNKNOWN;
  }
  if (touches && next.kind === 'word' && cursor.takeOneOf(':', '@', '$') !== undefined) {
    cursor.at++;
    return UNKNOWN;
  }
  throw cursor.unreadable();
}

/**
 * Reads the name of a type, such as `VARCHAR(20)` or `UNSIGNED BIG INT`, in canonical spelling
 * (see `ColumnDefinition.type`); empty where there is none.
 * @throws Unreadable
 */
export function readTypeName(cursor: Cursor): string {
  const words: string[] = [];
  while (cursor.seesName() && !cursor.sees('GENERATED', 'ALWAYS', 'AS')) words.push(cursor.name());
  if (words.length === 0 || !cursor.sees('(')) return words.join(' ').toUpperCase();
  const modifiers = cursor.inParentheses(() => cursor.list(() => readSignedNumber(cursor)));
  return `${words.join(' ')}(${modifiers.join(',')})`.toUpperCase();
}

function readSignedNumber(cursor: Cursor): string {
  const sign = cursor.takeOneOf('-', '+') ?? '';
  const { token } = cursor;
  if (token?.kind !== 'number') throw cursor.unreadable();
  cursor.at++;
  return sign + token.text;
}

function numberOf(text: string): Value {
  const number = Number(text.replaceAll('_', ''));
  return Number.isNaN(number) ? UNKNOWN : constant(number);
}

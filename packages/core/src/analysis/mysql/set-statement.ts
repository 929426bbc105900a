import { readAccount } from './accounts';
import { type ConstantText, fragmentOf, readConstantText, variableName } from './constant-text';
import type { Cursor } from './cursor';
import type { Reading } from './reading';

const SCOPES = ['GLOBAL', 'SESSION', 'LOCAL', 'PERSIST', 'PERSIST_ONLY'];
const GLOBAL_SCOPES = ['GLOBAL', 'PERSIST', 'PERSIST_ONLY'];

/** Reads SET from behind that word; SET STATEMENT … FOR is not among it. */
export function readSet(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  if (cursor.is('PASSWORD') && ['=', 'FOR'].includes(cursor.peek(1)?.upper ?? '')) {
    cursor.at++;
    const name = cursor.accept('FOR') ? readAccount(cursor).text : 'current user';
    cursor.skipTo();
    reading.add({ kind: 'alter-role', name, what: 'password' }, start);
    return;
  }
  if (cursor.accept('DEFAULT', 'ROLE')) {
    cursor.skipTo('TO', 'FOR');
    const name = cursor.acceptOneOf('TO', 'FOR') ? readAccount(cursor).text : 'current user';
    cursor.skipTo();
    reading.add({ kind: 'alter-role', name, what: 'default role' }, start);
    return;
  }
  if (cursor.is('RESOURCE', 'GROUP')) {
    cursor.skipTo();
    reading.add({ kind: 'other', verb: 'set resource group' }, start);
    return;
  }
  do readAssignment(cursor, reading);
  while (cursor.accept(','));
}

function readAssignment(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek();
  const add = (name: string, value: string | undefined, isGlobal = false) =>
    reading.add(
      {
        kind: 'set-variable',
        name,
        ...(value === undefined ? {} : { value }),
        local: false,
        ...(isGlobal ? { global: true } : {}),
      },
      start,
    );
  if (cursor.accept('NAMES')) {
    const value = readPlainValue(cursor);
    if (cursor.accept('COLLATE')) cursor.nameOrString();
    add('names', value);
    return;
  }
  if (cursor.accept('CHARACTER', 'SET') || cursor.accept('CHARSET') || cursor.accept('CHAR', 'SET')) {
    add('character set', readPlainValue(cursor));
    return;
  }
  if (cursor.is('ROLE') && !['=', ':='].includes(cursor.peek(1)?.upper ?? '')) {
    cursor.at++;
    const at = cursor.at;
    cursor.skipTo();
    add('role', cursor.textFrom(at));
    return;
  }
  const scope = isScope(cursor) ? cursor.next().upper : undefined;
  const isGlobal = scope !== undefined && GLOBAL_SCOPES.includes(scope);
  if (cursor.accept('TRANSACTION')) {
    const at = cursor.at;
    cursor.skipTo();
    add('transaction', cursor.textFrom(at).toLowerCase(), isGlobal);
    return;
  }
  readVariable(cursor, reading, add, isGlobal);
}

/** A scope is followed by a name, not by an equal sign. */
function isScope(cursor: Cursor): boolean {
  return cursor.oneOf(...SCOPES) !== undefined && !['=', ':=', '.'].includes(cursor.peek(1)?.upper ?? '');
}

function readVariable(
  cursor: Cursor,
  reading: Reading,
  add: (name: string, value: string | undefined, isGlobal: boolean) => void,
  scopedGlobal: boolean,
): void {
  const { session } = reading;
  const token = cursor.peek();
  const isUserVariable = token?.kind === 'variable' && !token.text.startsWith('@@');
  let name = token?.kind === 'variable' ? variableName(cursor.next()) : cursor.name().toLowerCase();
  while (cursor.accept('.')) name = `${name}.${cursor.name().toLowerCase()}`;
  if (!cursor.accept('=')) cursor.expect(':=');
  if (isUserVariable) {
    const text = readConstantText(cursor, session);
    session.setVariable(name, text);
    add(name, text.value, false);
    return;
  }
  const isGlobal = scopedGlobal || /^@@(?:global|persist|persist_only)\./.test(name);
  name = name.replace(/^@@/, '').replace(/^(?:global|session|local|persist|persist_only)\./, '');
  const { value } = readSettingValue(cursor, reading);
  if (name === 'sql_mode' && !isGlobal) session.setSqlMode(value);
  add(name, value, isGlobal);
}

/** A setting's value may be a bare word: SET autocommit = OFF. */
function readSettingValue(cursor: Cursor, { session }: Reading): ConstantText {
  const token = cursor.peek();
  const isBare = token?.kind === 'word' && [undefined, ','].includes(cursor.peek(1)?.upper);
  if (!isBare) {
    const sign = cursor.accept('-') ? '-' : '';
    const text = readConstantText(cursor, session);
    return text.value === undefined ? text : { ...text, value: sign + text.value };
  }
  cursor.at++;
  const value = token.upper === 'DEFAULT' ? undefined : token.text.toLowerCase();
  return { value, fragment: value ?? '' };
}

function readPlainValue(cursor: Cursor): string | undefined {
  const value = cursor.nameOrString();
  return value.toUpperCase() === 'DEFAULT' ? undefined : value.toLowerCase();
}

/** A query may set user variables too (`SELECT … INTO @v`, `@v := …`): forgets what was known of them. */
export function forgetVariablesSetIn(cursor: Cursor, { session }: Reading): void {
  let isInto = false;
  const tokens = cursor.tokens.slice(cursor.at, cursor.to);
  if (!tokens.some(({ kind }) => kind === 'variable')) return;
  const text = { value: undefined, fragment: fragmentOf(tokens, session) };
  for (const [index, token] of tokens.entries()) {
    if (token.upper === 'INTO') isInto = true;
    else if (token.kind !== 'variable') isInto &&= token.upper === ',';
    else if (isInto || tokens[index + 1]?.upper === ':=') {
      session.setVariable(variableName(token), text);
    }
  }
}

import { CannotRead, type Cursor } from './cursor';

/** Words that begin a compound statement outside of a routine (MariaDB). `BEGIN` only with NOT ATOMIC. */
const BARE_COMPOUNDS = ['IF', 'CASE', 'LOOP', 'REPEAT', 'WHILE', 'FOR'];
const ROUTINES = ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT'];
export type RoutineType = 'procedure' | 'function' | 'trigger' | 'event';

/**
 * Number of the token with which the body of a routine or a bare compound statement begins; undefined if the
 * statement has none. `cursor`: at the start of the statement, which may still be incomplete. It is moved.
 */
export function findBody(cursor: Cursor): number | undefined {
  const start = cursor.at;
  if (cursor.peek(1)?.upper === ':') cursor.at += 2;
  if (cursor.is('BEGIN', 'NOT', 'ATOMIC') || cursor.oneOf(...BARE_COMPOUNDS) !== undefined) return start;
  cursor.at = start;
  try {
    if (cursor.accept('ALTER')) {
      skipDefiner(cursor);
      return cursor.accept('EVENT') ? skipEventHead(cursor) : undefined;
    }
    if (!cursor.accept('CREATE')) return undefined;
    cursor.accept('OR', 'REPLACE');
    skipDefiner(cursor);
    cursor.accept('AGGREGATE');
    const type = cursor.acceptOneOf(...ROUTINES);
    if (type === undefined) return undefined;
    cursor.ifNotExists();
    cursor.objectName();
    if (type === 'EVENT') return skipEventHead(cursor);
    return type === 'TRIGGER' ? skipTriggerHead(cursor) : skipRoutineHead(cursor);
  } catch (problem) {
    if (problem instanceof CannotRead) return undefined;
    throw problem;
  }
}

/** Takes `DEFINER = user` and `SQL SECURITY …`. */
export function skipDefiner(cursor: Cursor): void {
  if (cursor.accept('DEFINER', '=')) {
    cursor.nameOrString();
    if (cursor.peek()?.kind === 'variable') cursor.at++;
    else if (cursor.is('(')) cursor.skipParentheses();
  }
}

function skipTriggerHead(cursor: Cursor): number | undefined {
  cursor.skipTo('ROW');
  if (!cursor.accept('ROW')) return undefined;
  if (cursor.acceptOneOf('FOLLOWS', 'PRECEDES') !== undefined) cursor.objectName();
  return cursor.atEnd ? undefined : cursor.at;
}

function skipEventHead(cursor: Cursor): number | undefined {
  cursor.skipTo('DO');
  return cursor.accept('DO') && !cursor.atEnd ? cursor.at : undefined;
}

/** From the parameters of a procedure or function to its body. */
function skipRoutineHead(cursor: Cursor): number | undefined {
  // A loadable function has no parameters and no body: RETURNS type SONAME 'file'.
  if (cursor.is('(')) cursor.skipParentheses();
  if (cursor.accept('RETURNS')) skipReturnType(cursor);
  for (;;) {
    if (cursor.atEnd || cursor.is('SONAME')) return undefined;
    if (cursor.accept('COMMENT')) cursor.string();
    else if (cursor.accept('LANGUAGE')) cursor.name();
    else if (cursor.accept('AS')) continue;
    else if (cursor.accept('SQL', 'SECURITY')) cursor.name();
    else if (
      !cursor.accept('NOT', 'DETERMINISTIC') &&
      !cursor.accept('DETERMINISTIC') &&
      !cursor.accept('CONTAINS', 'SQL') &&
      !cursor.accept('NO', 'SQL') &&
      !cursor.accept('READS', 'SQL', 'DATA') &&
      !cursor.accept('MODIFIES', 'SQL', 'DATA')
    ) {
      return cursor.at;
    }
  }
}

/** `VARCHAR(9) CHARACTER SET utf8mb4`, `INT UNSIGNED`, `DOUBLE PRECISION`, `SET('a')`, … */
function skipReturnType(cursor: Cursor): void {
  cursor.next();
  for (;;) {
    if (cursor.is('(')) cursor.skipParentheses();
    else if (
      cursor.accept('CHARSET') ||
      cursor.accept('CHARACTER', 'SET') ||
      cursor.accept('COLLATE') ||
      cursor.accept('CHAR', 'SET')
    ) {
      cursor.nameOrString();
    } else if (
      cursor.acceptOneOf(
        'UNSIGNED',
        'SIGNED',
        'ZEROFILL',
        'PRECISION',
        'VARYING',
        'CHARACTER',
        'CHAR',
        'VARCHAR',
        'VARCHARACTER',
        'ASCII',
        'UNICODE',
        'BINARY',
        'VARBINARY',
        'BYTE',
      ) === undefined
    ) {
      return;
    }
  }
}

import type { ConstraintDefinition } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';

/**
 * Reads `(expression)` of a CHECK.
 * @throws Unreadable
 */
export function readCheck(cursor: Cursor, name: string | undefined): ConstraintDefinition {
  const { result, facts } = cursor.collect(() =>
    cursor.inParentheses(() => {
      const start = cursor.at;
      const value = readExpression(cursor);
      return { value, expression: cursor.textSince(start) };
    }),
  );
  const { value, expression } = result;
  return {
    kind: 'check',
    ...named(name),
    columns: distinct(facts.columns),
    expression,
    ...(value.kind === 'null-test' && value.isNotNull ? { provesNotNull: value.column } : {}),
  };
}

/**
 * Reads what follows REFERENCES: table, columns and actions.
 * @throws Unreadable
 */
export function readReferences(
  cursor: Cursor,
  name: string | undefined,
  columns: readonly string[],
): ConstraintDefinition {
  const table = { name: cursor.name() };
  const referenced = cursor.sees('(') ? readColumnNames(cursor) : [];
  let onDelete: string | undefined;
  for (;;) {
    if (cursor.take('MATCH')) cursor.name();
    else if (cursor.take('ON', 'DELETE')) onDelete = readAction(cursor);
    else if (cursor.take('ON', 'UPDATE')) readAction(cursor);
    else break;
  }
  readDeferral(cursor);
  return {
    kind: 'foreign-key',
    ...named(name),
    columns,
    references: { table, columns: referenced, ...(onDelete === undefined ? {} : { onDelete }) },
  };
}

/**
 * Reads [NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE], if it is there, and returns whether it was.
 * @throws Unreadable
 */
export function readDeferral(cursor: Cursor): boolean {
  if (!cursor.take('DEFERRABLE') && !cursor.take('NOT', 'DEFERRABLE')) return false;
  if (cursor.take('INITIALLY') && cursor.takeOneOf('DEFERRED', 'IMMEDIATE') === undefined) {
    throw cursor.unreadable();
  }
  return true;
}

/**
 * Reads `(a, b COLLATE NOCASE DESC)`: the names of columns.
 * @throws Unreadable
 */
export function readColumnNames(cursor: Cursor): string[] {
  return cursor.inParentheses(() => readKeyColumns(cursor));
}

/**
 * Reads `a, b COLLATE NOCASE DESC`: the names of columns.
 * @throws Unreadable
 */
export function readKeyColumns(cursor: Cursor): string[] {
  return cursor.list(() => {
    const name = cursor.name();
    if (cursor.take('COLLATE')) cursor.name();
    cursor.takeOneOf('ASC', 'DESC');
    return name;
  });
}

/**
 * Reads ON CONFLICT and its resolution, if they are there.
 * @throws Unreadable
 */
export function readConflict(cursor: Cursor): void {
  if (cursor.take('ON', 'CONFLICT')) readResolution(cursor);
}

/**
 * Reads ROLLBACK, ABORT, FAIL, IGNORE or REPLACE, and returns it.
 * @throws Unreadable
 */
export function readResolution(cursor: Cursor): string {
  const resolution = cursor.takeOneOf('ROLLBACK', 'ABORT', 'FAIL', 'IGNORE', 'REPLACE');
  if (resolution === undefined) throw cursor.unreadable();
  return resolution;
}

/** The name of a constraint as a part of its definition. */
export function named(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

function readAction(cursor: Cursor): string {
  if (cursor.take('NO', 'ACTION')) return 'no action';
  if (cursor.take('SET')) {
    const value = cursor.takeOneOf('NULL', 'DEFAULT');
    if (value === undefined) throw cursor.unreadable();
    return `set ${value.toLowerCase()}`;
  }
  const action = cursor.takeOneOf('CASCADE', 'RESTRICT');
  if (action === undefined) throw cursor.unreadable();
  return action.toLowerCase();
}

function distinct(names: readonly string[]): string[] {
  const byFolded = new Map(names.map((name) => [name.toLowerCase(), name]));
  return [...byFolded.values()];
}

import type { ConstraintDefinition, IndexDefinition } from '../change';
import type { Cursor } from './cursor';
import { columnNotNull } from './where-clause';

/** A constraint or index in the parentheses of CREATE TABLE or behind ADD. */
export type TableElement =
  | { constraint: ConstraintDefinition; ifNotExists: boolean }
  | { index: IndexDefinition; ifNotExists: boolean };

const OTHER_INDEXES = ['FULLTEXT', 'SPATIAL', 'VECTOR'];

/** Reads a constraint or index if one comes next; undefined: it is a column. */
export function readTableElement(cursor: Cursor): TableElement | undefined {
  if (cursor.accept('CONSTRAINT')) {
    const ifNotExists = cursor.ifNotExists();
    const name = isConstraintStart(cursor) ? undefined : cursor.name();
    return readConstraint(cursor, name, ifNotExists) ?? cursor.fail('expected a constraint');
  }
  if (isConstraintStart(cursor)) return readConstraint(cursor, undefined, false);
  const isPlain = cursor.oneOf('INDEX', 'KEY') !== undefined;
  if (!isPlain && (cursor.oneOf(...OTHER_INDEXES) === undefined || !isOtherIndex(cursor))) return undefined;
  const method = isPlain ? undefined : cursor.next().text.toLowerCase();
  cursor.acceptOneOf('INDEX', 'KEY');
  const ifNotExists = cursor.ifNotExists();
  const index = readIndexBody(cursor, cursor.is('(') ? undefined : cursor.name(), false);
  return { index: { ...index, ...(method === undefined ? {} : { method }) }, ifNotExists };
}

/** VECTOR may also be a column's name, as may FULLTEXT in the parentheses of an index. */
function isOtherIndex(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return next?.upper === 'INDEX' || next?.upper === 'KEY' || !cursor.is('VECTOR');
}

function isConstraintStart(cursor: Cursor): boolean {
  return (
    cursor.is('PRIMARY', 'KEY') || cursor.is('UNIQUE') || cursor.is('FOREIGN', 'KEY') || cursor.is('CHECK')
  );
}

function readConstraint(
  cursor: Cursor,
  symbol: string | undefined,
  exists: boolean,
): TableElement | undefined {
  const named = (name: string | undefined) => (name === undefined ? {} : { name });
  if (cursor.accept('PRIMARY', 'KEY')) {
    const ifNotExists = cursor.ifNotExists() || exists;
    const ownName = cursor.oneOf('(', 'USING') ? undefined : cursor.name();
    const { columns } = readIndexBody(cursor, ownName, true);
    return { constraint: { kind: 'primary-key', ...named(symbol), columns }, ifNotExists };
  }
  if (cursor.accept('UNIQUE')) {
    cursor.acceptOneOf('INDEX', 'KEY');
    const ifNotExists = cursor.ifNotExists() || exists;
    // The name of the index wins over that of the constraint.
    const name = cursor.oneOf('(', 'USING') ? symbol : cursor.name();
    const { columns } = readIndexBody(cursor, name, true);
    return { constraint: { kind: 'unique', ...named(name), columns }, ifNotExists };
  }
  if (cursor.accept('FOREIGN', 'KEY')) {
    const ifNotExists = cursor.ifNotExists() || exists;
    const name = cursor.is('(') ? symbol : (symbol ?? cursor.peek()?.text);
    if (!cursor.is('(')) cursor.name();
    const columns = readKeyParts(cursor);
    const references = readReferences(cursor);
    return { constraint: { kind: 'foreign-key', ...named(name), columns, references }, ifNotExists };
  }
  if (cursor.is('CHECK'))
    return { constraint: { ...readCheck(cursor), ...named(symbol) }, ifNotExists: exists };
  return undefined;
}

/** Reads `CHECK (expression) [NOT ENFORCED]`. */
export function readCheck(cursor: Cursor): ConstraintDefinition {
  cursor.expect('CHECK');
  const start = cursor.at;
  cursor.skipParentheses();
  const inside = cursor.tokens.slice(start + 1, cursor.at - 1);
  const expression = cursor.textFrom(start);
  const provesNotNull = columnNotNull(inside);
  const notEnforced = cursor.accept('NOT', 'ENFORCED');
  if (!notEnforced) cursor.accept('ENFORCED');
  return {
    kind: 'check',
    columns: columnsIn(cursor, start + 1, cursor.at),
    expression,
    ...(provesNotNull === undefined ? {} : { provesNotNull }),
    ...(notEnforced ? { notEnforced } : {}),
  };
}

const EXPRESSION_WORDS = new Set(
  (
    'AND OR XOR NOT NULL IS IN LIKE RLIKE REGEXP BETWEEN TRUE FALSE UNKNOWN CASE WHEN THEN ELSE END DIV MOD ' +
    'INTERVAL BINARY ESCAPE COLLATE ENFORCED SOUNDS MEMBER OF AS USING DATE TIME TIMESTAMP YEAR MONTH DAY HOUR ' +
    'MINUTE SECOND SIGNED UNSIGNED CHAR DECIMAL JSON'
  ).split(' '),
);

function columnsIn(cursor: Cursor, from: number, to: number): string[] {
  const inner = cursor.slice(from, to);
  const columns = new Set<string>();
  for (; !inner.atEnd; inner.at++) {
    const token = inner.peek();
    const isName =
      token?.kind === 'quoted' ||
      (token?.kind === 'word' && !EXPRESSION_WORDS.has(token.upper) && !token.text.startsWith('_'));
    if (isName && inner.peek(1)?.upper !== '(' && inner.peek(1)?.upper !== '.') {
      columns.add(inner.slice(inner.at, inner.to).name());
    }
  }
  return [...columns];
}

/** Reads `REFERENCES table [(columns)] [MATCH …] [ON DELETE …] [ON UPDATE …]`. */
export function readReferences(cursor: Cursor): NonNullable<ConstraintDefinition['references']> {
  cursor.expect('REFERENCES');
  const table = cursor.objectName();
  const columns = cursor.is('(') ? readKeyParts(cursor) : [];
  let onDelete: string | undefined;
  for (;;) {
    if (cursor.accept('MATCH')) cursor.name();
    else if (cursor.accept('ON', 'DELETE')) onDelete = readReferenceAction(cursor);
    else if (cursor.accept('ON', 'UPDATE')) readReferenceAction(cursor);
    else return { table, columns, ...(onDelete === undefined ? {} : { onDelete }) };
  }
}

function readReferenceAction(cursor: Cursor): string {
  const first = cursor.next().text.toLowerCase();
  return first === 'set' || first === 'no' ? `${first} ${cursor.next().text.toLowerCase()}` : first;
}

/** Reads the columns and options of an index, from a USING before the columns on. */
export function readIndexBody(cursor: Cursor, name: string | undefined, unique: boolean): IndexDefinition {
  let method = cursor.acceptOneOf('USING', 'TYPE') ? cursor.name().toLowerCase() : undefined;
  const columns = readKeyParts(cursor);
  method = readIndexOptions(cursor) ?? method;
  return {
    ...(name === undefined ? {} : { name }),
    unique,
    columns,
    ...(method === undefined ? {} : { method }),
  };
}

/** Reads `(column [(length)] [ASC | DESC], (expression), …)`. */
export function readKeyParts(cursor: Cursor): string[] {
  cursor.expect('(');
  const columns: string[] = [];
  do {
    const start = cursor.at;
    if (cursor.is('(')) {
      cursor.skipParentheses();
      columns.push(cursor.textFrom(start));
    } else {
      columns.push(cursor.name());
      if (cursor.is('(')) cursor.skipParentheses();
    }
    cursor.acceptOneOf('ASC', 'DESC');
    cursor.accept('WITHOUT', 'OVERLAPS');
  } while (cursor.accept(','));
  cursor.expect(')');
  return columns;
}

/** Reads what may follow the columns of an index; returns the method of USING. */
function readIndexOptions(cursor: Cursor): string | undefined {
  let method: string | undefined;
  for (;;) {
    if (cursor.acceptOneOf('USING', 'TYPE')) method = cursor.name().toLowerCase();
    else if (cursor.accept('WITH', 'PARSER')) cursor.name();
    else if (cursor.accept('COMMENT')) {
      cursor.accept('=');
      cursor.string();
    } else if (
      cursor.acceptOneOf(
        'KEY_BLOCK_SIZE',
        'ENGINE_ATTRIBUTE',
        'SECONDARY_ENGINE_ATTRIBUTE',
        'CLUSTERING',
        'DISTANCE',
        'M',
      )
    ) {
      cursor.accept('=');
      cursor.next();
    } else if (!cursor.acceptOneOf('VISIBLE', 'INVISIBLE', 'IGNORED') && !cursor.accept('NOT', 'IGNORED')) {
      return method;
    }
  }
}

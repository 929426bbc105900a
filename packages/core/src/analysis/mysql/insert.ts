import type { ChangeOf, ObjectName } from '../change';
import type { Cursor } from './cursor';
import type { Reading } from './reading';

const PRIORITIES = ['LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE'];

/** Reads INSERT or REPLACE from behind that word. */
export function readInsert(cursor: Cursor, reading: Reading, replaces: boolean): void {
  const start = cursor.peek(-1);
  while (cursor.acceptOneOf(...PRIORITIES));
  cursor.accept('INTO');
  const table = cursor.objectName();
  if (cursor.accept('PARTITION')) cursor.skipParentheses();
  const columns = readColumns(cursor);
  const insert: ChangeOf<'insert'> = {
    kind: 'insert',
    table,
    ...readSource(cursor),
    ...(columns === undefined ? {} : { columns }),
    ...(replaces ? { replaces } : {}),
  };
  cursor.skipTo(); // AS alias, ON DUPLICATE KEY UPDATE, RETURNING
  reading.add(insert, start);
}

function readColumns(cursor: Cursor): string[] | undefined {
  const next = cursor.peek(1)?.upper ?? '';
  if (!cursor.is('(') || ['SELECT', 'WITH', 'TABLE', '('].includes(next)) return undefined;
  cursor.at++;
  const columns: string[] = [];
  while (!cursor.accept(')')) {
    let column = cursor.name();
    while (cursor.accept('.')) column = cursor.name();
    columns.push(column);
    if (!cursor.is(')')) cursor.expect(',');
  }
  return columns;
}

type Source = Pick<ChangeOf<'insert'>, 'source' | 'rows' | 'from' | 'hasWhere' | 'hasLimit'>;

function readSource(cursor: Cursor): Source {
  if (cursor.accept('SET')) {
    cursor.skipTo('AS', 'ON', 'RETURNING');
    return { source: 'values', rows: 1 };
  }
  if (cursor.acceptOneOf('VALUES', 'VALUE')) {
    let rows = 0;
    do {
      cursor.accept('ROW');
      cursor.skipParentheses();
      rows++;
    } while (cursor.accept(','));
    return { source: 'values', rows };
  }
  if (!cursor.oneOf('SELECT', 'WITH', 'TABLE', '(')) cursor.fail('expected VALUES or SELECT');
  return readQuery(cursor);
}

/** Follows a query up to its end or ON DUPLICATE KEY. */
function readQuery(cursor: Cursor): Source {
  const from: ObjectName[] = [];
  const ctes = new Set<string>();
  let hasWhere = false;
  let hasLimit = false;
  /** For each open parenthesis whether a query stands in it: FROM of `EXTRACT(DAY FROM d)` names no table. */
  const isQuery = [false];
  while (!cursor.atEnd && !cursor.is('ON', 'DUPLICATE') && !cursor.is('RETURNING')) {
    const { upper } = cursor.next();
    if (upper === '(') isQuery.push(false);
    else if (upper === ')') isQuery.pop();
    else if (upper === 'SELECT' || upper === 'TABLE') isQuery[isQuery.length - 1] = true;
    else if (upper === 'WHERE') hasWhere = true;
    else if (upper === 'LIMIT') hasLimit = true;
    else if (upper === 'AS' && cursor.is('(')) ctes.add(cursor.peek(-2)?.text.toLowerCase() ?? '');
    if (upper === 'TABLE' || ((upper === 'FROM' || upper === 'JOIN') && isQuery.at(-1))) {
      readFrom(cursor, from);
    }
  }
  return {
    source: 'select',
    from: from.filter(({ name }) => !ctes.has(name.toLowerCase())),
    hasWhere,
    hasLimit,
  };
}

function readFrom(cursor: Cursor, from: ObjectName[]): void {
  do {
    if (cursor.atEnd || cursor.is('(') || cursor.is('LATERAL') || cursor.is('DUAL')) return;
    from.push(cursor.objectName());
    if (cursor.accept('AS')) cursor.name();
    else if (cursor.peek(1)?.upper === ',') cursor.name();
  } while (cursor.accept(','));
}

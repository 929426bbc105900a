import type { Database, DatabaseErrorInfo } from '../../../databases/database';
import { StatementError, lineAt, locateFailure } from './statement-failure';

const sql = "SELECT '🚀';\n\nSELECT nope;\nSELECT 2;";
const statements = [
  { number: 1, text: "SELECT '🚀'", start: 0, end: 11, line: 1 },
  { number: 2, text: 'SELECT nope', start: 14, end: 25, line: 3 },
  { number: 3, text: 'SELECT 2', start: 27, end: 35, line: 4 },
];

function locate(position: number | undefined, batch = statements) {
  const info: DatabaseErrorInfo = {
    code: '42703',
    message: 'ERROR',
    category: 'other',
    ...(position ? { position } : {}),
  };
  const db = { describeError: () => info } as unknown as Database;
  const [first] = batch;
  const start = first?.start ?? 0;
  return locateFailure(db, new StatementError(new Error('x'), batch, sql.slice(start), start), sql);
}

describe('locateFailure', () => {
  it('finds statement and line of a position that the server counts in characters', () => {
    // One character less than JavaScript counts, because of the rocket.
    expect(locate(21)).toMatchObject({ statement: { number: 2 }, line: 3 });
    expect(locate(8, statements.slice(1))).toMatchObject({ statement: { number: 2 }, line: 3 });
  });

  it('takes an error at the end of the input for one of the last statement', () => {
    expect(locate(999)).toMatchObject({ statement: { number: 3 } });
  });

  it('knows the statement without a position only if it was sent alone', () => {
    expect(locate(undefined).statement).toBeUndefined();
    expect(locate(undefined, statements.slice(1, 2))).toMatchObject({ statement: { number: 2 }, line: 3 });
  });

  it('counts lines from 1', () => {
    expect([0, 12, 13, 14].map((offset) => lineAt(sql, offset))).toEqual([1, 1, 2, 3]);
  });
});

import { ColumnType } from '../driver-adapter';
import { columnTypeOf, fromSqlite, toSqlite } from './values';

test('arguments: dates become milliseconds, booleans numbers', () => {
  expect(toSqlite('2026-01-02T03:04:05.006Z', { scalarType: 'datetime' })).toBe(
    Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  );
  expect(toSqlite('7', { scalarType: 'int' })).toBe(7);
  expect(toSqlite('9007199254740993', { scalarType: 'bigint' })).toBe(9007199254740993n);
  expect(toSqlite(true, undefined)).toBe(1);
  expect(toSqlite(null, { scalarType: 'int' })).toBeNull();
  expect(toSqlite('x', { scalarType: 'string' })).toBe('x');
});

test.each([
  ['DATETIME', [], ColumnType.DateTime],
  ['integer unsigned', [], ColumnType.Int32],
  [null, [[null], ['x']], ColumnType.Text],
  [null, [[1.5]], ColumnType.Double],
  [null, [[3]], ColumnType.Int64],
  [null, [[3n]], ColumnType.Int64],
  [null, [[new Uint8Array(1)]], ColumnType.Bytes],
  [null, [], ColumnType.Int32],
])('a column declared %s with the rows %j', (type, rows, expected) => {
  expect(columnTypeOf({ name: 'c', type }, 0, rows)).toBe(expected);
});

test('dates: as written by the engine, and by current_timestamp', () => {
  const date = '2026-01-02T03:04:05.000Z';
  expect(fromSqlite(Date.parse(date), ColumnType.DateTime)).toBe(date);
  expect(fromSqlite(BigInt(Date.parse(date)), ColumnType.DateTime)).toBe(date);
  expect(fromSqlite('2026-01-02 03:04:05', ColumnType.DateTime)).toBe(date);
  expect(fromSqlite('2026-01-02T04:04:05+01:00', ColumnType.DateTime)).toBe(date);
  expect(fromSqlite(null, ColumnType.DateTime)).toBeNull();
  expect(fromSqlite(5n, ColumnType.Int64)).toBe(5);
});

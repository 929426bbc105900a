import { ColumnType } from '../driver-adapter';
import { columnTypeOf, engineTypes } from './value-types';

const parse = (oid: number, text: string) =>
  (engineTypes.getTypeParser(oid, 'text') as (text: string) => unknown)(text);

test.each([
  [16, 't', true],
  [18, 'r', 'r'],
  [20, '9007199254740993', '9007199254740993'],
  [23, '-5', -5],
  [26, '4294967295', 4294967295],
  [1000, '{t,f}', [true, false]],
  [1003, '{a,"b c"}', ['a', 'b c']],
  [1005, '{1,2}', [1, 2]],
  [1009, '{"x,y",NULL}', ['x,y', null]],
  [1184, '2026-01-02 03:04:05.678+00', '2026-01-02T03:04:05.678Z'],
  [1114, '2026-01-02 03:04:05', '2026-01-02T03:04:05+00:00'],
  [600, '(1,2)', '(1,2)'],
])('OID %i: %s', (oid, text, value) => {
  expect(parse(oid, text)).toEqual(value);
});

test('what is not known is text', () => {
  expect(columnTypeOf(1184)).toBe(ColumnType.DateTime);
  expect(columnTypeOf(123456)).toBe(ColumnType.Text);
});

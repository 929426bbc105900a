import { chooseName, indexNameAddition, makeObjectName } from './postgresql-names';

const long = 'x'.repeat(60);

test.each([
  ['table and label', ['t', undefined, 'pkey'], 't_pkey'],
  ['table, column and label', ['t', 'c', 'key'], 't_c_key'],
  ['a long table', [long, 'c', 'key'], `${'x'.repeat(57)}_c_key`],
  ['a long column', ['t', long, 'idx'], `t_${'x'.repeat(57)}_idx`],
  ['both long', [long, 'y'.repeat(60), 'fkey'], `${'x'.repeat(29)}_${'y'.repeat(28)}_fkey`],
  ['whole characters only', ['ä'.repeat(40), undefined, 'pkey'], `${'ä'.repeat(29)}_pkey`],
] as const)('%s', (_, [name1, name2, label], expected) => {
  expect(makeObjectName(name1, name2, label)).toBe(expected);
  expect(Buffer.byteLength(expected)).toBeLessThanOrEqual(63);
});

test('a taken name gets a number behind the label', () => {
  const taken = new Set(['t_c_key', 't_c_key1']);
  expect(chooseName('t', 'c', 'key', (name) => taken.has(name))).toBe('t_c_key2');
});

test.each([
  [['a', 'b'], 'a_b'],
  [['(lower(a))', 'b'], 'lower_b'],
  [['(pg_catalog.lower(a))'], 'lower'],
  [['(a + 1)', '(b + 1)'], 'expr_expr1'],
  [['(a || lower(b))'], 'expr'],
])('%p stand as %s', (columns, expected) => {
  expect(indexNameAddition(columns)).toBe(expected);
});

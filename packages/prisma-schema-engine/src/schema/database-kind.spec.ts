import { kindOfProvider, kindOfUrl } from './database-kind';

test.each([
  ['postgres://h/db', 'postgresql'],
  ['postgresql://h/db', 'postgresql'],
  ['file:./dev.db', 'sqlite'],
  ['mariadb://h/db', 'mysql'],
  ['sqlserver://h;database=x', 'sqlserver'],
  ['mongodb+srv://h/db', 'mongodb'],
  ['/no/scheme', undefined],
  ['oracle://h/db', undefined],
  [undefined, undefined],
])('%s', (url, kind) => {
  expect(kindOfUrl(url)).toBe(kind);
});

test('providers', () => {
  expect(kindOfProvider('cockroachdb')).toBe('postgresql');
  expect(kindOfProvider('oracle')).toBeUndefined();
  expect(kindOfProvider(undefined)).toBeUndefined();
});

import { parseSearchPath } from './search-path';

test.each([
  ['app', ['app']],
  ['"$user", public', ['public']],
  ['App, "App", \'x y\'', ['app', 'App', 'x y']],
  ['pg_catalog, app', ['app']],
  ['"a""b,c",d', ['a"b,c', 'd']],
  ['', []],
  ['""', []],
])('%s', (value, schemas) => {
  expect(parseSearchPath(value)).toEqual(schemas);
});

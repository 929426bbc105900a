import { maskAllUrlPasswords, maskUrlPasswords } from './mask-url-passwords';

it.each([
  ['postgresql://ann:s3cret@db.example:5432/app', 'postgresql://ann:***@db.example:5432/app'],
  ['redis://:s3cret@cache', 'redis://:***@cache'],
  ['failed: "mysql://a:p@ss/w:rd?x@host/db" (see log)', 'failed: "mysql://a:***@host/db" (see log)'],
  ['postgres://ann@tenant:s3cret@host', 'postgres://ann@tenant:***@host'],
  ['postgres://ann:12345@host', 'postgres://ann:***@host'],
  ['postgres://h/db?user=ann&password=s3cret&x=1', 'postgres://h/db?user=ann&password=***&x=1'],
  ['two: a://u:p@h and b://u:q@h', 'two: a://u:***@h and b://u:***@h'],
])('hides the password in %s', (text, masked) => {
  expect(maskUrlPasswords(text)).toBe(masked);
});

it.each([
  'https://ci.example:8443/job/7',
  'https://registry.example:4873/@scope/package',
  'postgresql://ann@db.example:5432/app',
  'Ann <ann@example.org>',
  'time 10:42, see https://example.org/a:b',
])('leaves %s alone', (text) => {
  expect(maskUrlPasswords(text)).toBe(text);
});

it('looks into everything', () => {
  expect(maskAllUrlPasswords({ a: ['x://u:p@h', 1, null], 'x://u:p@h': { b: 'x://u:p@h' } })).toEqual({
    a: ['x://u:***@h', 1, null],
    'x://u:***@h': { b: 'x://u:***@h' },
  });
});

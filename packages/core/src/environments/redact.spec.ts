import { parseConnectionUrl } from './parse-connection-url';
import { redactor } from './redact';

const connect = (url: string) =>
  parseConnectionUrl({
    url,
    provider: url.startsWith('file') ? 'sqlite' : 'postgresql',
    hosting: 'local',
    tls: undefined,
    baseDirectory: '/srv',
    variable: 'URL',
  });

describe('redactor', () => {
  const hide = redactor(connect('postgresql://ann:p%40ss%20%22w%2Ford@db/shop'));

  it.each([
    ['as it is', 'cannot connect with p@ss "w/ord!', 'cannot connect with ***!'],
    ['percent-encoded', 'postgresql://ann:p%40ss%20%22w%2Ford@db', 'postgresql://ann:***@db'],
    ['in JSON', JSON.stringify({ password: 'p@ss "w/ord' }), '{"password":"***"}'],
    ['twice', 'p@ss "w/ord p@ss "w/ord', '*** ***'],
  ])('hides the password %s', (_, text, expected) => {
    expect(hide(text)).toBe(expected);
  });

  it.each(['postgresql://ann@db/shop', 'file:./dev.db'])('leaves text alone for %s', (url) => {
    expect(redactor(connect(url))('a text')).toBe('a text');
  });
});

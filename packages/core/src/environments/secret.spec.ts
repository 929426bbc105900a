import { format, inspect } from 'node:util';
import { Secret } from './secret';

describe('Secret', () => {
  const secret = new Secret('hunter2');
  it('reveals its value on request only', () => expect(secret.reveal()).toBe('hunter2'));

  it.each<[string, string]>([
    ['template', `${secret}`],
    ['concatenation', 'x' + secret],
    ['String', String(secret)],
    ['JSON', JSON.stringify({ secret, list: [secret] })],
    ['inspect', inspect(secret)],
    [
      'inspect with everything shown',
      inspect({ deep: { secret } }, { showHidden: true, depth: 9, customInspect: false }),
    ],
    ['format %s', format('%s %o %O %j', secret, secret, secret, secret)],
    ['keys', JSON.stringify([Object.keys(secret), Object.entries(secret), { ...secret }])],
    ['an error message', new Error(`failed: ${secret}`).stack ?? ''],
    ['a structured clone', inspect(structuredClone(secret))],
  ])('does not show in a %s', (_title, text) => expect(text).not.toContain('hunter2'));
});

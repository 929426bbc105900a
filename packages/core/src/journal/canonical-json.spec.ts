import { runInNewContext } from 'node:vm';
import { Secret } from '../environments/secret';
import { canonicalJson, sha256 } from './canonical-json';

describe('canonicalJson', () => {
  it.each<[unknown, string]>([
    [
      { b: 1, a: { d: [1, { z: null, y: true }], c: 'x' } },
      '{"a":{"c":"x","d":[1,{"y":true,"z":null}]},"b":1}',
    ],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    // Sorted by UTF-16 code units, as RFC 8785 asks: the emoji's surrogates come before U+FB33.
    [{ '\ufb33': 1, '😀': 2, '10': 3, '9': 4 }, '{"10":3,"9":4,"😀":2,"\ufb33":1}'],
    [[0.1, -0, 1e21, 1e-7, 100], '[0.1,0,1e+21,1e-7,100]'],
    ['\u0000\n"\\\ud800é', '"\\u0000\\n\\"\\\\\\ud800é"'],
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    [Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    [runInNewContext('({ b: [1], a: 2 })'), '{"a":2,"b":[1]}'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  const cycle: Record<string, unknown> = {};
  cycle['in'] = [cycle];

  it.each<[string, unknown, string]>([
    ['NaN', { a: NaN }, '$.a'],
    ['an infinity', [1, -Infinity], '$[1]'],
    ['a bigint', { a: [{ b: 1n }] }, '$.a[0].b'],
    ['a function', { a: () => 1 }, '$.a'],
    ['a symbol', Symbol('a'), '$'],
    ['a hole', { a: new Array(1) }, '$.a[0]'],
    ['a date', { at: new Date() }, '$.at'],
    ['a map', new Map(), '$'],
    ['a secret', { url: new Secret('x') }, '$.url'],
    ['a cycle', cycle, '$.in[0]'],
  ])('refuses %s and says where', (_, value, place) => {
    let message = '';
    try {
      canonicalJson(value);
    } catch (error) {
      message = String(error);
    }
    expect(message.startsWith(`TypeError: ${place} `)).toBe(true);
  });

  it('takes the same object twice, which is no cycle', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });
});

it('sha256 takes text as UTF-8, or bytes', () => {
  const digest = '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c';
  expect(sha256('é')).toBe(digest);
  expect(sha256(new Uint8Array([0xc3, 0xa9]))).toBe(digest);
});

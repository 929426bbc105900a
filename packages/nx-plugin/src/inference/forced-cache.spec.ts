import { isCacheForced } from './forced-cache';

describe('isCacheForced', () => {
  test.each([
    [undefined, false],
    [{}, false],
    [{ 'db-migrate': { cache: true } }, true],
    [{ 'faber-db:migrate': { cache: true } }, true],
    [{ '*': { cache: true } }, true],
    [{ 'db-*': { cache: true } }, true],
    [{ '{build,test}': { cache: true } }, true],
    [{ 'db-migrate': { cache: false }, build: { cache: true } }, false],
    [{ '*': { dependsOn: ['^build'] } }, false],
  ])('%j: %s', (defaults, expected) => {
    expect(isCacheForced(defaults, 'db-migrate', 'faber-db:migrate')).toBe(expected);
  });
});

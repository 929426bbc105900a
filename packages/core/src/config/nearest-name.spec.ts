import { didYouMean, editDistance, nearestName } from './nearest-name';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearestName', () => {
  const known = ['dev', 'staging', 'production', 'connection_string_env'];
  it.each([
    ['prodution', 'production'],
    ['prod', 'production'],
    ['Staging', 'staging'],
    ['connectionStringEnv', 'connection_string_env'],
    ['dve', 'dev'],
    ['zzz', undefined],
    ['x', undefined],
  ])('%s → %s', (given, expected) => expect(nearestName(given, known)).toBe(expected));

  it('says nothing when nothing is near', () => expect(didYouMean('zzz', known)).toBe(''));
  it('suggests', () => expect(didYouMean('stagging', known)).toBe(' Did you mean "staging"?'));
});

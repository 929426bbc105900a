import { isSmallerCharset } from './charset-narrowing';

describe('isSmallerCharset', () => {
  it.each([
    ['utf8mb4', 'latin1', true],
    ['utf8mb4', 'utf8', true],
    ['utf8mb4', 'utf8mb3', true],
    ['utf8', 'ascii', true],
    ['latin1', 'latin2', true],
    ['latin1', 'ascii', true],
    ['utf8', 'utf8mb3', false],
    ['latin1', 'utf8mb4', false],
    ['latin1', 'utf8', false],
    ['ascii', 'latin1', false],
    ['utf8mb4', 'UTF8MB4', false],
    ['utf8mb4', 'binary', false],
    [undefined, 'latin1', false],
    ['utf8mb4', undefined, false],
  ])('%s to %s: %s', (from, to, expected) => {
    expect(isSmallerCharset(from, to)).toBe(expected);
  });
});

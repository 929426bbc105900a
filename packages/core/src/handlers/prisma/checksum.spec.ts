import { checksumMatches, checksumOf } from './checksum';

describe('checksums', () => {
  it('are the SHA-256 of the text', () => {
    expect(checksumOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('match whatever the line endings were', () => {
    expect(checksumMatches('a\nb\n', checksumOf('a\r\nb\r\n'))).toBe(true);
    expect(checksumMatches('a\r\nb\n', checksumOf('a\nb\n'))).toBe(true);
    expect(checksumMatches('a\nb\n', checksumOf('a\nc\n'))).toBe(false);
  });

  it('match the format of very old engines, which left zeros out', () => {
    // The bytes of sha256('') are e3 b0 c4 42 98 fc 1c …; none begins with a zero but "e4 64", so take another text.
    const padded = checksumOf('text 3');
    const unpadded = padded.replace(/(..)/g, (byte) => byte.replace(/^0/, ''));
    expect(unpadded.length).toBeLessThan(64);
    expect(checksumMatches('text 3', unpadded)).toBe(true);
    expect(checksumMatches('text 4', unpadded)).toBe(false);
  });
});

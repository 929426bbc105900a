import { Utf8Offsets } from './utf8-offsets';

describe('Utf8Offsets', () => {
  it.each(['', 'plain', 'é', 'aé€😀b', '😀😀', 'x\u{10ffff}y\u07ff\u0800'])(
    'translates offsets of %j',
    (text) => {
      const offsets = new Utf8Offsets(text);
      expect(offsets.byteLength).toBe(Buffer.byteLength(text));
      let unit = 0;
      for (const character of [...text, '']) {
        expect(offsets.toUtf16(Buffer.byteLength(text.slice(0, unit)))).toBe(unit);
        unit += character.length;
      }
    },
  );

  it('gives the character for an offset inside of it, and keeps within the text', () => {
    const offsets = new Utf8Offsets('a😀b');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((byte) => offsets.toUtf16(byte))).toEqual([0, 1, 1, 1, 1, 3, 4, 4]);
    expect(offsets.toUtf16(-1)).toBe(0);
  });
});

/**
 * Translates offsets in a text's UTF-8 form, as the parser counts, to UTF-16 code units. The table is
 * made when the first offset of a text that is not ASCII is asked for: O(n) once, then O(1).
 */
export class Utf8Offsets {
  #table: Uint32Array | undefined;
  readonly #bytes: number;

  constructor(private readonly text: string) {
    this.#bytes = Buffer.byteLength(text);
  }

  /** Length of the text in bytes. */
  get byteLength(): number {
    return this.#bytes;
  }

  /** The UTF-16 offset of a byte offset; of the character it is in, where it is inside of one. */
  toUtf16(byte: number): number {
    const inside = Math.max(0, Math.min(byte, this.#bytes));
    if (this.#bytes === this.text.length) return inside;
    this.#table ??= this.#makeTable();
    return this.#table[inside] ?? this.text.length;
  }

  #makeTable(): Uint32Array {
    const table = new Uint32Array(this.#bytes + 1);
    let byte = 0;
    let unit = 0;
    for (const character of this.text) {
      const point = character.codePointAt(0) ?? 0;
      const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      table.fill(unit, byte, byte + bytes);
      byte += bytes;
      unit += character.length;
    }
    table[this.#bytes] = unit;
    return table;
  }
}

/** Repeatable random numbers from 0 to 1 (exclusive): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: `FABER_DB_TEST_SEED` repeats an earlier one. */
export function testSeed(): number {
  return Number(process.env['FABER_DB_TEST_SEED'] ?? Date.now() % 1_000_000);
}

/** What a change of a column's type does to values that it cannot hold. */
export interface Narrowing {
  /** As half a sentence. */
  loss: string;
  /** The SQL condition that finds such values, given the column as SQL; undefined: all values are concerned. */
  misfit?: (column: string) => string;
}

/** Values that are too long. `length`: the function that counts what the limit counts. */
export function tooLong(limit: number, unit: string, length: string): Narrowing {
  return {
    loss: `values longer than ${limit} ${unit} are refused or cut off`,
    misfit: (column) => `${length.replace('?', column)} > ${limit}`,
  };
}

/** Values of an enumeration that the new one lacks. */
export function missingValues(values: readonly string[]): Narrowing {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
  return { loss: `the values ${list} do not exist any more`, misfit: (column) => `${column} IN (${list})` };
}

/** Numbers with more digits than there is room for. */
export function fewerDigits(loss: string, integer: number, fraction: number): Narrowing {
  return {
    loss,
    misfit: (column) =>
      `abs(${column}) >= 1${'0'.repeat(Math.max(integer, 0))} OR ${column} <> round(${column}, ${fraction})`,
  };
}

/** Numbers outside of the range of an integer of so many bits. */
export function outOfRange(loss: string, bits: number, isUnsigned = false): Narrowing {
  const [low, high] = isUnsigned
    ? [0n, 2n ** BigInt(bits) - 1n]
    : [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
  return { loss, misfit: (column) => `${column} NOT BETWEEN ${low} AND ${high}` };
}

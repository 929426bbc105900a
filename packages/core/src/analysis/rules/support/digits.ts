/** Decimal digits before and behind the point that a numeric type keeps. */
export interface Digits {
  integer: number;
  fraction: number;
}

/** `numeric(10,2)`: eight before the point, two behind it. */
export function digitsOfDecimal(precision: number, scale: number): Digits {
  return { integer: precision - scale, fraction: scale };
}

/** Whether a type with `to` digits cannot hold all that one with `from` digits can. */
export function losesDigits(from: Digits, to: Digits): boolean {
  return to.integer < from.integer || to.fraction < from.fraction;
}

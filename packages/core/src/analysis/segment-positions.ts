/** A place in a text: 1-based line and column, in UTF-16 code units. */
export interface TextPosition {
  line: number;
  column: number;
}

/**
 * Gives the line and column of offsets in a text. The text is looked through once, when the first
 * position is asked for. Lines end with `\n`, so that `\r\n` ends one too.
 */
export function positionsIn(text: string): (offset: number) => TextPosition {
  let lineStarts: number[] | undefined;
  return (offset) => {
    lineStarts ??= startsOfLines(text);
    const line = lastAtMost(lineStarts, offset);
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 };
  };
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Position of the last number that is not greater than `limit`, in an ascending list that begins with 0. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

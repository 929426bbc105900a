/** Strings, quoted names, and words of an SQL expression. */
const PIECE = /'[^']*'|"[^"]*"|`[^`]*`|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** Whether an expression names a column, as far as its text tells. */
export function mentions(expression: string, column: string): boolean {
  return pieces(expression).some((piece) => isName(piece, column));
}

/** The expression with a column's new name. */
export function renamedIn(expression: string, column: string, to: string): string {
  return expression.replace(PIECE, (piece) => {
    if (!isName(piece, column)) return piece;
    const [quote = ''] = piece;
    return /["`]/.test(quote) ? quote + to + quote : to;
  });
}

function pieces(expression: string): string[] {
  return expression.match(PIECE) ?? [];
}

/** Unquoted words are compared without regard to case: whichever case the engine folds to, they mean the same name. */
function isName(piece: string, column: string): boolean {
  return /^["`]/.test(piece) ? piece.slice(1, -1) === column : piece.toLowerCase() === column.toLowerCase();
}

/**
 * A piece of SQL text.
 * - `word`: a keyword or unquoted identifier
 * - `identifier`: a quoted identifier, quotes included
 * - `string`: a string constant of whatever form, quotes included
 * - `symbol`: one character of anything else
 */
export interface Token {
  kind: 'word' | 'identifier' | 'string' | 'number' | 'symbol';
  text: string;
  /** Offset in UTF-16 code units. */
  start: number;
  end: number;
  /** For words: in upper case. Else the text. */
  upper: string;
}

/** Makes a token of `sql[start, end)`. */
export function makeToken(kind: Token['kind'], sql: string, start: number, end: number): Token {
  const text = sql.slice(start, end);
  return { kind, text, start, end, upper: kind === 'word' ? text.toUpperCase() : text };
}

/** Whether the tokens from `at` on are these words or symbols. Words are compared in upper case. */
export function tokensAre(tokens: readonly Token[], at: number, ...expected: string[]): boolean {
  return expected.every((text, offset) => {
    const token = tokens[at + offset];
    return token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.upper === text;
  });
}

/** Whether the tokens begin with these words. */
export function startsWith(tokens: readonly Token[], ...words: string[]): boolean {
  return tokensAre(tokens, 0, ...words);
}

/** Whether one of the tokens is this word, outside of quotes. */
export function hasWord(tokens: readonly Token[], word: string): boolean {
  return tokens.some((token) => token.kind === 'word' && token.upper === word);
}

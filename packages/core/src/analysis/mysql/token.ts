/**
 * A piece of a MySQL script.
 * - `word`: a keyword or unquoted identifier
 * - `quoted`: an identifier in backticks (with ANSI_QUOTES also in double quotes)
 * - `string`: a string constant with its prefix (`N'…'`, `x'…'`, `b'…'`), or a dollar-quoted routine body
 * - `variable`: `@name`, `@'quoted name'`, `@@system.variable`; also the host in `user@host`
 * - `symbol`: an operator or any other character
 * - `delimiter`: what ends a statement
 * - `client`: a command of the mysql client, up to the end of its line (`\! ls`)
 */
export interface MysqlToken {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'variable' | 'symbol' | 'delimiter' | 'client';
  text: string;
  /** Offset in UTF-16 code units. */
  start: number;
  end: number;
  /** For words: in upper case. For anything quoted empty, so that it is no keyword. Else the text. */
  upper: string;
  /** Stands inside of a comment that the server executes. */
  inComment: boolean;
  /** Strings only: a backslash escapes. */
  escapes: boolean;
}

const ESCAPED: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', '0': '\0', Z: '\x1a' };

/** What a string token stands for, quotes and escapes resolved. For `x'…'` and `b'…'`: the digits. */
export function stringValue({ text, escapes }: MysqlToken): string {
  if (text.startsWith('$')) {
    const tag = text.slice(0, text.indexOf('$', 1) + 1);
    return text.slice(tag.length, -tag.length);
  }
  const open = text.search(/['"]/);
  const quote = text[open] ?? "'";
  const isClosed = text.length > open + 1 && text.endsWith(quote);
  const inside = text.slice(open + 1, isClosed ? -1 : undefined).replaceAll(quote + quote, quote);
  if (!escapes) return inside;
  return inside.replace(/\\([\s\S])/g, (both, character: string) =>
    character === '%' || character === '_' ? both : (ESCAPED[character] ?? character),
  );
}

/** The name that a word or quoted identifier stands for. */
export function identifierValue({ kind, text }: MysqlToken): string {
  if (kind !== 'quoted') return text;
  const quote = text[0] ?? '`';
  const isClosed = text.length > 1 && text.endsWith(quote);
  return text.slice(1, isClosed ? -1 : undefined).replaceAll(quote + quote, quote);
}

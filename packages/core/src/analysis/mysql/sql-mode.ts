/** The parts of `sql_mode` that change what a text means. */
export interface LexicalModes {
  /** `"x"` is an identifier. */
  ansiQuotes: boolean;
  /** A backslash in a string is nothing special. */
  noBackslashEscapes: boolean;
}

/** Modes that include ANSI_QUOTES (https://mariadb.com/kb/en/sql-mode/; MySQL 8 knows only ANSI). */
const WITH_ANSI_QUOTES = ['ANSI_QUOTES', 'ANSI', 'DB2', 'MAXDB', 'MSSQL', 'ORACLE', 'POSTGRESQL'];
/** Their bits where the mode is given as a number (`sql_mode_t` of both servers). */
const ANSI_QUOTES_BIT = 4;
const NO_BACKSLASH_ESCAPES_BIT = 2 ** 20;

/** The modes that `SET sql_mode = value` gives. `value`: names separated by commas, or the number of a bit mask. */
export function lexicalModesOf(value: string): LexicalModes {
  const mask = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(mask)) {
    const has = (bit: number) => Math.floor(mask / bit) % 2 === 1;
    return { ansiQuotes: has(ANSI_QUOTES_BIT), noBackslashEscapes: has(NO_BACKSLASH_ESCAPES_BIT) };
  }
  const names = value
    .toUpperCase()
    .split(',')
    .map((name) => name.trim());
  return {
    ansiQuotes: WITH_ANSI_QUOTES.some((name) => names.includes(name)),
    noBackslashEscapes: names.includes('NO_BACKSLASH_ESCAPES'),
  };
}

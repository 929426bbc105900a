/**
 * Commands of the mysql client (`mysql --help`, "List of all MySQL commands") that may stand where a
 * statement begins. No SQL statement begins with one of these words.
 */
const WORDS: Readonly<Record<string, 'harmless' | 'outside'>> = {
  SOURCE: 'outside',
  SYSTEM: 'outside',
  CONNECT: 'outside',
  EDIT: 'outside',
  PAGER: 'outside',
  CHARSET: 'harmless',
  CLEAR: 'harmless',
  EGO: 'harmless',
  EXIT: 'harmless',
  GO: 'harmless',
  NOPAGER: 'harmless',
  NOTEE: 'harmless',
  NOWARNING: 'harmless',
  PRINT: 'harmless',
  PROMPT: 'harmless',
  QUIT: 'harmless',
  REHASH: 'harmless',
  RESETCONNECTION: 'harmless',
  STATUS: 'harmless',
  TEE: 'harmless',
  WARNINGS: 'harmless',
};

/** The same as one character behind a backslash. `\d` is DELIMITER, `\g` and `\G` end a statement. */
const LETTERS: Readonly<Record<string, 'harmless' | 'outside'>> = {
  '.': 'outside',
  '!': 'outside',
  r: 'outside',
  e: 'outside',
  P: 'outside',
  u: 'outside',
  C: 'harmless',
  c: 'harmless',
  h: 'harmless',
  '?': 'harmless',
  n: 'harmless',
  t: 'harmless',
  T: 'harmless',
  p: 'harmless',
  R: 'harmless',
  q: 'harmless',
  '#': 'harmless',
  s: 'harmless',
  w: 'harmless',
  W: 'harmless',
  x: 'harmless',
  '-': 'harmless',
};

/** Whether a word (in upper case) where a statement begins is a command of the client. */
export function isClientWord(upper: string): boolean {
  return Object.hasOwn(WORDS, upper);
}

/** Whether a backslash and this character are a command of the client. */
export function isClientLetter(letter: string): boolean {
  return Object.hasOwn(LETTERS, letter);
}

/**
 * What a client command does: `outside` runs or reads what is not in the script (files, programs, another
 * server), `harmless` does nothing to the database.
 */
export function clientCommandEffect(command: string): 'harmless' | 'outside' {
  if (command.startsWith('\\')) return LETTERS[command[1] ?? ''] ?? 'outside';
  const word = /^[A-Za-z]+/.exec(command)?.[0].toUpperCase() ?? '';
  return WORDS[word] ?? 'outside';
}

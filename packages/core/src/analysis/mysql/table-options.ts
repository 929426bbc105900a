import { acceptCharset } from './column-type';
import type { Cursor } from './cursor';

/** An option of a table, such as `ENGINE=InnoDB`. */
export interface TableOption {
  /** Lower case: `engine`, `charset`, `collate`, `row_format`, `data directory`, … */
  name: string;
  /** As written, without quotes around a name; empty for options without a value. */
  value: string;
}

/** Options without a value. */
const FLAGS: readonly (readonly string[])[] = [
  ['START', 'TRANSACTION'],
  ['WITH', 'SYSTEM', 'VERSIONING'],
  ['WITHOUT', 'SYSTEM', 'VERSIONING'],
];
/** Options whose equal sign may be left out. Others are only read with one. */
const NAMES = [
  'ENGINE',
  'TYPE',
  'AUTO_INCREMENT',
  'AUTOEXTEND_SIZE',
  'AVG_ROW_LENGTH',
  'CHECKSUM',
  'COLLATE',
  'COMMENT',
  'COMPRESSION',
  'CONNECTION',
  'DELAY_KEY_WRITE',
  'ENCRYPTION',
  'ENGINE_ATTRIBUTE',
  'INSERT_METHOD',
  'KEY_BLOCK_SIZE',
  'MAX_ROWS',
  'MIN_ROWS',
  'PACK_KEYS',
  'PAGE_CHECKSUM',
  'PASSWORD',
  'ROW_FORMAT',
  'SECONDARY_ENGINE',
  'SECONDARY_ENGINE_ATTRIBUTE',
  'SEQUENCE',
  'STATS_AUTO_RECALC',
  'STATS_PERSISTENT',
  'STATS_SAMPLE_PAGES',
  'TABLE_CHECKSUM',
  'TABLESPACE',
  'TRANSACTIONAL',
  'UNION',
];

/** Reads one table option; undefined: none comes. */
export function readTableOption(cursor: Cursor): TableOption | undefined {
  for (const words of FLAGS) {
    if (cursor.accept(...words)) return { name: words.join(' ').toLowerCase(), value: '' };
  }
  const start = cursor.at;
  cursor.accept('DEFAULT');
  if (acceptCharset(cursor)) return { name: 'charset', value: cursor.nameOrString() };
  for (const directory of ['DATA', 'INDEX']) {
    if (cursor.accept(directory, 'DIRECTORY')) {
      cursor.accept('=');
      return { name: `${directory.toLowerCase()} directory`, value: cursor.string() };
    }
  }
  const token = cursor.peek();
  const isOption =
    token?.kind === 'word' &&
    (cursor.peek(1)?.upper === '=' || (NAMES.includes(token.upper) && cursor.peek(1) !== undefined));
  if (!isOption) {
    cursor.at = start;
    return undefined;
  }
  cursor.at++;
  cursor.accept('=');
  const value = readOptionValue(cursor);
  if (token.upper === 'TABLESPACE' && cursor.accept('STORAGE')) cursor.next();
  return { name: token.text.toLowerCase(), value };
}

function readOptionValue(cursor: Cursor): string {
  const start = cursor.at;
  if (cursor.is('(')) cursor.skipParentheses();
  else if (cursor.peek()?.kind === 'symbol') cursor.fail('expected a value');
  else if (cursor.peek()?.kind === 'number' || cursor.peek()?.kind === 'variable') cursor.next();
  else return cursor.nameOrString();
  return cursor.textFrom(start);
}

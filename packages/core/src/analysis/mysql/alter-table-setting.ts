import type { Alteration } from './alter-table';
import { acceptCharset } from './column-type';
import type { Cursor } from './cursor';
import { readTableOption } from './table-options';
import type { MysqlToken } from './token';

/** Options whose change makes the server copy the table. */
const REWRITING_OPTIONS = ['engine', 'row_format', 'key_block_size', 'encryption', 'encrypted', 'tablespace'];

/** Clauses about the table as a whole; false: it is none of them. */
export function readTableSetting(
  cursor: Cursor,
  { table, options, reading }: Alteration,
  clause: MysqlToken,
): boolean {
  const rewrite = (by: string) => reading.add({ kind: 'rewrite-table', table, by }, clause);
  if (cursor.acceptOneOf('ALGORITHM', 'LOCK')) {
    cursor.accept('=');
    options[clause.upper === 'LOCK' ? 'lock' : 'algorithm'] = cursor.name().toLowerCase();
  } else if (cursor.accept('CONVERT', 'TO')) {
    if (!acceptCharset(cursor)) cursor.fail();
    const charset = cursor.nameOrString().toLowerCase();
    const collation = cursor.accept('COLLATE')
      ? (cursor.accept('='), cursor.nameOrString().toLowerCase())
      : undefined;
    const collated = collation === undefined ? {} : { collation };
    reading.add({ kind: 'convert-charset', table, charset, ...collated }, clause);
  } else if (cursor.accept('FORCE')) rewrite('force');
  else if (cursor.accept('ORDER', 'BY')) {
    rewrite('order by');
    do {
      cursor.objectName();
      cursor.acceptOneOf('ASC', 'DESC');
    } while (cursor.is(',') && !startsClause(cursor) && cursor.accept(','));
  } else if (cursor.accept('DISCARD', 'TABLESPACE')) {
    reading.add({ kind: 'drop-partition', table, partitions: [], action: 'discard tablespace' }, clause);
  } else if (cursor.accept('IMPORT', 'TABLESPACE')) return true;
  else if (cursor.acceptOneOf('ENABLE', 'DISABLE')) cursor.expect('KEYS');
  else if (cursor.accept('WITH', 'VALIDATION') || cursor.accept('WITHOUT', 'VALIDATION')) return true;
  else {
    const option = readTableOption(cursor);
    if (!option) return false;
    const isEngine = option.name === 'engine' || option.name === 'type';
    if (isEngine) rewrite(`engine ${option.value.toLowerCase()}`);
    else if (REWRITING_OPTIONS.includes(option.name)) rewrite(option.name);
  }
  return true;
}

/** Whether a clause, not another column of ORDER BY, stands behind the comma. */
function startsClause(cursor: Cursor): boolean {
  const next = cursor.peek(1)?.upper ?? '';
  const words = [
    'ADD',
    'DROP',
    'MODIFY',
    'CHANGE',
    'ALTER',
    'RENAME',
    'CONVERT',
    'FORCE',
    'ALGORITHM',
    'LOCK',
  ];
  return words.includes(next) || cursor.peek(2)?.upper === '=';
}

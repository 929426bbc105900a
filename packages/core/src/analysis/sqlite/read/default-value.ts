import type { ColumnDefault, Volatility } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { readOperand } from './operand';
import type { Facts } from './facts';
import type { Value } from './value';

const VOLATILE = new Set(['random', 'randomblob', 'changes', 'total_changes', 'last_insert_rowid']);

/** With the same arguments they give the same within a statement, but `'now'` moves on. */
const STABLE = new Set(['date', 'time', 'datetime', 'julianday', 'unixepoch', 'strftime', 'timediff']);

/** Built-in functions that depend on their arguments only (https://www.sqlite.org/lang_corefunc.html). */
const CONSTANT = new Set(
  `abs ceil ceiling char coalesce concat concat_ws floor format glob hex ifnull iif instr json json_array
   json_object length like lower ltrim max min nullif octet_length printf quote replace round rtrim sign
   sqlite_version substr substring trim trunc typeof unhex unicode upper zeroblob`.split(/\s+/),
);

/**
 * Reads what follows DEFAULT: a literal, a word, or an expression in parentheses. The SQL is as
 * SQLite itself reports it: without the outer parentheses.
 * @throws Unreadable
 */
export function readDefault(cursor: Cursor): ColumnDefault {
  const { result, facts } = cursor.collect(() =>
    cursor.sees('(') ? cursor.inParentheses(() => readText(cursor)) : readTerm(cursor),
  );
  return {
    sql: result.sql,
    volatility: volatilityOf(facts),
    functions: [...new Set(facts.functions)],
    isNull: result.value?.kind === 'constant' && result.value.value === null,
  };
}

interface Text {
  sql: string;
  value?: Value;
}

function readText(cursor: Cursor): Text {
  const start = cursor.at;
  const value = readExpression(cursor);
  return { sql: cursor.textSince(start), value };
}

/** A literal with an optional sign, or a word, which stands for a text of the same letters. */
function readTerm(cursor: Cursor): Text {
  const start = cursor.at;
  const isBlob = cursor.sees('X') && cursor.ahead(1)?.start === cursor.token?.end;
  const isKeyword = cursor.seesOneOf('NULL', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME');
  if (cursor.seesName() && cursor.token?.kind !== 'string' && !isBlob && !isKeyword) {
    cursor.at++;
    return { sql: cursor.textSince(start) };
  }
  const isSigned = cursor.takeOneOf('-', '+') !== undefined;
  const isLiteral = isBlob || isKeyword || ['number', 'string'].includes(cursor.token?.kind ?? '');
  if (!isLiteral && !(cursor.sees('.') && cursor.ahead(1)?.kind === 'number')) throw cursor.unreadable();
  const value = readOperand(cursor);
  return { sql: cursor.textSince(start), ...(isSigned ? {} : { value }) };
}

function volatilityOf({ functions, tables, readsClock }: Facts): Volatility {
  if (functions.some((name) => VOLATILE.has(name))) return 'volatile';
  if (tables.length > 0 || functions.some((name) => !STABLE.has(name) && !CONSTANT.has(name)))
    return 'unknown';
  return readsClock || functions.some((name) => STABLE.has(name)) ? 'stable' : 'constant';
}

import { readGrant, readRevoke } from './accounts';
import { readAlter } from './alter-statement';
import { clientCommandEffect } from './client-command';
import type { CompoundStatement } from './compound-statement';
import { readCreate } from './create-statement';
import { CannotRead, type Cursor } from './cursor';
import { readDrop } from './drop-statement';
import { readInsert } from './insert';
import { readExecute, readPrepare, type TextReader } from './prepared-statements';
import type { Reading } from './reading';
import { forgetVariablesSetIn, readSet } from './set-statement';
import { readLoad, readLock, readOptimize, readRename, readTruncate } from './table-statements';
import { readTransaction } from './transactions';
import { readDelete, readUpdate } from './update-delete';

/** Body of a routine, or a compound statement by itself: number of its first token, and what is in it. */
export interface StatementBody {
  from: number;
  compound: CompoundStatement;
}

type HeadReader = (cursor: Cursor, reading: Reading, readText: TextReader) => void;

/** Statements about which nothing is to be known but that they are there. `ddl`: they commit. */
const OTHERS: readonly (readonly [words: string, isDdl: boolean])[] = [
  ['SHOW HELP USE DO CALL FLUSH KILL RESET PURGE CHANGE STOP SIGNAL RESIGNAL GET HANDLER', false],
  ['DEALLOCATE UNLOCK CHECK CHECKSUM BACKUP SHUTDOWN RESTART DESCRIBE DESC OPEN CLOSE FETCH', false],
  ['RETURN LEAVE ITERATE RAISE GOTO EXIT CONTINUE', false],
  ['REPAIR CACHE INSTALL UNINSTALL IMPORT', true],
];

const HEADS = new Map<string, HeadReader>([
  ['ALTER', readAlter],
  ['CREATE', readCreate],
  ['DROP', readDrop],
  ['DELETE', readDelete],
  ['UPDATE', readUpdate],
  ['INSERT', (cursor, reading) => readInsert(cursor, reading, false)],
  ['REPLACE', (cursor, reading) => readInsert(cursor, reading, true)],
  ['LOAD', readLoad],
  ['RENAME', readRename],
  ['TRUNCATE', readTruncate],
  ['OPTIMIZE', readOptimize],
  ['LOCK', readLock],
  ['GRANT', readGrant],
  ['REVOKE', readRevoke],
  ['PREPARE', readPrepare],
  ['EXECUTE', readExecute],
  ['SET', readSetOrStatement],
  ['WITH', readWith],
  ['EXPLAIN', readExplain],
  ['ANALYZE', readAnalyze],
  ['START', readStart],
  ['CLONE', readClone],
  ['BINLOG', readBinlog],
  ...['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'XA'].map((head): [string, HeadReader] => [
    head,
    (cursor, reading) => readTransaction(cursor, reading, head),
  ]),
  ...['SELECT', '(', 'TABLE', 'VALUES'].map((head): [string, HeadReader] => [
    head,
    (cursor, reading) => readQuery(cursor, reading, head === '(' ? 'select' : head.toLowerCase()),
  ]),
  ...OTHERS.flatMap(([words, isDdl]) =>
    words.split(' ').map((head): [string, HeadReader] => [head, readOther(head.toLowerCase(), isDdl)]),
  ),
]);

/** Statements that may stand before each other (WITH, EXPLAIN ANALYZE, SET STATEMENT … FOR). */
const MAX_HEADS = 20;

/** Words after which another statement stands, which is executed too. */
const EXECUTED_BY_ANALYZE = ['SELECT', 'WITH', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'FORMAT'];

/**
 * Reads a statement from its first to its last token and adds what it does to `reading`. What cannot be read
 * becomes an `unreadable` change behind what was read before. Never throws.
 */
export function readStatement(
  cursor: Cursor,
  reading: Reading,
  readText: TextReader,
  body?: StatementBody,
): void {
  const start = cursor.peek();
  if (!start) return;
  try {
    if (start.kind === 'client') readClientCommand(cursor, reading);
    else if (body && body.from === cursor.at) readBody(cursor, reading, readText, body, 'do-block');
    else {
      dispatch(cursor, reading, readText);
      if (body) readBody(cursor, reading, readText, body, 'function-body');
    }
    if (!cursor.atEnd) cursor.fail();
    const command = cursor.tokens.slice(cursor.to - 1, cursor.to).find(({ kind }) => kind === 'client');
    if (command && command !== start) throw new CannotRead(`the mysql client runs ${command.text}`);
  } catch (problem) {
    if (!(problem instanceof CannotRead)) throw problem;
    reading.add({ kind: 'unreadable', reason: problem.reason }, cursor.peek() ?? start);
  }
}

function dispatch(cursor: Cursor, reading: Reading, readText: TextReader): void {
  const head = HEADS.get(cursor.peek()?.upper ?? '');
  if (!head) cursor.fail('unknown statement');
  if (++cursor.heads > MAX_HEADS) cursor.fail('nested too deeply');
  cursor.at++;
  head(cursor, reading, readText);
}

function readClientCommand(cursor: Cursor, reading: Reading): void {
  const token = cursor.next();
  const text = token.text.trim();
  const isDelimiter = /^(?:delimiter|\\d)/i.test(text);
  if (isDelimiter || clientCommandEffect(text) === 'harmless') {
    reading.add({ kind: 'other', verb: isDelimiter ? 'delimiter' : (text.split(/\s/)[0] ?? '') }, token);
  } else reading.add({ kind: 'unreadable', reason: `the mysql client runs "${text}"` }, token);
}

/** Reads the statements of a body one by one. */
function readBody(
  cursor: Cursor,
  reading: Reading,
  readText: TextReader,
  { from, compound }: StatementBody,
  via: 'do-block' | 'function-body',
): void {
  const session = reading.session.forBody();
  const inner = reading.inside(via, session);
  for (const { from: start, to } of compound.statements) {
    const statement = cursor.slice(start, to);
    const language = statement.peek();
    if (language?.kind === 'string') {
      inner.add({ kind: 'dynamic-sql', reason: 'the body is in another language than SQL' }, language);
    } else readStatement(statement, inner, readText);
  }
  if (via === 'do-block') {
    reading.session.absorb(session);
    if (inner.changes.length === 0) inner.add({ kind: 'other', verb: 'begin not atomic' }, cursor.peek());
  }
  reading.take(inner);
  cursor.at = from;
  cursor.skipAll();
  if (compound.isOpen) throw new CannotRead('the body has no END');
}

function readOther(verb: string, isDdl: boolean): HeadReader {
  return (cursor, reading) => {
    reading.add({ kind: 'other', verb, ...(isDdl ? { isDdl } : {}) }, cursor.peek(-1));
    cursor.skipTo();
  };
}

function readQuery(cursor: Cursor, reading: Reading, verb: string): void {
  const start = cursor.peek(-1);
  cursor.at--;
  forgetVariablesSetIn(cursor, reading);
  cursor.skipTo();
  reading.add({ kind: 'other', verb }, start);
}

/** WITH before SELECT, UPDATE or DELETE. Common table expressions cannot change data on these servers. */
function readWith(cursor: Cursor, reading: Reading, readText: TextReader): void {
  cursor.accept('RECURSIVE');
  do {
    cursor.name();
    if (cursor.is('(')) cursor.skipParentheses();
    cursor.expect('AS');
    cursor.skipParentheses();
    if (cursor.accept('CYCLE')) cursor.skipTo('SELECT', 'UPDATE', 'DELETE', '(', ',');
  } while (cursor.accept(','));
  if (!cursor.oneOf('SELECT', 'UPDATE', 'DELETE', '(', 'INSERT', 'REPLACE', 'TABLE', 'VALUES')) cursor.fail();
  dispatch(cursor, reading, readText);
}

/** MariaDB: SET STATEMENT variable = value, … FOR statement. */
function readSetOrStatement(cursor: Cursor, reading: Reading, readText: TextReader): void {
  if (!cursor.is('STATEMENT') || cursor.peek(1)?.upper === '=') {
    readSet(cursor, reading);
    return;
  }
  cursor.at++;
  cursor.skipTo('FOR');
  cursor.expect('FOR');
  dispatch(cursor, reading, readText);
}

/** EXPLAIN ANALYZE executes. */
function readExplain(cursor: Cursor, reading: Reading, readText: TextReader): void {
  const start = cursor.peek(-1);
  if (!cursor.accept('ANALYZE')) {
    cursor.skipTo();
    reading.add({ kind: 'other', verb: 'explain' }, start);
    return;
  }
  readExecuted(cursor, reading, readText);
}

/** ANALYZE TABLE, or (MariaDB) ANALYZE statement, which executes it. */
function readAnalyze(cursor: Cursor, reading: Reading, readText: TextReader): void {
  if (cursor.oneOf(...EXECUTED_BY_ANALYZE)) readExecuted(cursor, reading, readText);
  else readOther('analyze', true)(cursor, reading, readText);
}

function readExecuted(cursor: Cursor, reading: Reading, readText: TextReader): void {
  if (cursor.accept('FORMAT')) {
    cursor.expect('=');
    cursor.next();
  }
  dispatch(cursor, reading, readText);
}

function readStart(cursor: Cursor, reading: Reading, readText: TextReader): void {
  if (cursor.is('TRANSACTION')) readTransaction(cursor, reading, 'START');
  else readOther('start', false)(cursor, reading, readText);
}

function readClone(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.skipTo();
  reading.add({ kind: 'unreadable', reason: 'CLONE replaces the data of the whole server' }, start);
}

function readBinlog(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.skipTo();
  reading.add({ kind: 'dynamic-sql', reason: 'BINLOG executes the events that are encoded in it' }, start);
}

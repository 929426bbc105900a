import { isClientWord } from './client-command';
import { CompoundStatement } from './compound-statement';
import { Cursor } from './cursor';
import type { ExecutableComment, MysqlLexer } from './lexer';
import { findBody } from './routine-body';
import type { MysqlToken } from './token';

/** A piece of a script: a statement, a command of the client, or nothing. */
export interface ScriptPiece {
  start: number;
  /** Behind the terminator. */
  end: number;
  sqlStart: number;
  sqlEnd: number;
  /** Without the terminator. A command of the client is one token of the kind `client`. */
  tokens: readonly MysqlToken[];
  /** Executable comments, executed or not. */
  comments: readonly ExecutableComment[];
  /** Body of a routine, or a compound statement by itself: number of its first token, and what is in it. */
  body: { from: number; compound: CompoundStatement } | undefined;
  /** A quote or comment in it goes to the end of the script. */
  unterminated: MysqlLexer['unterminated'];
}

/** A DELIMITER command in the middle of a statement: only with an argument that no SQL can have there. */
const DELIMITER_LINE = /^DELIMITER[ \t]+[^\w\s'"`(),]+[ \t\r]*$/i;

/**
 * The pieces of a script, one after the other without gaps: statements end at the delimiter, which the
 * client's DELIMITER command sets. While it is the semicolon, the body of a routine is part of its statement,
 * as for a driver that sends the statement whole. The lexer's modes may be set between two pieces.
 */
export function* splitStatements(sql: string, lexer: MysqlLexer): Generator<ScriptPiece> {
  while (lexer.at < sql.length) yield readPiece(sql, lexer);
}

function readPiece(sql: string, lexer: MysqlLexer): ScriptPiece {
  const start = lexer.at;
  const tokens: MysqlToken[] = [];
  let body: ScriptPiece['body'];
  let hasLookedForBody = false;
  let terminatorStart = sql.length;
  for (;;) {
    const before = lexer.at;
    const token = lexer.next(tokens.length === 0);
    if (!token) break;
    if (token.kind === 'word' && token.upper === 'DELIMITER' && isDelimiterLine(sql, token, tokens)) {
      if (tokens.length > 0) {
        // The client sends what it has and begins anew.
        lexer.at = token.start;
        terminatorStart = before;
        break;
      }
      tokens.push(setDelimiter(lexer, lexer.restOfLine(token.start)));
      break;
    }
    if (tokens.length === 0 && token.kind === 'client' && token.text.startsWith('\\d')) {
      tokens.push(setDelimiter(lexer, token));
      break;
    }
    if (tokens.length === 0 && token.kind === 'word' && isClientWord(token.upper)) {
      tokens.push(lexer.restOfLine(token.start, lexer.delimiter));
      break;
    }
    if (tokens.length === 0 && token.kind === 'client') {
      tokens.push(token);
      break;
    }
    const isTerminator = token.kind === 'delimiter';
    if (isTerminator && token.text === ';' && !hasLookedForBody) {
      hasLookedForBody = true;
      body = openBody(sql, tokens);
    }
    if (isTerminator && !(token.text === ';' && body?.compound.isOpen)) {
      terminatorStart = token.start;
      break;
    }
    body?.compound.read(token, tokens.length);
    tokens.push(isTerminator ? { ...token, kind: 'symbol' } : token);
  }
  body ??= openBody(sql, tokens);
  body?.compound.finish();
  return finishPiece(lexer, start, terminatorStart, tokens, body);
}

/** Between two statements every DELIMITER is the client's; in a statement it may be a name. */
function isDelimiterLine(sql: string, token: MysqlToken, before: readonly MysqlToken[]): boolean {
  if (before.length === 0) return true;
  const last = before.at(-1);
  if (last !== undefined && !sql.slice(last.end, token.start).includes('\n')) return false;
  const lineEnd = sql.indexOf('\n', token.start);
  return DELIMITER_LINE.test(sql.slice(token.start, lineEnd < 0 ? undefined : lineEnd));
}

function setDelimiter(lexer: MysqlLexer, command: MysqlToken): MysqlToken {
  const argument = command.text.replace(/^(?:\\d|delimiter)\s*/i, '');
  const [, quoted, bare] = /^(?:['"`]([^'"`]+)['"`]|(\S+))/.exec(argument) ?? [];
  const delimiter = quoted ?? bare;
  if (delimiter !== undefined) lexer.setDelimiter(delimiter);
  return command;
}

function openBody(sql: string, tokens: readonly MysqlToken[]): ScriptPiece['body'] {
  if (tokens.length < 3) return undefined;
  const from = findBody(new Cursor(sql, tokens));
  if (from === undefined) return undefined;
  const compound = new CompoundStatement();
  for (let index = from; index < tokens.length; index++) compound.read(tokens[index] as MysqlToken, index);
  return { from, compound };
}

function finishPiece(
  lexer: MysqlLexer,
  start: number,
  terminatorStart: number,
  tokens: readonly MysqlToken[],
  body: ScriptPiece['body'],
): ScriptPiece {
  const comments = lexer.takeComments();
  const sqlStart = Math.min(tokens[0]?.start ?? terminatorStart, comments[0]?.start ?? terminatorStart);
  const lastEnd = Math.max(tokens.at(-1)?.end ?? sqlStart, comments.at(-1)?.end ?? sqlStart);
  const sqlEnd = Math.min(lastEnd, terminatorStart);
  return { start, end: lexer.at, sqlStart, sqlEnd, tokens, comments, body, unterminated: lexer.unterminated };
}

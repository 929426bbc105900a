import { type ConstantText, readConstantText } from './constant-text';
import type { Cursor } from './cursor';
import type { Reading } from './reading';
import type { MysqlToken } from './token';

/** Reads a text of statements found in another; given by `read-text.ts`, which this file must not import. */
export type TextReader = (text: string, reading: Reading) => void;

/**
 * Reads PREPARE from behind that word. What the text does counts here, not at EXECUTE: it is read once
 * however often it is executed, and where the statement is not executed before the script ends, it may be later.
 */
export function readPrepare(cursor: Cursor, reading: Reading, readText: TextReader): void {
  const start = cursor.peek(-1);
  const name = cursor.name().toLowerCase();
  cursor.expect('FROM');
  readDynamic(cursor, reading, start, readText);
  reading.session.prepared.add(name);
}

/** Reads EXECUTE from behind that word. */
export function readExecute(cursor: Cursor, reading: Reading, readText: TextReader): void {
  const start = cursor.peek(-1);
  if (cursor.accept('IMMEDIATE')) readDynamic(cursor, reading, start, readText);
  else {
    const name = cursor.name();
    if (reading.session.prepared.has(name.toLowerCase()))
      reading.add({ kind: 'other', verb: 'execute' }, start);
    else reading.add({ kind: 'dynamic-sql', reason: `the statement "${name}" is prepared elsewhere` }, start);
  }
  if (cursor.accept('USING')) cursor.skipTo();
}

/** Deeper nesting than this of texts in texts is not read. */
const MAX_DEPTH = 8;

function readDynamic(
  cursor: Cursor,
  reading: Reading,
  start: MysqlToken | undefined,
  readText: TextReader,
): void {
  const text: ConstantText = readConstantText(cursor, reading.session);
  if (text.value !== undefined && reading.depth < MAX_DEPTH) {
    const inner = reading.inside('dynamic', reading.session, start?.start);
    readText(text.value, inner);
    reading.take(inner);
    return;
  }
  reading.add(
    {
      kind: 'dynamic-sql',
      reason: 'the text of the statement is made when it runs',
      ...(text.fragment === '' ? {} : { fragment: text.fragment }),
    },
    start,
  );
}

import type { ChangeOf } from '../change';
import type { Cursor } from './cursor';
import type { Reading } from './reading';

type Action = ChangeOf<'transaction'>['action'];

/** Reads statements that begin and end transactions, from behind their first word `head`. */
export function readTransaction(cursor: Cursor, reading: Reading, head: string): void {
  const start = cursor.peek(-1);
  const add = (action: Action) => reading.add({ kind: 'transaction', action }, start);
  switch (head) {
    case 'BEGIN':
      cursor.accept('WORK');
      return add('begin');
    case 'START':
      cursor.expect('TRANSACTION');
      cursor.skipTo();
      return add('begin');
    case 'SAVEPOINT':
      cursor.name();
      return add('savepoint');
    case 'RELEASE':
      cursor.expect('SAVEPOINT');
      cursor.name();
      return add('release');
    case 'XA':
      return readXa(cursor, add);
    default:
      return readEnd(cursor, add, head === 'COMMIT' ? 'commit' : 'rollback');
  }
}

function readEnd(cursor: Cursor, add: (action: Action) => void, action: 'commit' | 'rollback'): void {
  cursor.accept('WORK');
  if (action === 'rollback' && cursor.accept('TO')) {
    cursor.accept('SAVEPOINT');
    cursor.name();
    return add('rollback-to');
  }
  add(action);
  if (cursor.accept('AND')) {
    const chains = !cursor.accept('NO');
    cursor.expect('CHAIN');
    if (chains) add('begin');
  }
  cursor.accept('NO');
  cursor.accept('RELEASE');
}

/** Distributed transactions; END and RECOVER change nothing. */
function readXa(cursor: Cursor, add: (action: Action) => void): void {
  const actions: Readonly<Record<string, Action>> = {
    START: 'begin',
    BEGIN: 'begin',
    PREPARE: 'prepare',
    COMMIT: 'commit',
    ROLLBACK: 'rollback',
  };
  const word = cursor.next().upper;
  const action = actions[word];
  if (action !== undefined) add(action);
  else if (word !== 'END' && word !== 'RECOVER') {
    cursor.at--;
    cursor.fail();
  }
  cursor.skipTo();
}

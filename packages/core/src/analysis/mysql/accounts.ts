import type { Cursor } from './cursor';
import type { Reading } from './reading';
import { stringValue } from './token';

/** A user or role as written. */
interface Account {
  text: string;
  /** PUBLIC (MariaDB), or the user without a name, as whom everybody may connect. */
  isPublic: boolean;
}

/** Reads `user`, `'user'@'host'`, `CURRENT_USER()`, `PUBLIC`. */
export function readAccount(cursor: Cursor): Account {
  const token = cursor.next();
  if (!['word', 'quoted', 'string'].includes(token.kind)) {
    cursor.at--;
    cursor.fail('expected a user');
  }
  let text = token.text;
  if (token.upper === 'CURRENT_USER' && cursor.accept('(')) cursor.expect(')');
  if (cursor.peek()?.kind === 'variable' && cursor.peek()?.start === token.end) text += cursor.next().text;
  else if (cursor.peek()?.kind === 'variable') text += cursor.next().text;
  const isAnonymous = (token.kind === 'string' && stringValue(token) === '') || token.text === '``';
  return { text, isPublic: token.upper === 'PUBLIC' || isAnonymous };
}

function readAccounts(cursor: Cursor): Account[] {
  const accounts = [readAccount(cursor)];
  while (cursor.accept(',')) accounts.push(readAccount(cursor));
  return accounts;
}

/** Reads GRANT from behind that word: privileges, roles, PROXY. */
export function readGrant(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  const { privileges, on } = readPrivileges(cursor, 'TO');
  cursor.expect('TO');
  const to = readAccountsWithOptions(cursor);
  const toPublic = to.some(({ isPublic }) => isPublic);
  reading.add({ kind: 'grant', privileges, on, to: to.map(({ text }) => text), toPublic }, start);
}

/** Reads REVOKE from behind that word. */
export function readRevoke(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  cursor.ifExists();
  const { privileges, on } = readPrivileges(cursor, 'FROM');
  cursor.expect('FROM');
  const from = readAccounts(cursor);
  if (cursor.accept('IGNORE')) cursor.expect('UNKNOWN', 'USER');
  reading.add({ kind: 'revoke', privileges, on, from: from.map(({ text }) => text) }, start);
}

function readPrivileges(cursor: Cursor, end: string): { privileges: string[]; on: string } {
  const privileges: string[] = [];
  do {
    const start = cursor.at;
    cursor.skipTo(',', 'ON', end);
    if (cursor.at === start) cursor.fail('expected a privilege');
    privileges.push(cursor.textFrom(start).toLowerCase());
  } while (cursor.accept(','));
  if (!cursor.accept('ON')) return { privileges, on: '' };
  const start = cursor.at;
  cursor.skipTo(end);
  return { privileges, on: cursor.textFrom(start) };
}

/** Accounts, each with how it is identified, and what follows all of them. */
function readAccountsWithOptions(cursor: Cursor): Account[] {
  const accounts: Account[] = [];
  do {
    accounts.push(readAccount(cursor));
    cursor.skipTo(',', 'REQUIRE', 'WITH', 'AS');
  } while (cursor.accept(','));
  cursor.skipTo();
  return accounts;
}

/** Reads CREATE, ALTER or DROP USER or ROLE from behind the type. `or replace` drops the user that is there. */
export function readAccountStatement(
  cursor: Cursor,
  reading: Reading,
  { action, type, orReplace }: { action: 'create' | 'alter' | 'drop'; type: string; orReplace: boolean },
): void {
  const start = cursor.peek(-1);
  const ifExists = cursor.ifExists();
  cursor.ifNotExists();
  do {
    const { text: name } = readAccount(cursor);
    const at = cursor.at;
    cursor.skipTo(',');
    if (action === 'drop') {
      if (cursor.at > at) cursor.fail();
      reading.add(
        { kind: 'drop-object', objectType: 'role', name: { name }, ifExists, cascade: false },
        start,
      );
    } else if (action === 'create') {
      reading.add({ kind: 'create-object', objectType: 'role', name: { name }, orReplace }, start);
    } else {
      const options = cursor.textFrom(at).toLowerCase();
      const what = options.includes('identified') ? 'password' : `alter ${type}`;
      reading.add({ kind: 'alter-role', name, what }, start);
    }
  } while (cursor.accept(','));
}

/** Reads `RENAME USER a TO b, …` from behind the word USER. */
export function readRenameUsers(cursor: Cursor, reading: Reading): void {
  const start = cursor.peek(-1);
  do {
    const { text: name } = readAccount(cursor);
    cursor.expect('TO');
    reading.add(
      { kind: 'rename-object', objectType: 'role', name: { name }, to: readAccount(cursor).text },
      start,
    );
  } while (cursor.accept(','));
}

import { defineRule } from '../rule';
import { givenNames } from './support/given-names';
import { happensLater } from './support/occasion';

/** PostgreSQL's NAMEDATALEN - 1, in bytes. */
const POSTGRESQL_BYTES = 63;
/** MySQL's and MariaDB's limit, in characters. */
const MYSQL_CHARACTERS = 64;

/**
 * PostgreSQL cuts longer names off with no more than a notice: two names become one, and the application looks for
 * one that does not exist. MySQL and MariaDB refuse them, in the middle of the migration.
 *
 * Source: squawk `identifier-too-long`, Bytebase naming rules; PostgreSQL, "Identifiers and Key Words"; MySQL,
 * "Identifier Length Limits".
 *
 * Safe alternative: a shorter name.
 */
export const identifierTooLong = defineRule({
  id: 'identifier-too-long',
  title: 'A name is longer than the server keeps',
  engines: ['postgresql', 'mysql'],
  risk: 'medium',
  on: [
    'create-table',
    'add-column',
    'rename-table',
    'rename-column',
    'rename-object',
    'add-constraint',
    'create-index',
    'create-schema',
    'create-object',
    'alter-domain-constraint',
  ],
  check(current, { provider }) {
    if (happensLater(current)) return undefined;
    const names = givenNames(current.change);
    if (provider === 'mysql') {
      return names
        .filter((name) => [...name].length > MYSQL_CHARACTERS)
        .map((name) => ({
          object: name,
          message: `The server refuses ${name}: it has ${[...name].length} characters, ${MYSQL_CHARACTERS} are allowed.`,
          suggestion: `-- A name that fits:\n${[...name].slice(0, MYSQL_CHARACTERS).join('')}`,
        }));
    }
    return names.filter(mayBeCut).flatMap((name) => {
      const full = asWritten(name, current.statement.text);
      if (Buffer.byteLength(full) <= POSTGRESQL_BYTES) return [];
      return {
        object: full,
        message: `The server keeps only the first ${POSTGRESQL_BYTES} bytes of ${full}, which has ${Buffer.byteLength(full)}: the name will not be what is written here.`,
        suggestion: `-- What the server would make of it; choose a name that fits:\n${cut(full)}`,
      };
    });
  },
  examples: [
    { provider: 'postgresql', why: 'a table', sql: `CREATE TABLE ${'t'.repeat(64)} (id int);`, finds: 1 },
    {
      provider: 'postgresql',
      why: 'a column',
      sql: `ALTER TABLE t ADD COLUMN "${'C'.repeat(70)}" int;`,
      finds: 1,
    },
    { provider: 'postgresql', why: 'bytes count', sql: `CREATE INDEX ${'ä'.repeat(32)} ON t (a);`, finds: 1 },
    { provider: 'postgresql', why: 'renamed', sql: `ALTER TABLE t RENAME TO ${'u'.repeat(64)};`, finds: 1 },
    { provider: 'mysql', why: 'an index', sql: `CREATE INDEX ${'i'.repeat(65)} ON t (a);`, finds: 1 },
    {
      provider: 'postgresql',
      why: 'just fits',
      sql: `CREATE TABLE ${'t'.repeat(63)} (id int);`,
      finds: false,
    },
    { provider: 'mysql', why: 'just fits', sql: `CREATE TABLE ${'t'.repeat(64)} (id int);`, finds: false },
    {
      provider: 'mysql',
      why: 'characters count',
      sql: `CREATE TABLE ${'ä'.repeat(64)} (id int);`,
      finds: false,
    },
    { provider: 'postgresql', why: 'is dropped', sql: `DROP INDEX ${'i'.repeat(70)};`, finds: false },
    { provider: 'postgresql', why: 'only a string', sql: `SELECT '${'x'.repeat(100)}';`, finds: false },
  ],
});

/**
 * The parser cuts names off as the server does, behind the last whole character: what comes out has at least 60
 * bytes. No character (UTF-16 code unit) has more than three.
 */
function mayBeCut(name: string): boolean {
  return name.length * 3 > POSTGRESQL_BYTES - 4 && Buffer.byteLength(name) > POSTGRESQL_BYTES - 4;
}

/** A name that may have been cut off is looked up in the text. */
function asWritten(name: string, text: string): string {
  const pattern = new RegExp(`${escapeRegExp(name)}[^\\s"'(),;.]*`, 'giu');
  const found = text.match(pattern) ?? [];
  const longest = found.sort((one, other) => other.length - one.length)[0] ?? name;
  return name + longest.slice(name.length);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The first 63 bytes, without half a character at the end. */
function cut(name: string): string {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > POSTGRESQL_BYTES) break;
    kept += character;
  }
  return kept;
}

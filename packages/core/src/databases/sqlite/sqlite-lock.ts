import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import type { FileConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type { AdvisoryLock, LockOptions, LockOwner } from '../database';
import { currentProcessOwner, ownerLabel, parseOwnerLabel, sinceText } from '../process-owner';
import { tryLockUntil } from '../try-lock-loop';
import { openSqliteDriver, type SqliteDriver } from './sqlite-driver';
import { isBusy, sqliteCode } from './sqlite-errors';

/** Milliseconds that our own tiny write waits for somebody who is just reading the owner. */
const COMMIT_WAIT_MS = 500;
const LABEL_BYTES = 200;

/**
 * Keeps held locks from being garbage-collected: `node:sqlite` closes a file that nobody refers to,
 * and with it goes the lock, although nobody released it.
 */
const HELD = new Set<SqliteDriver>();

/** What the holder has written into the lock file. */
interface OwnerRecord {
  nonce: string;
  label: string;
  since: string;
}

/**
 * Takes the migration lock of a SQLite database: a RESERVED lock (`BEGIN IMMEDIATE`) on a small
 * SQLite file beside it, `<database>.faber-db-lock`. The database itself stays free for
 * everybody. The operating system drops the lock with the process, so `kill -9` leaves none.
 *
 * How the file works:
 * - The owner is recorded in it as a view, committed before the lock is taken, so that those who
 *   wait can read it. View and header share the first page, and a page is written by one system
 *   call: a killed process leaves the old or the new one. So no journal is needed, and
 *   there must be none on disk: journals are found by name and would outlive the file.
 * - The file is deleted at release, by its holder only. Who has waited on the deleted one notices
 *   after getting it: read again by its path, the file is gone or carries somebody else's nonce.
 * @throws FaberDbError LOCK_TIMEOUT, CANCELLED, ACCESS_DENIED
 */
export async function acquireSqliteLock(
  connection: FileConnection,
  options: LockOptions,
): Promise<AdvisoryLock> {
  const file = `${realpathSync(connection.file)}.faber-db-lock`;
  const nonce = randomUUID();
  const holder = await tryLockUntil<SqliteDriver>(
    {
      attempt: async () =>
        attempt(file, {
          nonce,
          label: ownerLabel(options.purpose, currentProcessOwner(), LABEL_BYTES),
          since: new Date().toISOString(),
        }),
      owner: async () => describeOwner(readOwner(file)),
      remedy: (owner) => [
        'Wait until that run has ended, then run the same command again.',
        ...(owner?.pid === undefined ? [] : [`If it hangs, end it: kill ${owner.pid}`]),
      ],
    },
    options,
  );
  HELD.add(holder);
  let released = false;
  return {
    async assertHeld() {
      if (!released && readOwner(file)?.nonce === nonce) return;
      throw new FaberDbError(
        'LOCK_LOST',
        `The migration lock ${file} was ${released ? 'released' : 'deleted by somebody'}.`,
        {
          location: { file },
          remedy: ['Do not delete this file while migrations run. Then run the same command again.'],
        },
      );
    },
    async release() {
      if (released) return;
      released = true;
      // Somebody deleted it and somebody else has the lock now: leave that one alone.
      if (readOwner(file)?.nonce === nonce) {
        try {
          rmSync(file, { force: true });
        } catch {
          // Windows keeps open files; an empty lock file does no harm.
        }
      }
      HELD.delete(holder);
      close(holder);
    },
  };
}

/** Undefined if somebody else has the lock, or took the file away meanwhile. */
function attempt(file: string, owner: OwnerRecord): SqliteDriver | undefined {
  let driver: SqliteDriver;
  try {
    driver = openSqliteDriver(file);
  } catch (cause) {
    throw lockFileError(file, cause);
  }
  try {
    // The order matters: nothing may touch the file before the journal is kept out of the file system.
    driver.exec('PRAGMA journal_mode = MEMORY');
    driver.exec('PRAGMA synchronous = OFF');
    driver.exec('PRAGMA busy_timeout = 0');
    driver.exec('BEGIN IMMEDIATE');
    const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
    driver.exec('DROP VIEW IF EXISTS owner');
    driver.exec(
      `CREATE VIEW owner AS SELECT ${text(owner.nonce)} AS nonce, ${text(owner.label)} AS label, ${text(owner.since)} AS since`,
    );
    driver.exec(`PRAGMA busy_timeout = ${COMMIT_WAIT_MS}`);
    driver.exec('COMMIT');
    driver.exec('PRAGMA busy_timeout = 0');
    driver.exec('BEGIN IMMEDIATE');
    // Between the two transactions another one may have taken the lock and written its own name
    // (then it is in the file), and somebody may have deleted the file that we hold.
    if (readOwner(file)?.nonce === owner.nonce) return driver;
    close(driver);
    return undefined;
  } catch (cause) {
    close(driver);
    if (isBusy(cause)) return undefined;
    throw lockFileError(file, cause);
  }
}

function lockFileError(file: string, cause: unknown): FaberDbError {
  return new FaberDbError(
    'ACCESS_DENIED',
    `The lock file ${file} cannot be used: ${(cause as Error).message}`,
    {
      location: { file },
      remedy: [
        `The folder of the database must be writable.`,
        `If the file is damaged (after a power failure) and no migration runs, delete it: rm ${file}`,
      ],
      cause,
      causeCode: sqliteCode(cause)?.toString(),
    },
  );
}

/** What is recorded in the file that has this name now; undefined if there is none or it cannot be read just now. */
function readOwner(file: string): OwnerRecord | undefined {
  // Opening would create it.
  if (!existsSync(file)) return undefined;
  let driver: SqliteDriver | undefined;
  try {
    driver = openSqliteDriver(file);
    driver.exec(`PRAGMA busy_timeout = ${COMMIT_WAIT_MS}`);
    const [row] = driver.all('SELECT nonce, label, since FROM owner');
    return row && { nonce: String(row['nonce']), label: String(row['label']), since: String(row['since']) };
  } catch {
    return undefined; // a file that was just created has no owner yet
  } finally {
    driver?.close();
  }
}

function describeOwner(record: OwnerRecord | undefined): LockOwner | undefined {
  if (!record) return undefined;
  const since = new Date(record.since);
  const owner = parseOwnerLabel(record.label);
  const who = owner ? `${owner.purpose} (${owner.user}@${owner.host}, pid ${owner.pid})` : record.label;
  return { description: `${who}, since ${sinceText(since)}`, since, ...(owner ? { pid: owner.pid } : {}) };
}

/** Ends the transaction first: a driver may put off closing the file until its statements are collected. */
function close(driver: SqliteDriver): void {
  try {
    driver.exec('ROLLBACK');
  } catch {
    // not in a transaction
  }
  driver.close();
}

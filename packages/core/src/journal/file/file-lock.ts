import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteDriver, type SqliteDriver } from '../../databases/sqlite/sqlite-driver';
import { isBusy } from '../../databases/sqlite/sqlite-errors';

/** An append takes milliseconds; whoever holds the lock for so long hangs. */
const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * Runs `work` while no other process, and nobody else in this one, does so with the same `file`.
 *
 * The lock is that of an empty SQLite file, since Node itself offers no lock of the operating
 * system. It goes with the process, so that `kill -9` leaves none, and no clock, process id or
 * host name has to be trusted. Nothing is ever written to the file. It stays: deleting a lock file
 * would let two in, one by the old file and one by the new.
 * @param file path of the lock file; created if it is missing, its folder is not
 * @throws Error when the time is up; what the driver throws when the file cannot be used; what `work` throws
 */
export async function withFileLock<T>(file: string, work: () => T): Promise<T> {
  const driver = openSqliteDriver(file);
  try {
    await acquire(driver, file);
    return work();
  } finally {
    release(driver);
  }
}

async function acquire(driver: SqliteDriver, file: string): Promise<void> {
  // Waiting inside of the library would stop the whole process.
  driver.exec('PRAGMA busy_timeout = 0');
  const deadline = performance.now() + TIMEOUT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    try {
      driver.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    if (performance.now() > deadline) {
      throw new Error(`another process has locked it for ${TIMEOUT_MS / 1000} s (lock file ${file})`);
    }
    // Jitter keeps several waiters from moving in step.
    await sleep(pause * (0.5 + Math.random()));
  }
}

/** Ends the transaction first: a driver may put off closing the file. */
function release(driver: SqliteDriver): void {
  try {
    driver.exec('ROLLBACK');
  } catch {
    // The lock was never taken.
  }
  driver.close();
}

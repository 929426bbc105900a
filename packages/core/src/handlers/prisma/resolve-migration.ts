import type { Database } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import type { HandlerTarget } from '../handler';
import { checksumOf } from './checksum';
import { isFailed } from './history/history-row';
import { HistoryTable } from './history/history-table';
import { migrationNotFound } from './migration-not-found';
import { checkLockFile, listMigrations, readScript, type MigrationScript } from './migrations-folder';

/**
 * Records migrations as applied without running them, as `prisma migrate resolve --applied` does; with
 * all names it takes over an existing database (baseline). All of them are recorded, or none.
 * @throws FaberDbError MIGRATION_NOT_FOUND (P3017), MIGRATION_ALREADY_APPLIED (P3008), LOCK_TIMEOUT
 */
export async function markApplied(
  target: HandlerTarget,
  db: Database,
  names: readonly string[],
): Promise<void> {
  const { directory } = target.database.migrations;
  await checkLockFile(directory, target.database.provider);
  const files = await listMigrations(directory);
  const scripts: MigrationScript[] = [];
  for (const name of names) {
    const file = files.find((each) => each.name === name);
    if (!file) throw migrationNotFound(name, files);
    scripts.push(await readScript(file));
  }
  await underLock(target, db, async (history) => {
    const rows = await history.read();
    if (!rows) await history.create();
    for (const script of scripts) {
      const live = (rows ?? []).filter((row) => row.name === script.name && row.rolledBackAt === null);
      if (live.some((row) => row.finishedAt !== null)) {
        throw new FaberDbError(
          'MIGRATION_ALREADY_APPLIED',
          `The migration ${script.name} is already recorded as applied.`,
          {
            location: { migration: script.name },
            causeCode: 'P3008',
            remedy: ['There is nothing to resolve for it.'],
          },
        );
      }
      const now = target.context.clock.now();
      for (const row of live) await history.update(row.id, { rolledBackAt: now });
      await history.insert(script.name, {
        checksum: checksumOf(script.sql),
        startedAt: now,
        finishedAt: now,
        logs: '',
        appliedSteps: 0,
      });
    }
  });
}

/**
 * Records a failed migration as rolled back, as `prisma migrate resolve --rolled-back` does, so that the
 * next run applies it from its beginning.
 * @throws FaberDbError MIGRATION_NEVER_APPLIED (P3011), MIGRATION_NOT_FAILED (P3012), LOCK_TIMEOUT
 */
export async function markRolledBack(target: HandlerTarget, db: Database, name: string): Promise<void> {
  await underLock(target, db, async (history) => {
    const rows = ((await history.read()) ?? []).filter((row) => row.name === name);
    if (rows.length === 0) {
      throw new FaberDbError(
        'MIGRATION_NEVER_APPLIED',
        `The migration ${name} was never applied to this database.`,
        {
          location: { migration: name },
          causeCode: 'P3011',
          remedy: ['Give the whole name of the folder, such as 20240131120000_add_users.'],
        },
      );
    }
    const failed = rows.filter(isFailed);
    if (failed.length === 0) {
      throw new FaberDbError('MIGRATION_NOT_FAILED', `The migration ${name} is not in a failed state.`, {
        location: { migration: name },
        causeCode: 'P3012',
        remedy: ['Only a failed migration can be marked as rolled back.'],
      });
    }
    for (const row of failed) await history.update(row.id, { rolledBackAt: target.context.clock.now() });
  });
}

/** Changes the history in one transaction, while no migration runs. */
async function underLock(
  target: HandlerTarget,
  db: Database,
  work: (history: HistoryTable) => Promise<void>,
): Promise<void> {
  const { signal, onEvent } = target.context;
  const lock = await db.lock({
    timeoutMs: target.database.migrations.timeoutSeconds * 1000,
    purpose: `faber-db resolve ${target.environmentName}`,
    signal,
    onWait: (owner) => onEvent({ type: 'lock-waiting', owner }),
  });
  try {
    await db.transaction(async () => {
      await lock.assertHeld();
      await work(new HistoryTable(db));
    });
  } finally {
    await lock.release().catch(() => undefined);
  }
}

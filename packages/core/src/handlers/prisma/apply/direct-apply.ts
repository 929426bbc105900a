import type { Database } from '../../../databases/database';
import { isJournalObject } from '../../../journal/journal-object';
import { FaberDbError } from '../../../errors/faber-db-error';
import type { AppliedMigration, ApplyOptions, HandlerTarget, MigrationFile } from '../../handler';
import { commandFor } from '../../command-for';
import { checksumOf } from '../checksum';
import { isFailed, type HistoryRow } from '../history/history-row';
import { HistoryTable } from '../history/history-table';
import { progressMessage } from '../history/step-progress';
import { readableLogs } from '../history/readable-logs';
import { isResumable } from '../history/resumable';
import { migrationNotFound } from '../migration-not-found';
import { checkLockFile, listMigrations, readScript } from '../migrations-folder';
import type { ApplyRun } from './apply-run';
import { applyAtomically } from './atomic-migration';
import { OthersWatch } from './others-watch';
import { prepareMigration, type PreparedMigration } from './prepared-migration';
import { RunGuard } from './run-guard';
import { SessionLimits } from './session-limits';
import { turnsForeignKeysOff, withoutForeignKeys } from './sqlite-foreign-keys';
import { applyInSteps } from './stepped-migration';

/**
 * Applies the pending migrations over the driver, without Prisma's engine, in Prisma's order: lock,
 * history table (created in an empty database), no failed migration, then one migration after the other.
 * @throws FaberDbError LOCK_TIMEOUT, DATABASE_NOT_EMPTY, FAILED_MIGRATION_FOUND, MIGRATION_NOT_FOUND,
 *   MIGRATION_FAILED and all that `applyAtomically` and `applyInSteps` throw
 */
export async function applyDirectly(
  target: HandlerTarget,
  db: Database,
  options: ApplyOptions,
): Promise<AppliedMigration[]> {
  const { directory, timeoutSeconds } = target.database.migrations;
  await checkLockFile(directory, target.database.provider);
  const files = await listMigrations(directory);
  const wanted = upTo(files, options.to);
  const { clock, signal, onEvent } = target.context;
  const guard = new RunGuard({ db, clock, signal, timeoutMs: timeoutSeconds * 1000 });
  try {
    const lock = await db.lock({
      timeoutMs: guard.remainingMs(),
      purpose: `faber-db migrate ${target.environmentName}`,
      signal: guard.signal,
      onWait: (owner) => onEvent({ type: 'lock-waiting', owner }),
    });
    const run: ApplyRun = {
      target,
      db,
      lock,
      guard,
      history: new HistoryTable(db),
      limits: new SessionLimits(db),
      others: new OthersWatch(db, target),
    };
    try {
      return await applyPending(run, wanted, files, options);
    } finally {
      await guard.settled();
      await run.others.stop();
      // Where the session is gone, so are its limits and its lock.
      await run.limits.reset().catch(() => undefined);
      await lock.release().catch(() => undefined);
    }
  } finally {
    guard.dispose();
  }
}

async function applyPending(
  run: ApplyRun,
  wanted: readonly MigrationFile[],
  files: readonly MigrationFile[],
  { verify, watchOthers }: ApplyOptions,
): Promise<AppliedMigration[]> {
  const { onEvent, clock } = run.target.context;
  // Only now, under the lock: another run may have done the work while we waited.
  const rows = (await run.history.read()) ?? (await createHistory(run));
  const interrupted = interruptedMigration(run, rows, files);
  const recorded = new Set(rows.filter((row) => row.rolledBackAt === null).map((row) => row.name));
  const pending = wanted.filter(({ name }) => !recorded.has(name) || name === interrupted?.name);
  // Read once: what is verified is what runs, even if a file changes meanwhile.
  const scripts = await Promise.all(pending.map(readScript));
  await verify?.(scripts.map(({ name, sql }) => ({ name, checksum: checksumOf(sql) })));
  onEvent({ type: 'migrations-pending', total: pending.length });
  const isWatched = watchOthers === true || run.target.database.migrations.maxBlockingSeconds !== undefined;
  if (isWatched && scripts.length > 0) await run.others.start(run.guard.signal);
  const applied: AppliedMigration[] = [];
  for (const [index, script] of scripts.entries()) {
    run.guard.throwIfStopped({ migration: script.name });
    const migration = prepareMigration(script, run.db.dialect);
    const position = { migration: migration.name, index: index + 1, total: scripts.length };
    onEvent({ type: 'migration-started', ...position, statements: migration.statements.length });
    const started = clock.monotonicMs();
    const result = await applyOne(
      run,
      migration,
      script.name === interrupted?.name ? interrupted : undefined,
    );
    if (result) applied.push(result);
    onEvent({ type: 'migration-finished', ...position, durationMs: clock.monotonicMs() - started });
  }
  return applied;
}

async function applyOne(
  run: ApplyRun,
  migration: PreparedMigration,
  interrupted: HistoryRow | undefined,
): Promise<AppliedMigration | undefined> {
  const apply = (check?: () => Promise<void>): Promise<AppliedMigration | undefined> =>
    migration.atomic && !interrupted
      ? applyAtomically(run, migration, check)
      : applyInSteps(run, migration, interrupted, check);
  if (!turnsForeignKeysOff(migration.statements)) return apply();
  return withoutForeignKeys(run.db, { migration: migration.name, file: migration.file }, apply);
}

/** Prisma's rule: a database without history is taken over only if it has no tables. */
async function createHistory(run: ApplyRun): Promise<HistoryRow[]> {
  const { connection } = run.db;
  const tables = (await run.db.tables()).filter(
    // PostGIS brings this table along; Prisma's engine does not count it either.
    ({ schema, name }) =>
      name !== 'spatial_ref_sys' &&
      !isJournalObject(`${schema}.${name}`) &&
      (connection.provider === 'sqlite' || schema === connection.schema),
  );
  if (tables.length > 0) {
    throw new FaberDbError(
      'DATABASE_NOT_EMPTY',
      `The database has ${tables.length} table(s) (${tables
        .slice(0, 3)
        .map(({ name }) => name)
        .join(', ')}${tables.length > 3 ? ', …' : ''}) but no migration history.`,
      {
        causeCode: 'P3005',
        remedy: [
          `If the tables are those of the migrations, record that: ${commandFor(run.target, 'resolve', '--baseline')}`,
          'If they belong to something else, use an empty database or another schema (?schema=…).',
          'Read more: https://pris.ly/d/migrate-baseline',
        ],
      },
    );
  }
  await run.lock.assertHeld();
  await run.history.create();
  return [];
}

/**
 * The interrupted migration that this run continues with, if there is one.
 * @throws FaberDbError FAILED_MIGRATION_FOUND (P3009) for a failure that needs a decision
 */
function interruptedMigration(
  run: ApplyRun,
  rows: readonly HistoryRow[],
  files: readonly MigrationFile[],
): HistoryRow | undefined {
  const failed = rows.filter(isFailed);
  const unresolved = failed.find((row, index) => index > 0 || !isResumable(row, files));
  if (unresolved) throw failedMigrationFound(run, unresolved);
  return failed[0];
}

function failedMigrationFound(run: ApplyRun, row: HistoryRow): FaberDbError {
  const started = row.startedAt.toISOString().replace('T', ' ').replace('Z', ' UTC');
  const message = row.logs && readableLogs(progressMessage(row.logs) ?? row.logs);
  return new FaberDbError(
    'FAILED_MIGRATION_FOUND',
    `The migration ${row.name}, started at ${started}, failed, and nothing is applied until that is resolved.` +
      (message ? `\n${message}` : ' Nothing is recorded about why: it may have been interrupted.'),
    {
      location: { migration: row.name },
      causeCode: 'P3009',
      remedy: [
        `If nothing of it is in the database: ${commandFor(run.target, 'resolve', '--rolled-back', row.name)}`,
        `If all of it is: ${commandFor(run.target, 'resolve', '--applied', row.name)}`,
        `Then: ${commandFor(run.target, 'migrate')}`,
        'Read more: https://pris.ly/d/migrate-resolve',
      ],
    },
  );
}

function upTo(files: readonly MigrationFile[], to: string | undefined): readonly MigrationFile[] {
  if (to === undefined) return files;
  const index = files.findIndex(({ name }) => name === to);
  if (index >= 0) return files.slice(0, index + 1);
  throw migrationNotFound(to, files);
}

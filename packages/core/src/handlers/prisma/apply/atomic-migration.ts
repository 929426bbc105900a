import type { AppliedMigration } from '../../handler';
import { failureLog } from './failure-text';
import type { ApplyRun } from './apply-run';
import { LockBudget } from './lock-budget';
import { migrationError } from './migration-error';
import type { PreparedMigration } from './prepared-migration';
import { mayPass } from './retry';
import { SessionSettings } from './session-settings';
import { StepFailed, runTransactionStep } from './transaction-step';

/**
 * Applies a migration in one transaction together with its history row: a crash at any moment leaves
 * either all of it or nothing, and in the latter case it is simply pending again.
 * @returns undefined if another program applied it meanwhile
 * @throws FaberDbError MIGRATION_FAILED after recording the failure as Prisma does; CONNECTION_LOST, CANCELLED, LOCK_LOST
 */
export async function applyAtomically(
  run: ApplyRun,
  migration: PreparedMigration,
  check?: () => Promise<void>,
): Promise<AppliedMigration | undefined> {
  const { db, history, target } = run;
  const { clock } = target.context;
  const startedAt = clock.now();
  const started = clock.monotonicMs();
  const settings = new SessionSettings(db);
  await settings.capture(migration.sql);
  const { heldCondition } = run.lock;
  const canFinishInSql =
    db.capabilities.atomicScripts &&
    migration.isTerminated &&
    heldCondition !== undefined &&
    !settings.concerned &&
    check === undefined;
  try {
    const applied = await runTransactionStep(run, {
      migration: migration.name,
      sql: migration.sql,
      // Without the file's own BEGIN and COMMIT: they would end the transaction before the record is in it.
      statements: migration.steps[0]?.statements ?? [],
      budget: LockBudget.for(db, target),
      // A lock file or pragma keeps other faber-db runs out, but not every other program.
      begin: async () =>
        !db.capabilities.server && (await history.isRecorded(migration.name)) ? 'skip' : 'run',
      ...(canFinishInSql
        ? {
            finishSql: () =>
              history.insertAppliedSql(
                migration.name,
                { checksum: migration.checksum, startedAt },
                heldCondition,
              ),
          }
        : {}),
      finish: async () => {
        await check?.();
        await settings.restore();
        await history.insert(migration.name, {
          checksum: migration.checksum,
          startedAt,
          finishedAt: clock.now(),
          appliedSteps: 1,
        });
      },
    });
    if (!applied) return undefined;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { failure } = error;
    // Waiting or trying again may help; a failed row would demand a decision first.
    const mayJustWorkLater = mayPass(failure) || ['cancelled', 'connection'].includes(failure.info.category);
    if (mayJustWorkLater) throw migrationError(run, migration, failure, 'untouched');
    await history.insert(migration.name, {
      checksum: migration.checksum,
      startedAt,
      logs: failureLog(migration.name, failure, migration.sql),
    });
    throw migrationError(run, migration, failure, 'rolled-back');
  }
  return {
    name: migration.name,
    durationMs: clock.monotonicMs() - started,
    statements: migration.statements.length,
  };
}

import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';
import { commandFor } from '../../command-for';
import { stateText, type Aftermath } from './aftermath';
import type { ApplyRun } from './apply-run';
import { blockingError } from './blocking-error';
import { describeFailure } from './failure-text';
import type { PreparedMigration } from './prepared-migration';
import type { StatementFailure } from './statement-failure';

/** The place of a failure, for errors. */
export function locationOf(migration: PreparedMigration, failure?: StatementFailure): ErrorLocation {
  return {
    migration: migration.name,
    file: migration.file,
    ...(failure?.statement ? { statement: failure.statement.number } : {}),
    ...(failure?.line === undefined ? {} : { line: failure.line }),
  };
}

/** MIGRATION_FAILED (Prisma P3018), CONNECTION_LOST or BLOCKING_OTHERS, with what is left and what to do. */
export function migrationError(
  run: ApplyRun,
  migration: PreparedMigration,
  failure: StatementFailure,
  aftermath: Aftermath,
): FaberDbError {
  const { info } = failure;
  const location = locationOf(migration, failure);
  const again = commandFor(run.target, 'migrate');
  if (info.category === 'connection') return connectionLost(migration, failure, aftermath, again);
  if (failure.blocked) {
    return blockingError(run.target, { name: migration.name, location, aftermath }, failure, failure.blocked);
  }
  if (info.category === 'lock-timeout') {
    const seconds = run.target.database.migrations.lockTimeoutSeconds;
    return new FaberDbError(
      'MIGRATION_FAILED',
      `The migration ${migration.name} did not get a table lock within ${seconds} s. ${stateText(aftermath)}\n${describeFailure(failure)}`,
      {
        location,
        cause: failure.error,
        causeCode: info.code,
        remedy: [
          `Run it again when the table is less busy: ${again}`,
          'Or raise migrations.lock_timeout_seconds, or end the long transaction that holds the table (pg_stat_activity).',
        ],
      },
    );
  }
  return new FaberDbError(
    'MIGRATION_FAILED',
    `The migration ${migration.name} failed. ${stateText(aftermath)}\n${describeFailure(failure)}`,
    {
      location,
      cause: failure.error,
      causeCode: info.code,
      remedy: remedyFor(run, migration, aftermath, again),
    },
  );
}

function remedyFor(
  run: ApplyRun,
  migration: PreparedMigration,
  aftermath: Aftermath,
  again: string,
): string[] {
  const resolve = commandFor(run.target, 'resolve', '--rolled-back', migration.name);
  switch (aftermath) {
    case 'rolled-back':
      return [`Correct ${migration.file}, then: ${resolve}`, `Then: ${again}`];
    case 'untouched':
      return [`Run it again: ${again}`];
    case 'partly-applied':
      return [
        `Correct the failing statement in ${migration.file} (not those before it), then: ${again} — it continues there.`,
        `To start this migration over: undo the statements before it by hand, then: ${resolve}`,
      ];
  }
}

function connectionLost(
  migration: PreparedMigration,
  failure: StatementFailure,
  aftermath: Aftermath,
  again: string,
): FaberDbError {
  const known =
    aftermath === 'partly-applied'
      ? 'What was finished before is recorded in _prisma_migrations; the statement that was running may or may not have taken effect.'
      : 'Its transaction has been rolled back by the server, or, if the connection broke during the COMMIT, took effect as a whole.';
  return new FaberDbError(
    'CONNECTION_LOST',
    `The connection broke while ${migration.name} was running: ${failure.info.message} ${known}`,
    {
      location: locationOf(migration, failure),
      cause: failure.error,
      causeCode: failure.info.code,
      remedy: [`Once the server is back: ${again} — it finds out what took effect and continues.`],
    },
  );
}

import type { ConcurrentIndex } from '../../../analysis/postgresql/concurrent-index';
import type { Database } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';
import { commandFor } from '../../command-for';
import type { OpenStatement } from '../history/step-progress';
import { interruptedStatement } from './concurrent-statement';
import { firstLine } from './failure-text';
import { dropIndexConcurrently, findIndex } from './index-state';

/** Names of the copies that REINDEX CONCURRENTLY works with (PostgreSQL manual, REINDEX, "Rebuilding Indexes Concurrently"). */
const REINDEX_LEFTOVER = /_cc(?:new|old)\d*$/;

/**
 * Finds out whether a statement that was begun outside of a transaction took effect, and clears away
 * what it left half done.
 * @returns `done`: it took effect; `run`: it did not, and can be run (again)
 * @throws FaberDbError RESUME_IN_DOUBT if that cannot be known
 */
export async function recoverStatement(
  db: Database,
  open: OpenStatement,
  target: Parameters<typeof commandFor>[0],
  location: ErrorLocation,
): Promise<'done' | 'run'> {
  const statement = interruptedStatement(open.text);
  const wasRefused = open.state === 'failed';
  switch (statement.kind) {
    case 'create': {
      if (statement.index === undefined) break;
      const index = await findIndex(db, statement.schema, statement.index);
      // A refused statement did nothing: a valid index was there before.
      if (index?.valid) return wasRefused ? 'run' : 'done';
      if (index) await dropIndexConcurrently(db, index);
      return 'run';
    }
    case 'drop': {
      if (wasRefused || statement.index === undefined) return 'run';
      return (await findIndex(db, statement.schema, statement.index)) ? 'run' : 'done';
    }
    case 'reindex':
      await dropReindexLeftovers(db, statement);
      return 'run';
    case 'repeatable':
      return 'run';
    case 'unknown':
      break;
  }
  // The database refused it as a whole, so nothing of it is there.
  if (wasRefused) return 'run';
  throw inDoubt(open, target, location);
}

/** Drops the unusable copies that an interrupted REINDEX CONCURRENTLY left. */
async function dropReindexLeftovers(db: Database, { schema, index, table }: ConcurrentIndex): Promise<void> {
  for (const invalid of await db.invalidIndexes()) {
    const original = invalid.name.replace(REINDEX_LEFTOVER, '');
    const concerned =
      original !== invalid.name &&
      (schema === undefined || schema === invalid.schema) &&
      (index === undefined || index === original) &&
      (table === undefined || table === invalid.table);
    if (concerned) await dropIndexConcurrently(db, invalid);
  }
}

function inDoubt(
  open: OpenStatement,
  target: Parameters<typeof commandFor>[0],
  location: ErrorLocation,
): FaberDbError {
  const migration = location.migration ?? '';
  return new FaberDbError(
    'RESUME_IN_DOUBT',
    `The run was interrupted while statement ${open.number} of ${migration} was running outside of a transaction ` +
      `(${firstLine(open.text)}), and it cannot be told whether it took effect.`,
    {
      location: { ...location, statement: open.number },
      remedy: [
        'Look at the database. If the statement took effect, run the rest of the file by hand, then: ' +
          commandFor(target, 'resolve', '--applied', migration),
        'If it did not, undo the statements before it, then: ' +
          commandFor(target, 'resolve', '--rolled-back', migration),
      ],
    },
  );
}

import { readFile } from 'node:fs/promises';
import type { OperationContext } from '../../context/operation-context';
import type { Database, SchemaSnapshot } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import type { MigrationFile } from '../../handlers/handler';
import type { OperationTarget } from '../operation-target';
import type { DownCheck } from '../results';
import { runSql } from './run-sql';

/**
 * Runs each migration that has a way back on a scratch database, up and down, and compares the schema
 * with the one before. The environment's own database is never touched.
 * @param all the migrations on disk, in order
 * @param wanted names of those to check
 */
export async function checkDowns(
  context: OperationContext,
  target: OperationTarget,
  all: readonly MigrationFile[],
  wanted: ReadonlySet<string>,
): Promise<DownCheck[]> {
  const scratch = await target.provider.createScratch(target.connection);
  try {
    const db = await target.provider.connect(scratch.connection, {
      applicationName: 'faber-db lint',
      signal: context.signal,
    });
    try {
      const there: OperationTarget = {
        ...target,
        connection: scratch.connection,
        // What happens on the scratch database is not the progress that the user waits for.
        context: { ...target.context, onEvent: () => undefined },
        database: { ...target.database, engine: 'direct' },
      };
      return await checkInOrder(there, db, all, wanted);
    } finally {
      await db.close();
    }
  } finally {
    await scratch.dispose();
  }
}

async function checkInOrder(
  target: OperationTarget,
  db: Database,
  all: readonly MigrationFile[],
  wanted: ReadonlySet<string>,
): Promise<DownCheck[]> {
  const checks: DownCheck[] = [];
  const snapshot = () => db.snapshot(target.handler.historyTables);
  let previous: string | undefined;
  for (const { name, file, downFile } of all) {
    if (downFile !== undefined && wanted.has(name)) {
      let step = 'The migrations before it do';
      try {
        if (previous !== undefined) await target.handler.apply(target, db, { to: previous });
        const before = await snapshot();
        step = 'It does';
        await target.handler.apply(target, db, { to: name });
        step = 'Its down.sql does';
        await runSql(db, await readFile(downFile, 'utf8'));
        checks.push(compared(name, before, await snapshot()));
        step = 'After its down.sql it does';
        await runSql(db, await readFile(file, 'utf8'));
      } catch (thrown) {
        const { message } = FaberDbError.from(thrown);
        checks.push({
          migration: name,
          state: 'failed',
          message: `${step} not run on a scratch database: ${message}`,
        });
        // What comes after it would stand on sand.
        return checks;
      }
    }
    previous = name;
  }
  return checks;
}

function compared(migration: string, before: SchemaSnapshot, after: SchemaSnapshot): DownCheck {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const different = [...names].filter((name) => before[name] !== after[name]).sort();
  if (different.length === 0) {
    return { migration, state: 'restores', message: 'Up followed by down gives back the schema.' };
  }
  const shown = different.slice(0, 5).join(', ');
  const more = different.length > 5 ? ` and ${different.length - 5} more` : '';
  return {
    migration,
    state: 'differs',
    message: `Up followed by down leaves a difference in ${shown}${more}.`,
  };
}

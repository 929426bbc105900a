import type { Database, SqlStatement } from '../../../databases/database';
import { FaberDbError, type ErrorLocation } from '../../../errors/faber-db-error';

const TURNED_OFF = /^PRAGMA\s+(?:\w+\s*\.\s*)?foreign_keys\s*(?:=\s*|\(\s*)['"]?(off|0|false|no)\b/i;

/** Whether a file turns SQLite's foreign keys off, as Prisma's table redefinitions do. */
export function turnsForeignKeysOff(statements: readonly SqlStatement[]): boolean {
  return statements.some(({ text }) => TURNED_OFF.test(text));
}

/**
 * Runs a migration with SQLite's foreign keys off, and has them back as they were afterwards.
 *
 * Inside of a transaction the pragma does nothing, and with foreign keys on, the `DROP TABLE` of a
 * redefinition deletes the rows that refer to the table (https://www.sqlite.org/lang_altertable.html#otheralter).
 * @param work gets a check to run before each COMMIT: it throws FaberDbError FOREIGN_KEY_VIOLATION if
 *   there are violations that were not there before
 */
export async function withoutForeignKeys<T>(
  db: Database,
  location: ErrorLocation,
  work: (checkForeignKeys: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const wereOn = await foreignKeysAreOn(db);
  const before = await countViolations(db);
  await db.execute('PRAGMA foreign_keys = OFF');
  try {
    return await work(async () => {
      for (const [reference, count] of await countViolations(db)) {
        const added = count - (before.get(reference) ?? 0);
        if (added > 0) throw violation(reference, added, location);
      }
    });
  } finally {
    if (wereOn) await db.execute('PRAGMA foreign_keys = ON');
  }
}

async function foreignKeysAreOn(db: Database): Promise<boolean> {
  const [row] = await db.query<{ foreign_keys: number | bigint }>('PRAGMA foreign_keys');
  return Number(row?.foreign_keys) === 1;
}

/** Rows without their parent, counted by "table → parent"; row ids do not survive a redefinition. */
async function countViolations(db: Database): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, parent } of await db.query<{ table: string; parent: string }>(
    'PRAGMA foreign_key_check',
  )) {
    const reference = `${table} → ${parent}`;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return counts;
}

function violation(reference: string, rows: number, location: ErrorLocation): FaberDbError {
  return new FaberDbError(
    'FOREIGN_KEY_VIOLATION',
    `The migration ${location.migration} leaves ${rows} row(s) that refer to a missing row (${reference}). It was rolled back.`,
    {
      location,
      remedy: [
        'Delete or correct these rows in the migration, before the foreign key is there, and run it again.',
      ],
    },
  );
}

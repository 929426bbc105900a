import { Cursor } from '../read/cursor';
import { readInsert } from '../read/insert';
import { readWith, type ResultColumn, type Select } from '../read/select';
import { Unreadable } from '../read/unreadable';
import { tokenizeSqlite } from '../tokenize';

/** An `INSERT INTO … SELECT …`, as far as a rebuild needs it. */
export interface ReadCopy {
  /** Columns that are filled, where the statement names them. */
  columns?: readonly string[];
  /** What they are filled with. */
  results: readonly ResultColumn[];
  /** Not all rows arrive, or not only those of the one table: WHERE, LIMIT, DISTINCT, GROUP BY, JOIN, compound, OR IGNORE. */
  isRestricted: boolean;
}

/** Reads the copying statement; undefined if it is none. */
export function readCopy(sql: string): ReadCopy | undefined {
  const tokens = [...tokenizeSqlite(sql)].filter(({ text }) => text !== ';');
  const cursor = new Cursor(sql, tokens);
  try {
    readWith(cursor);
    const replaces = cursor.takeOneOf('INSERT', 'REPLACE') === 'REPLACE';
    const { columns, select, ignores } = readInsert(cursor, [], replaces);
    const [core] = select?.cores ?? [];
    if (!select || !core) return undefined;
    return {
      ...(columns ? { columns } : {}),
      results: core.columns,
      isRestricted: ignores || restricts(select),
    };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function restricts({ cores, hasLimit }: Select): boolean {
  const [core, another] = cores;
  if (!core || another || hasLimit) return true;
  return core.where.form === 'some' || core.isDistinct || core.isGrouped || core.from?.sources !== 1;
}

import { openSqliteDriver, type SqliteDriver } from '../../databases/sqlite/sqlite-driver';
import { FaberDbError } from '../../errors/faber-db-error';
import type { Change, ChangeKind } from '../change';
import { isBlank, type ReadStatement, type SqlScript } from '../script';

/** What SQLite itself thinks of a statement. */
export interface ReplayedStatement {
  /** SQLite's message where it takes the statement for wrong syntax. */
  syntaxError?: string;
  /** False: SQLite was not asked, since the statement may reach outside of the database, or time ran out. */
  isChecked: boolean;
}

/** How long a replay goes on by default. SQLite cannot be interrupted in a statement, but nothing long is run. */
const TIME_LIMIT_MS = 2000;

/** The messages of SQLite's tokenizer and parser; all others are about what exists and what fits. */
const SYNTAX_ERROR = /^(?:near "[^]*": syntax error|incomplete input|unrecognized token: [^]*)$/;

/** Statements that are run, on empty tables; all others are only compiled. */
const RUN: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'create-table',
  'drop-table',
  'rename-table',
  'add-column',
  'drop-column',
  'rename-column',
  'add-constraint',
  'drop-constraint',
  'set-not-null',
  'drop-not-null',
  'create-index',
  'drop-index',
  'create-object',
  'drop-object',
]);

/** Verbs of statements that concern files. */
const OUTSIDE = new Set(['attach', 'detach', 'vacuum']);

/** Changes that ALTER TABLE can make since SQLite 3.53 only: an older SQLite calls them wrong syntax. */
const RECENT: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'add-constraint',
  'drop-constraint',
  'set-not-null',
  'drop-not-null',
]);

/**
 * Lets a real SQLite look at each statement of `script`, in an empty database in memory that has the
 * objects of `schemaScripts`: statements on the schema run, all others are compiled and not run. Errors
 * other than of syntax (no such table, …) are none here. One entry per statement of the script; undefined where
 * no SQLite can be loaded.
 */
export function replaySqlite(
  schemaScripts: readonly SqlScript[],
  script: SqlScript,
  { timeLimitMs = TIME_LIMIT_MS, now = Date.now }: { timeLimitMs?: number; now?: () => number } = {},
): ReplayedStatement[] | undefined {
  const driver = openInMemory();
  if (!driver) return undefined;
  const deadline = now() + timeLimitMs;
  const replayUntilDeadline = (statement: ReadStatement): ReplayedStatement =>
    now() > deadline ? { isChecked: false } : replay(driver, statement);
  try {
    for (const { statements } of schemaScripts) statements.forEach(replayUntilDeadline);
    return script.statements.map(replayUntilDeadline);
  } finally {
    driver.close();
  }
}

function openInMemory(): SqliteDriver | undefined {
  try {
    return openSqliteDriver(':memory:');
  } catch (error) {
    if (error instanceof FaberDbError && error.code === 'DRIVER_MISSING') return undefined;
    throw error;
  }
}

function replay(driver: SqliteDriver, statement: ReadStatement): ReplayedStatement {
  if (isBlank(statement)) return { isChecked: true };
  if (!isHarmless(statement.changes)) return { isChecked: false };
  const sql = statement.text.slice(statement.sqlStart - statement.start, statement.sqlEnd - statement.start);
  try {
    driver.all(canRun(statement.changes) || /^explain\b/i.test(sql) ? sql : `EXPLAIN ${sql}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isRecent = statement.changes.some(({ kind }) => RECENT.has(kind));
    if (isRecent) return { isChecked: false };
    if (SYNTAX_ERROR.test(message)) return { syntaxError: message, isChecked: true };
  }
  return { isChecked: true };
}

/** Whether the statement can be compiled here: some PRAGMAs act at that moment, and on the whole process. */
function isHarmless(changes: readonly Change[]): boolean {
  return changes.every(
    (change) =>
      change.kind !== 'pragma' &&
      change.kind !== 'dynamic-sql' &&
      !(change.kind === 'other' && OUTSIDE.has(change.verb)),
  );
}

/**
 * Whether it is a statement on the schema that was read to its end and takes no time: `CREATE TABLE … AS
 * SELECT` may never end, and the module of a virtual table does what it wants.
 */
function canRun(changes: readonly Change[]): boolean {
  return changes.every(
    (change) =>
      change.via === 'function-body' ||
      (RUN.has(change.kind) && !(change.kind === 'create-table' && (change.asSelect || change.virtual))),
  );
}

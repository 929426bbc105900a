import type { ExecutionStep, SqlDialect, SqlStatement } from '../../../databases/database';
import { FaberDbError } from '../../../errors/faber-db-error';
import { checksumOf } from '../checksum';
import type { MigrationScript } from '../migrations-folder';
import type { NumberedStatement } from './statement-failure';

/** Statements that run together, see `ExecutionStep`. */
export interface NumberedStep {
  mode: 'transaction' | 'alone';
  statements: NumberedStatement[];
}

/** A migration, read and planned. */
export interface PreparedMigration {
  name: string;
  file: string;
  /** The text to run. */
  sql: string;
  /** Of the file as it is on disk. */
  checksum: string;
  /** All statements of the file, numbered from 1. */
  statements: NumberedStatement[];
  steps: NumberedStep[];
  /** Everything runs in one transaction. */
  atomic: boolean;
  /** Nothing is left open at the end of the text, so that SQL may follow it. */
  isTerminated: boolean;
}

/**
 * Splits a migration into statements and these into steps.
 * @throws FaberDbError UNSUPPORTED for statements that cannot be kept step by step
 */
export function prepareMigration(migration: MigrationScript, dialect: SqlDialect): PreparedMigration {
  const { name, file } = migration;
  // No database takes a byte order mark for white space. A blank keeps the offsets.
  const sql = migration.sql.replace(/^\uFEFF/, ' ');
  if (sql.includes('\0')) {
    throw new FaberDbError(
      'MIGRATION_FAILED',
      `The migration ${name} contains a NUL byte, which is no SQL.`,
      {
        location: { migration: name, file },
        remedy: ['Save the file as UTF-8 text. Nothing of it was run.'],
      },
    );
  }
  const isTerminated = dialect.isTerminated(sql);
  // With something left open the database is to say what: it gets the text whole.
  const split = isTerminated
    ? dialect.splitStatements(sql)
    : [{ text: sql, start: 0, end: sql.length, line: 1 }];
  const statements = split.map((statement, index) => ({ ...statement, number: index + 1 }));
  const byStart = new Map(statements.map((statement) => [statement.start, statement]));
  const steps = planSteps(migration, statements, dialect).map((step) => ({
    mode: step.mode,
    statements: step.statements
      .map((statement) => byStart.get(statement.start))
      .filter((found) => found !== undefined),
  }));
  return {
    name,
    file,
    sql,
    checksum: checksumOf(migration.sql),
    statements,
    steps,
    isTerminated,
    atomic: steps.length === 0 || (steps.length === 1 && steps[0]?.mode === 'transaction'),
  };
}

function planSteps(
  { name, file }: MigrationScript,
  statements: SqlStatement[],
  dialect: SqlDialect,
): ExecutionStep[] {
  try {
    return dialect.planSteps(statements);
  } catch (error) {
    throw error instanceof FaberDbError ? error.at({ migration: name, file }) : error;
  }
}

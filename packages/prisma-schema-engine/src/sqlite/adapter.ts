import type { AdapterImplementation, SqlQuery, SqlResultSet } from '../driver-adapter';
import { ColumnType } from '../driver-adapter';
import type { EngineLog } from '../engine-log';
import type { OperationContext } from '../operation-context';
import type { SqliteDatabase } from './driver';
import { columnTypeOf, fromSqlite, toSqlite } from './values';

/** The history table exactly as the native engine creates it (`sql-schema-connector`, `flavour/sqlite`). */
const CREATE_HISTORY_TABLE = `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

const HISTORY_COLUMNS = [
  'id',
  'checksum',
  'finished_at',
  'migration_name',
  'logs',
  'rolled_back_at',
  'started_at',
  'applied_steps_count',
];

const GENERIC_SQLITE_ERROR = 1;

export interface SqliteAdapterOptions {
  database: SqliteDatabase;
  context: OperationContext;
  log: EngineLog;
}

export function sqliteAdapter({ database, context, log }: SqliteAdapterOptions): AdapterImplementation {
  const run = (query: SqlQuery) => {
    log('sql', { sql: query.sql });
    return database.query(
      query.sql,
      query.args.map((argument, index) => toSqlite(argument, query.argTypes[index])),
    );
  };

  return {
    provider: 'sqlite',

    describeError: (error) =>
      error instanceof Error
        ? { kind: 'sqlite', extendedCode: resultCode(error), message: error.message }
        : undefined,

    async queryRaw(query): Promise<SqlResultSet> {
      let result;
      try {
        result = run(context.observeHistoryWrite(query));
      } catch (error) {
        if (!isMissingHistoryTable(error, query)) throw error;
        return missingHistory(database, context);
      }
      const { columns, rows } = result;
      const columnTypes = columns.map((column, index) => columnTypeOf(column, index, rows));
      return {
        columnNames: columns.map((column) => column.name),
        columnTypes,
        rows: rows.map((row) =>
          row.map((value, index) => fromSqlite(value, columnTypes[index] ?? ColumnType.Text)),
        ),
      };
    },

    async executeRaw(query) {
      if (query.args.length > 0) run(query);
      else database.exec(query.sql);
      return 0;
    },

    async executeScript(script) {
      log('script', { characters: script.length });
      try {
        database.exec(script);
      } catch (error) {
        context.scriptFailure = {
          databaseCode: String(error instanceof Error ? resultCode(error) : GENERIC_SQLITE_ERROR),
          databaseError: error instanceof Error ? error.message : String(error),
        };
        throw error;
      }
    },

    begin: async () => database.exec('BEGIN'),
    dispose: async () => database.close(),
  };
}

/** SQLite's extended result code, under the name each library gives it. */
function resultCode(error: Error): number {
  const { rawCode, errcode } = error as { rawCode?: unknown; errcode?: unknown };
  return Number(rawCode ?? errcode ?? GENERIC_SQLITE_ERROR);
}

function isMissingHistoryTable(error: unknown, query: SqlQuery): boolean {
  return (
    error instanceof Error &&
    error.message.includes('no such table: _prisma_migrations') &&
    /^\s*SELECT/.test(query.sql)
  );
}

/**
 * To the native engine a missing history table means "no migration applied yet". Every WebAssembly build
 * reports it as P1014 instead, whatever the error looks like, so it is shown an empty history. The one
 * operation that then writes without creating the table is `markMigrationApplied`.
 */
function missingHistory(database: SqliteDatabase, context: OperationContext): SqlResultSet {
  context.historyTableMissing = true;
  if (context.method === 'markMigrationApplied') database.exec(CREATE_HISTORY_TABLE);
  return { columnNames: HISTORY_COLUMNS, columnTypes: HISTORY_COLUMNS.map(() => ColumnType.Text), rows: [] };
}

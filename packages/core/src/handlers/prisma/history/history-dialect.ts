import type { Database } from '../../../databases/database';
import { FaberDbError } from '../../../errors/faber-db-error';

/** How `_prisma_migrations` looks in one database engine. */
export interface HistoryDialect {
  /** The table's full name, quoted. */
  table: string;
  existsQuery: { sql: string; parameters: unknown[] };
  createStatements(db: Database): Promise<string[]>;
  /** A date as Prisma's engine stores it. */
  dateParameter(date: Date): unknown;
  /** The moment in which the statement runs, as an expression of that form. */
  now: string;
}

/** @throws FaberDbError UNSUPPORTED for engines whose history table is not known here */
export function historyDialect(db: Database): HistoryDialect {
  const { connection } = db;
  switch (connection.provider) {
    case 'postgresql':
      return postgresql(db.dialect.quoteIdentifier(connection.schema), connection.schema);
    case 'sqlite':
      return SQLITE;
    case 'mysql':
      throw new FaberDbError('UNSUPPORTED', 'Prisma migrations on MySQL are not supported yet.');
  }
}

// The table definitions are those of Prisma's engine (`sql-schema-connector`, `sql_migration_persistence`).
function postgresql(quotedSchema: string, schema: string): HistoryDialect {
  const table = `${quotedSchema}."_prisma_migrations"`;
  return {
    table,
    existsQuery: {
      sql:
        'SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ' +
        "WHERE n.nspname = $1 AND c.relname = '_prisma_migrations'",
      parameters: [schema],
    },
    async createStatements(db) {
      // CREATE SCHEMA IF NOT EXISTS needs the right to create one even where it exists.
      const found = await db.query('SELECT 1 AS found FROM pg_catalog.pg_namespace WHERE nspname = $1', [
        schema,
      ]);
      const createTable = `CREATE TABLE ${table} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
);`;
      return found.length > 0 ? [createTable] : [`CREATE SCHEMA IF NOT EXISTS ${quotedSchema}`, createTable];
    },
    dateParameter: (date) => date.toISOString(),
    now: 'pg_catalog.clock_timestamp()',
  };
}

const SQLITE: HistoryDialect = {
  table: '"_prisma_migrations"',
  existsQuery: {
    sql: "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'",
    parameters: [],
  },
  createStatements: async () => [
    `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`,
  ],
  dateParameter: (date) => date.getTime(),
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
};

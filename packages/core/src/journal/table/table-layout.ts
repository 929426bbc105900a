import type { ProviderName } from '../../environments/connection';
import { EMPTY_HEAD } from '../journal-head';

/** Something that the journal needs in the database. */
export interface TableObject {
  /** Fit for SQL as it is. */
  name: string;
  /** A query that gives a row if it is there, whatever rights the role has on it. */
  exists: string;
  /** Statements that create it; harmless if another session has just done so. */
  create: readonly string[];
}

/** Where a journal lives in the databases of one engine. */
export interface TableLayout {
  /** Where the tables are in a schema of their own. */
  schema?: TableObject;
  journal: TableObject;
  head: TableObject;
  /** Error codes, beyond those that stand for a conflict, after which to read again and try again. */
  retryCodes: readonly string[];
}

const INSERT_HEAD = `VALUES (1, ${EMPTY_HEAD.sequence}, '${EMPTY_HEAD.hash}') ON CONFLICT DO NOTHING`;

const postgresqlTable = (name: string): string =>
  `SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'faber_db' AND c.relname = '${name}'`;

const POSTGRESQL: TableLayout = {
  // Asked for by itself: one that an administrator made is used without the right to create one.
  schema: {
    name: 'faber_db',
    exists: `SELECT 1 AS found FROM pg_catalog.pg_namespace WHERE nspname = 'faber_db'`,
    create: ['CREATE SCHEMA IF NOT EXISTS faber_db'],
  },
  journal: {
    name: 'faber_db.journal',
    exists: postgresqlTable('journal'),
    create: [
      'CREATE TABLE IF NOT EXISTS faber_db.journal (sequence bigint PRIMARY KEY, hash text NOT NULL, entry text NOT NULL)',
    ],
  },
  head: {
    name: 'faber_db.journal_head',
    exists: postgresqlTable('journal_head'),
    create: [
      'CREATE TABLE IF NOT EXISTS faber_db.journal_head (id smallint PRIMARY KEY CHECK (id = 1), sequence bigint NOT NULL, hash text NOT NULL)',
      `INSERT INTO faber_db.journal_head ${INSERT_HEAD}`,
    ],
  },
  // Unique violation; and what CREATE … IF NOT EXISTS throws when two sessions create at the same moment.
  retryCodes: ['23505', '42P06', '42P07', '42710'],
};

const sqliteTable = (name: string): string =>
  `SELECT 1 AS found FROM main.sqlite_schema WHERE type = 'table' AND name = '${name}'`;

const SQLITE: TableLayout = {
  journal: {
    name: '_faber_db_journal',
    exists: sqliteTable('_faber_db_journal'),
    create: [
      'CREATE TABLE IF NOT EXISTS main._faber_db_journal (sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, entry TEXT NOT NULL)',
    ],
  },
  head: {
    name: '_faber_db_journal_head',
    exists: sqliteTable('_faber_db_journal_head'),
    create: [
      'CREATE TABLE IF NOT EXISTS main._faber_db_journal_head (id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL)',
      `INSERT INTO main._faber_db_journal_head ${INSERT_HEAD}`,
    ],
  },
  // SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
  retryCodes: ['1555', '2067'],
};

const LAYOUTS: Partial<Record<ProviderName, TableLayout>> = { postgresql: POSTGRESQL, sqlite: SQLITE };

/** The layout for an engine; undefined where a journal cannot be kept in the database. */
export function tableLayout(provider: ProviderName): TableLayout | undefined {
  return LAYOUTS[provider];
}

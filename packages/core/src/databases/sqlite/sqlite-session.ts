import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import type { FileConnection } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';
import type {
  AdvisoryLock,
  ConnectOptions,
  Database,
  DatabaseCapabilities,
  DatabaseErrorInfo,
  InvalidIndex,
  LockOptions,
  SchemaSnapshot,
  StatementLimits,
  TableInfo,
} from '../database';
import { sqliteDialect } from './sqlite-dialect';
import { openSqliteDriver, type SqliteDriver } from './sqlite-driver';
import { describeSqliteError, openFailure } from './sqlite-errors';
import { acquireSqliteLock } from './sqlite-lock';
import { sqliteSnapshot } from './sqlite-snapshot';

export const sqliteCapabilities: DatabaseCapabilities = {
  transactionalDdl: true,
  server: false,
  lockTimeout: true,
  statementTimeout: false,
  atomicScripts: false,
};

/** SQLite has no "for ever", and waiting blocks the whole process. */
const LONGEST_BUSY_MS = 3600_000;
/** Rows beyond which a table without statistics is no longer counted. */
const COUNT_LIMIT = 100_000;

/** One open SQLite file. */
export class SqliteSession implements Database {
  readonly capabilities = sqliteCapabilities;
  readonly dialect = sqliteDialect;
  readonly #driver: SqliteDriver;
  #closed = false;

  private constructor(
    readonly connection: FileConnection,
    driver: SqliteDriver,
  ) {
    this.#driver = driver;
  }

  /**
   * Opens an existing file. Foreign keys are enforced, as in Prisma's native engine, whose SQLite is
   * compiled with SQLITE_DEFAULT_FOREIGN_KEYS=1 (the library's own default is off).
   * @throws FaberDbError DATABASE_NOT_FOUND, CONNECTION_FAILED, CONNECTION_TIMEOUT, ACCESS_DENIED, DRIVER_MISSING, CANCELLED
   */
  static async open(connection: FileConnection, options: ConnectOptions = {}): Promise<SqliteSession> {
    const { file } = connection;
    if (options.signal?.aborted)
      throw new FaberDbError('CANCELLED', 'Interrupted while connecting. Nothing was changed.');
    // The library would create it.
    if (!existsSync(file)) {
      throw new FaberDbError('DATABASE_NOT_FOUND', `The database file ${file} does not exist.`, {
        location: { file },
        remedy: ['If the file should be there, check the path in the connection URL.'],
      });
    }
    let driver: SqliteDriver | undefined;
    try {
      driver = openSqliteDriver(file);
      driver.exec(`PRAGMA busy_timeout = ${busyTimeout(connection.connectTimeoutSeconds * 1000)}`);
      driver.exec('PRAGMA foreign_keys = ON');
      driver.all('PRAGMA schema_version'); // reads the header, which opening does not
      return new SqliteSession(connection, driver);
    } catch (error) {
      driver?.close();
      throw openFailure(error, connection);
    }
  }

  async version(): Promise<string> {
    return `SQLite ${String(this.#driver.all('SELECT sqlite_version() AS version')[0]?.['version'])}`;
  }

  /**
   * A digest of the file's real path, inode and time of birth. Writing to the database, VACUUM
   * included, keeps all three. A file put in its place has another time of birth, even where
   * the inode number is used again. Not noticed: another file's content copied over this one (`cp`
   * onto an existing file); the history inside tells that apart.
   */
  async identity(): Promise<string> {
    const file = realpathSync(this.connection.file);
    const { ino, birthtimeNs } = statSync(file, { bigint: true });
    const digest = createHash('sha256').update(`${file}\0${ino}\0${birthtimeNs}`).digest('hex');
    return `sqlite/${digest.slice(0, 32)}`;
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.#driver.all(sql, parameters) as Row[];
  }

  /** Statements outside of a transaction are committed one by one, as in the native engine. */
  async execute(sql: string): Promise<void> {
    this.#driver.exec(sql);
  }

  /** BEGIN IMMEDIATE: a transaction that starts with a read could not wait for another writer later. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.#driver.exec('BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.#driver.exec('COMMIT');
      return result;
    } catch (error) {
      try {
        this.#driver.exec('ROLLBACK');
      } catch {
        // Some errors (disk full, …) have rolled it back already.
      }
      throw error;
    }
  }

  /** The lock time-out is the time to wait for another writer. While it waits, the whole process stands still. */
  async setLimits({ lockTimeoutMs }: StatementLimits): Promise<void> {
    if (lockTimeoutMs !== undefined) this.#driver.exec(`PRAGMA busy_timeout = ${busyTimeout(lockTimeoutMs)}`);
  }

  async lock(options: LockOptions): Promise<AdvisoryLock> {
    return acquireSqliteLock(this.connection, options);
  }

  /** Rows are those of the last ANALYZE; without one they are counted, large tables judged by their highest row id. */
  async tables(): Promise<TableInfo[]> {
    const analyzed = new Map<string, number>();
    if (this.#driver.all(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).length > 0) {
      for (const { tbl, stat } of this.#driver.all('SELECT tbl, stat FROM sqlite_stat1')) {
        const rows = Number.parseInt(String(stat), 10);
        if (Number.isFinite(rows)) analyzed.set(String(tbl), Math.max(rows, analyzed.get(String(tbl)) ?? 0));
      }
    }
    const tables = this.#driver.all(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    );
    return tables.map((row) => {
      const name = String(row['name']);
      const estimatedRows = analyzed.get(name) ?? this.#count(name, row['wr'] === 1);
      return { schema: 'main', name, ...(estimatedRows === undefined ? {} : { estimatedRows }) };
    });
  }

  #count(table: string, withoutRowid: boolean): number | undefined {
    const name = sqliteDialect.quoteIdentifier(table);
    try {
      const counted = Number(
        this.#driver.all(`SELECT count(*) AS n FROM (SELECT 1 FROM ${name} LIMIT ${COUNT_LIMIT + 1})`)[0]?.[
          'n'
        ],
      );
      if (counted <= COUNT_LIMIT) return counted;
      return withoutRowid
        ? undefined
        : Number(this.#driver.all(`SELECT max(rowid) AS n FROM ${name}`)[0]?.['n']);
    } catch {
      return undefined; // a virtual table whose module is not loaded
    }
  }

  /** The file and its write-ahead log. */
  async sizeBytes(): Promise<number> {
    return ['', '-wal'].reduce(
      (sum, suffix) => sum + (statSync(this.connection.file + suffix, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  async snapshot(ignoredTables: readonly string[] = []): Promise<SchemaSnapshot> {
    return sqliteSnapshot(this.#driver, ignoredTables);
  }

  async invalidIndexes(): Promise<InvalidIndex[]> {
    return [];
  }

  async clear(): Promise<void> {
    const foreignKeys = this.#driver.all('PRAGMA foreign_keys')[0]?.['foreign_keys'];
    // With foreign keys on, dropping a table deletes its rows one by one and checks each.
    this.#driver.exec('PRAGMA foreign_keys = OFF');
    try {
      await this.transaction(async () => {
        for (const type of ['trigger', 'view', 'table']) {
          // Dropping a virtual table drops its shadow tables, so look again each time.
          for (;;) {
            const [row] = this.#driver.all(
              `SELECT s.name FROM sqlite_schema s LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name
               WHERE s.type = ? AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND coalesce(l.type, '') <> 'shadow' LIMIT 1`,
              [type],
            );
            if (!row) break;
            this.#driver.exec(`DROP ${type} ${sqliteDialect.quoteIdentifier(String(row['name']))}`);
          }
        }
      });
    } finally {
      if (foreignKeys === 1) this.#driver.exec('PRAGMA foreign_keys = ON');
    }
  }

  describeError(error: unknown): DatabaseErrorInfo {
    return describeSqliteError(error);
  }

  /** Nothing to do: statements run inside of this process and have ended when anybody can call this. */
  async cancel(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#driver.close();
  }
}

function busyTimeout(ms: number): number {
  return ms > 0 ? Math.min(LONGEST_BUSY_MS, Math.ceil(ms)) : LONGEST_BUSY_MS;
}

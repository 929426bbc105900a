import type { Connection, ProviderName } from '../environments/connection';

/** What an engine can do; callers ask the capability, never the engine's name. */
export interface DatabaseCapabilities {
  /** DDL can be rolled back (PostgreSQL, SQLite: yes; MySQL: no). */
  transactionalDdl: boolean;
  /** Databases live on a server and are created with SQL (SQLite: no, it is a file). */
  server: boolean;
  /** A statement waiting for a table lock can be given a time limit. */
  lockTimeout: boolean;
  /** A running statement can be given a time limit. */
  statementTimeout: boolean;
  /** Several statements given to `execute` at once are one transaction, unless they say otherwise. */
  atomicScripts: boolean;
}

/** One statement of a SQL text. */
export interface SqlStatement {
  /** The statement without the terminating semicolon and without surrounding white space. */
  text: string;
  /** Offset of `text` in the file, in UTF-16 code units. */
  start: number;
  /** Offset just behind `text`. */
  end: number;
  /** 1-based line on which `text` starts (leading comments excluded). */
  line: number;
}

/** Statements that run together: in one transaction, or one alone outside of any. */
export interface ExecutionStep {
  /** `transaction`: all statements in one transaction; `alone`: exactly one statement, outside. */
  mode: 'transaction' | 'alone';
  statements: SqlStatement[];
}

/** Knowledge about an engine's SQL that needs no connection. */
export interface SqlDialect {
  /** The n-th (1-based) parameter placeholder: `$1` or `?`. */
  placeholder(index: number): string;
  quoteIdentifier(name: string): string;
  /** A text as a literal, for the few places that cannot have parameters. */
  quoteLiteral(text: string): string;
  /** Splits a file into its statements. Nothing is lost: gaps hold only white space, comments and semicolons. */
  splitStatements(sql: string): SqlStatement[];
  /** Whether the text ends outside of any string or comment, so that SQL appended to it is read as SQL. */
  isTerminated(sql: string): boolean;
  /** Groups the statements of a file into the steps in which it can be executed safely. */
  planSteps(statements: SqlStatement[]): ExecutionStep[];
}

export interface TableInfo {
  schema: string;
  name: string;
  /** Estimated number of rows; undefined where the server has no estimate yet. */
  estimatedRows?: number;
  /** It is a partition, whose rows the partitioned table it belongs to counts as well. */
  partition?: boolean;
}

/** A normalised description of a database's schema: "kind:name" to definition. Comparable with `===`. */
export type SchemaSnapshot = Record<string, string>;

/** Who holds the advisory lock, as far as the server tells. */
export interface LockOwner {
  /** Human-readable, such as `faber-db migrate (ann@ci-7, pid 4242), connected since 10:42:03`. */
  description: string;
  /** Process id of the server session or of the owning process. */
  pid?: number;
  since?: Date;
}

export interface LockOptions {
  /** Milliseconds after which to give up. */
  timeoutMs: number;
  /** What we are doing, shown to those who wait for us (`faber-db migrate …`). */
  purpose: string;
  signal?: AbortSignal;
  /** Called when we start to wait, and again whenever the owner changes. */
  onWait?(owner: LockOwner | undefined): void;
}

/** A held advisory lock. */
export interface AdvisoryLock {
  /**
   * Throws `FaberDbError` LOCK_LOST unless this session still holds the lock.
   * Cheap; called inside every transaction that relies on the lock.
   */
  assertHeld(): Promise<void>;
  /**
   * The same question as an SQL expression, for asking it in the statement that relies on
   * the answer. Undefined where SQL cannot see the lock.
   */
  readonly heldCondition?: string;
  release(): Promise<void>;
}

export interface StatementLimits {
  /** Milliseconds a statement may wait for a table lock; 0 = no limit. */
  lockTimeoutMs?: number;
  /** Milliseconds a statement may run; 0 = no limit. */
  statementTimeoutMs?: number;
}

/** A database error in one shape for all engines. */
export interface DatabaseErrorInfo {
  /** SQLSTATE, or SQLite's extended result code as a decimal string. */
  code: string;
  /** One line: `ERROR: relation "x" does not exist`. */
  message: string;
  detail?: string;
  hint?: string;
  /** 1-based character position in the text that was sent. */
  position?: number;
  /** What may be done: `lock-timeout` and `conflict` can be retried when nothing was committed. */
  category: 'lock-timeout' | 'statement-timeout' | 'conflict' | 'cancelled' | 'connection' | 'other';
}

/** An index that exists but is not usable (PostgreSQL `indisvalid = false`). */
export interface InvalidIndex {
  schema: string;
  name: string;
  table: string;
}

/** A session that waits for a lock of another one, directly or behind sessions that do. */
export interface BlockedSession {
  /** Process id of its server process. */
  pid: number;
  /** What it calls itself (`application_name`); may be empty. */
  application: string;
  /** Milliseconds that it has waited because of that other one so far. */
  waitedMs: number;
}

/** A second connection that sees who waits for a session's locks. Not safe for concurrent use. */
export interface BlockingWatch {
  /**
   * The sessions that wait for the watched one right now, the longest wait first.
   * @throws what the driver throws when the connection is gone or does not answer
   */
  blocked(): Promise<BlockedSession[]>;
  /**
   * Cancels what the watched session is running. Once this resolves, the request can no longer hit a
   * statement that is sent later.
   * @returns false if it was running nothing that may be cancelled
   * @throws like `blocked`
   */
  cancel(): Promise<boolean>;
  /** Ends the connection. Never throws, safe to call twice. */
  close(): Promise<void>;
}

/** One open session with one database. Not safe for concurrent use. */
export interface Database {
  readonly connection: Connection;
  readonly capabilities: DatabaseCapabilities;
  readonly dialect: SqlDialect;
  /** The engine's version as the server states it, such as `PostgreSQL 15.18`. */
  version(): Promise<string>;
  /** A stable identity of the database (server identity + database + schema), not a secret. */
  identity(): Promise<string>;
  /** Runs one statement with parameters and returns its rows as objects. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Runs SQL text as it is (one or several statements), without parameters. */
  execute(sql: string): Promise<void>;
  /** BEGIN, `work`, COMMIT; ROLLBACK if `work` throws. Not nestable. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Limits for the statements that follow in this session. */
  setLimits(limits: StatementLimits): Promise<void>;
  /**
   * Waits for the engine's migration lock by polling a try-lock with jitter (never a
   * blocking wait: a blocked waiter deadlocks with CREATE INDEX CONCURRENTLY).
   * @throws FaberDbError LOCK_TIMEOUT (naming the owner), POOLER_DETECTED, CANCELLED
   */
  lock(options: LockOptions): Promise<AdvisoryLock>;
  /** User tables with row estimates, without the engine's own. Ordered by schema, name. */
  tables(): Promise<TableInfo[]>;
  /** Bytes on disk. */
  sizeBytes(): Promise<number>;
  /** @param ignoredTables tables to leave out, with all that belongs to them, such as the history table */
  snapshot(ignoredTables?: readonly string[]): Promise<SchemaSnapshot>;
  /** Unusable indexes; empty on engines that cannot have any. */
  invalidIndexes(): Promise<InvalidIndex[]>;
  /** Removes all objects of the database (its schema), keeps the database. Data is lost. */
  clear(): Promise<void>;
  /** Classifies what a driver threw. */
  describeError(error: unknown): DatabaseErrorInfo;
  /** Asks the server to cancel what this session is running. Best effort, never throws. */
  cancel(): Promise<void>;
  /**
   * Opens a second connection that sees who waits for this session. Undefined on engines that cannot tell.
   * @throws FaberDbError of kind `connection`; CANCELLED
   */
  watchBlocking?(options?: Pick<ConnectOptions, 'signal'>): Promise<BlockingWatch>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Shown to DBAs in the server's session list, for example `faber-db migrate`. */
  applicationName?: string;
  signal?: AbortSignal;
}

/** A temporary, empty database of the same engine, for replaying migrations. */
export interface ScratchDatabase {
  connection: Connection;
  /** Drops it. Safe to call twice. */
  dispose(): Promise<void>;
}

/** Entry point of one database engine. */
export interface DatabaseProvider {
  readonly name: ProviderName;
  readonly capabilities: DatabaseCapabilities;
  readonly dialect: SqlDialect;
  /** @throws FaberDbError of kind `connection`, DRIVER_MISSING */
  connect(connection: Connection, options?: ConnectOptions): Promise<Database>;
  exists(connection: Connection): Promise<boolean>;
  /** Creates the database if it is missing. `true` if it was created now. */
  create(connection: Connection): Promise<boolean>;
  /** Drops the database if it exists. Data is lost. `true` if it existed. */
  drop(connection: Connection): Promise<boolean>;
  /**
   * Creates an empty scratch database beside `near` (same server; SQLite: a file in the
   * system's temporary folder). Dropped by `dispose()`, also after a crash of ours where
   * that can be arranged (names carry a prefix and a time, and old ones are swept).
   */
  createScratch(near: Connection): Promise<ScratchDatabase>;
}

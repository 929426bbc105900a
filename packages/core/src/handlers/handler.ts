import type { ResolvedDatabase } from '../config/resolved-config';
import type { OperationContext, ProcessEnvironment } from '../context/operation-context';
import type { Database, DatabaseProvider } from '../databases/database';
import type { Connection } from '../environments/connection';

/** A migration as it lies on disk. */
export interface MigrationFile {
  name: string;
  /** Absolute path of the up SQL. */
  file: string;
  /** Absolute path of `down.sql`, if there is one. */
  downFile?: string;
}

export type MigrationState =
  | 'applied'
  | 'pending'
  /** Started and neither finished nor rolled back; see `detail`. */
  | 'failed'
  /** Applied but no longer on disk. */
  | 'missing'
  /** Applied, but the file's checksum differs. */
  | 'modified';

/** A migration as the history and the disk together show it. */
export interface MigrationStatus {
  name: string;
  state: MigrationState;
  appliedAt?: Date;
  startedAt?: Date;
  checksum?: string;
  /** For `failed`: the message recorded when it failed, or that it was interrupted. */
  detail?: string;
  /** For `failed`: faber-db can go on with it (an interrupted, unedited run). */
  resumable?: boolean;
}

export interface MigrationHistory {
  /** False if the database has no history table yet. */
  initialized: boolean;
  /** In the order of execution: what is on disk by name, missing ones merged in by name. */
  migrations: MigrationStatus[];
}

/** One pending migration with its SQL, for a dry run. */
export interface PendingMigration {
  name: string;
  sql: string;
  /** SHA-256 (hex) of `sql`. */
  checksum: string;
  statements: number;
  /** True if some statements must run outside a transaction. */
  partlyOutsideTransaction: boolean;
}

export interface AppliedMigration {
  name: string;
  durationMs: number;
  statements: number;
  /** 1-based number of the statement where an interrupted run was resumed. */
  resumedAt?: number;
}

export interface ApplyOptions {
  /** Stop after this migration. */
  to?: string;
  /** Watch how long other sessions wait for this run, and tell it (event `others-waiting`). */
  watchOthers?: boolean;
  /**
   * Called once the migration lock is held and before anything is applied, with what is about to be
   * applied; exactly these texts are applied after it returns. What it throws ends the run. With
   * `engine: "cli"` it is called right before the tool starts, which takes the lock itself.
   */
  verify?(pending: readonly Pick<PendingMigration, 'name' | 'checksum'>[]): Promise<void>;
}

export interface GenerateOptions {
  /** Name without time stamp; `undefined` = derive it from the change. */
  name?: string;
  /** Compute, but write nothing. */
  preview?: boolean;
  /** Work item, recorded in the file's header. */
  workId?: string;
}

export interface GeneratedMigration {
  /** False: the schema has no change; the rest is undefined. */
  changed: boolean;
  name?: string;
  /** Absolute path of the written (or, with preview, would-be) migration file. */
  file?: string;
  downFile?: string;
  sql?: string;
  downSql?: string;
  /** What `down.sql` cannot bring back. */
  irreversible?: string[];
  workId?: string;
  /** Whether files were written. */
  written: boolean;
}

export interface HandlerCapabilities {
  /** Where down migrations come from. */
  down: 'native' | 'generated' | 'none';
  /** Can derive a migration from a schema change. */
  generate: boolean;
}

/** What a handler works on: one database of a project in one environment. */
export interface HandlerTarget {
  database: ResolvedDatabase;
  environmentName: string;
  projectName: string;
  /** Absolute path of the project. */
  projectRoot: string;
  workspaceRoot: string;
  provider: DatabaseProvider;
  connection: Connection;
  /** Name of the variable through which the tool gets its URL. */
  connectionVariable: string;
  context: Pick<OperationContext, 'env' | 'clock' | 'onEvent' | 'signal'>;
}

/** The adapter of a migration tool. Methods that take a `Database` never close it. */
export interface MigrationHandler {
  readonly tool: string;
  readonly capabilities: HandlerCapabilities;
  /** Tables that the tool keeps for itself; they hold no data of the application. */
  readonly historyTables: readonly string[];
  /** The folder from which the tool takes relative paths in file URLs. Absolute. */
  urlFolder(target: Pick<HandlerTarget, 'database' | 'projectRoot'> & { env: ProcessEnvironment }): string;
  /** The migrations on disk, in the order in which they are applied. */
  list(target: Pick<HandlerTarget, 'database'>): Promise<MigrationFile[]>;
  /** Reads the history and compares it with the disk. Writes nothing. */
  history(target: HandlerTarget, db: Database): Promise<MigrationHistory>;
  /** What `apply` would run now. Without a database (it does not exist yet) that is everything on disk. */
  pending(target: HandlerTarget, db: Database | undefined): Promise<PendingMigration[]>;
  /**
   * Applies what is pending, in order, under the migration lock.
   * @throws FaberDbError FAILED_MIGRATION_FOUND, DATABASE_NOT_EMPTY, MIGRATION_FAILED, LOCK_TIMEOUT, …
   */
  apply(target: HandlerTarget, db: Database, options: ApplyOptions): Promise<AppliedMigration[]>;
  /** Records migrations as applied without running them. */
  markApplied(target: HandlerTarget, db: Database, names: readonly string[]): Promise<void>;
  /** Records a failed migration as rolled back, so that it can be applied again. */
  markRolledBack(target: HandlerTarget, db: Database, name: string): Promise<void>;
  generate(target: HandlerTarget, options: GenerateOptions): Promise<GeneratedMigration>;
  /** Runs the project's seed. `ran: false` if the project has none. */
  seed(target: HandlerTarget): Promise<{ ran: boolean; command?: string }>;
  /** Checks the tool's own files (schema, migrations, provider). Findings are sentences. */
  validate(target: Omit<HandlerTarget, 'connection' | 'provider' | 'environmentName'>): Promise<string[]>;
}

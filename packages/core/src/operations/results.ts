import type { ProviderName } from '../environments/connection';
import type {
  AppliedMigration,
  GeneratedMigration,
  MigrationStatus,
  PendingMigration,
} from '../handlers/handler';

/** What every result says about itself. Results are plain data; dates are ISO 8601 strings in JSON. */
interface ResultBase {
  project: string;
  database: string;
}

export interface CreateResult extends ResultBase {
  operation: 'create';
  environment: string;
  provider: ProviderName;
  /** False: it was there already. */
  created: boolean;
}

export interface MigrateResult extends ResultBase {
  operation: 'migrate';
  environment: string;
  outcome: 'applied' | 'nothing-to-do' | 'dry-run';
  applied: AppliedMigration[];
  /** With `dry-run`: what would be applied, in order. */
  pending: (PendingMigration & { estimate: MigrationEstimate })[];
  /** Applied migrations whose file changed or is gone: nothing was done about them. */
  warnings: string[];
  durationMs: number;
}

/** How much a pending migration touches. */
export interface MigrationEstimate {
  /** Tables named by its statements that exist now, with their estimated rows. */
  tables: { name: string; estimatedRows?: number }[];
  /** Rough seconds, from the rows of the tables that a statement rewrites or scans. */
  seconds: number;
}

export interface EnvironmentStatus {
  environment: string;
  isProtected: boolean;
  /** `unreachable` and `not-configured` carry `problem`. */
  state: 'up-to-date' | 'pending' | 'attention' | 'unreachable' | 'not-configured' | 'missing-database';
  problem?: { code: string; message: string; remedy: string[] };
  version?: string;
  counts: { applied: number; pending: number; failed: number; missing: number; modified: number };
  migrations: MigrationStatus[];
  lastApplied?: { name: string; at: string };
  sizeBytes?: number;
  tables?: number;
  /** What to type next, if anything. */
  nextCommands: string[];
}

export interface StatusResult extends ResultBase {
  operation: 'status';
  provider: ProviderName;
  environments: EnvironmentStatus[];
}

/** Paths are relative to the workspace's root. */
export interface GenerateMigrationResult extends ResultBase, GeneratedMigration {
  operation: 'generate-migration';
}

export interface SeedResult extends ResultBase {
  operation: 'seed';
  environment: string;
  ran: boolean;
  command?: string;
}

export interface ResetResult extends ResultBase {
  operation: 'reset';
  environment: string;
  /** What was there before and is gone now. */
  dropped: { tables: number; estimatedRows: number };
  applied: AppliedMigration[];
  seeded: boolean;
}

export interface ResolveResult extends ResultBase {
  operation: 'resolve';
  environment: string;
  action: 'applied' | 'rolled-back' | 'baseline';
  migrations: string[];
}

export interface ValidateResult {
  operation: 'validate';
  project: string;
  files: string[];
  databases: { name: string; provider: ProviderName; environments: string[] }[];
  /** Problems that are no errors, such as a variable that is not set here. */
  warnings: string[];
}

export type OperationResult =
  | CreateResult
  | MigrateResult
  | StatusResult
  | GenerateMigrationResult
  | SeedResult
  | ResetResult
  | ResolveResult
  | ValidateResult;

export type OperationName = OperationResult['operation'];

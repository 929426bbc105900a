import type { Finding, Risk } from '../analysis/finding';
import type { ProviderName } from '../environments/connection';
import type {
  AppliedMigration,
  GeneratedMigration,
  MigrationStatus,
  PendingMigration,
} from '../handlers/handler';

import type { JournalEntry, JournalVerification } from '../journal/journal-entry';
import type { Plan } from '../policy/plan';
import type { HealthCheck } from './health/health-check';

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
  /** What the rules found in the pending migrations. */
  findings: Finding[];
  /** Those before and after the run, where they are configured. */
  healthChecks: HealthCheck[];
  /** Applied migrations whose file changed or is gone (nothing was done about them), and other oddities. */
  warnings: string[];
  /** Digest of the plan that was carried out. */
  planDigest?: string;
  /** Milliseconds that another session waited for us at the longest, where that was watched. */
  longestWaitOfOthersMs?: number;
  durationMs: number;
}

export interface PlanResult extends ResultBase {
  operation: 'plan';
  environment: string;
  plan: Plan;
  /** Where it was written, relative to the workspace's root. */
  files: { plan: string; report: string };
}

export interface ApproveResult extends ResultBase {
  operation: 'approve';
  environment: string;
  digest: string;
  /** The signed approval, relative to the workspace's root. */
  file: string;
  signer: string;
  expiresAt: string;
}

export interface JournalResult extends ResultBase {
  operation: 'journal';
  environment: string;
  /** Path or table. */
  place: string;
  entries: JournalEntry[];
  /** With `verify`. */
  verification?: JournalVerification;
  /** With `export`: the entries in that format. */
  exported?: string;
}

/** A statement of a linted file. */
export interface LintedStatement {
  file?: string;
  migration?: string;
  /** The exact text; those of a file, put together, are the file. */
  text: string;
  /** 1-based. */
  line: number;
  column: number;
}

export interface LintResult {
  operation: 'lint';
  project?: string;
  database?: string;
  provider: ProviderName;
  statements: LintedStatement[];
  findings: Finding[];
  /** Statements that could not be read; each has a finding too. */
  unreadable: { file?: string; migration?: string; line: number; column: number; reason: string }[];
  warnings: string[];
  /** Whether up followed by down gave back the schema, where a down exists and a database was at hand. */
  downChecks: DownCheck[];
  /** Findings at or above this risk make the result bad. */
  failOn: Risk;
  /** Nothing at or above `failOn`, and no down script that fails. */
  clean: boolean;
}

export interface DownCheck {
  migration: string;
  state: 'restores' | 'differs' | 'failed' | 'skipped';
  message: string;
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
  | ValidateResult
  | PlanResult
  | ApproveResult
  | JournalResult
  | LintResult;

export type OperationName = OperationResult['operation'];

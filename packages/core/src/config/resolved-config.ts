import type { DestructiveOperation, Risk, RuleId } from './rule-risks';
import type { ProviderName, TlsMode } from '../environments/connection';

export type Hosting = 'local' | 'aws-aurora' | 'aws-rds' | 'gcp-sql' | 'azure-sql';
export type MigrationTool = 'prisma' | 'typeorm' | 'sequelize' | 'knex';
export type MigrationEngine = 'direct' | 'cli';
/** Operations that can be made to ask for approval. */
export type ApprovableOperation = 'migrate' | 'rollback' | 'seed' | 'reset' | 'restore';

/** One environment of one database, with every default filled in and the workspace's policy applied. */
export interface ResolvedEnvironment {
  name: string;
  /** Name of the variable that holds the URL; undefined if the configuration names none (an error when used). */
  connectionVariable: string | undefined;
  /** Name of the variable with a URL that bypasses a pooler; used for everything that changes the schema. */
  directConnectionVariable: string | undefined;
  tls: TlsMode | undefined;
  /** In `safety.protected_environments`. */
  isProtected: boolean;
  /** Operations that ask before they run here. */
  requiresApproval: readonly ApprovableOperation[];
  /** Other environments may point at the same database. */
  sharedDatabase: boolean;
  /** Environment in which the same migrations must be applied first. */
  promoteFrom: string | undefined;
  backupEnforcement: BackupEnforcement;
  healthChecks: { before: boolean; after: boolean };
}

/** Whether migrations need a backup. */
export type BackupEnforcement = 'required' | 'recommended' | 'optional';

/** What holds for one kind of destructive operation; every field may be left open. */
export interface DestructiveOperationPolicy {
  allowed?: boolean;
  approval?: 'standard' | 'enhanced';
  requireBackup?: boolean;
  /** Counts as low risk while the table has fewer rows than this. */
  rowThreshold?: number;
  blockReason?: string;
}

/** The rules that protect data, of the workspace and the project together. */
export interface ResolvedSafety {
  /** Risks that differ from the defaults. */
  rules: Readonly<Partial<Record<RuleId, Risk | 'off'>>>;
  destructiveOperations: Readonly<Partial<Record<DestructiveOperation, DestructiveOperationPolicy>>>;
  /** Seconds that a question at the terminal waits. */
  approvalTimeouts: { standard: number; enhanced: number };
  approvals: {
    /** How many signed approvals are needed. */
    required: number;
    /** Absolute path of the file with the signers' public keys; undefined: approvals are not signed. */
    allowedSigners: string | undefined;
    forbidSelfApproval: boolean;
    /** Minutes for which a plan and its approvals are valid. */
    expiresMinutes: number;
  };
}

/** Where the journal is kept. */
export interface ResolvedJournal {
  /** Absolute path of the folder. */
  directory: string;
  /** In a table of the target database instead. */
  databaseTable: boolean;
}

export interface ResolvedMigrations {
  /** Absolute path of the migrations folder. */
  directory: string;
  /** Absolute path of the tool's schema (file or folder); undefined = let the handler look for it. */
  schema: string | undefined;
  /** Seconds a whole run may take, waiting for other runs included. */
  timeoutSeconds: number;
  /** Seconds a migration may spend waiting for table locks, over all retries. */
  lockTimeoutSeconds: number;
  /** Seconds one statement may run; undefined = no limit. */
  statementTimeoutSeconds: number | undefined;
  /** Seconds other sessions may wait for a statement of ours before it is cancelled; undefined = no limit. */
  maxBlockingSeconds: number | undefined;
}

/** One database of one project. */
export interface ResolvedDatabase {
  /** `default` when the project has a single `database`. */
  name: string;
  provider: ProviderName;
  hosting: Hosting;
  tool: MigrationTool;
  engine: MigrationEngine;
  migrations: ResolvedMigrations;
  environments: readonly ResolvedEnvironment[];
}

/** The configuration of one project after layering the workspace's and its own file. */
export interface ResolvedConfig {
  /** Absolute path of the workspace root (or of the project itself outside of a workspace). */
  workspaceRoot: string;
  project: { name: string; root: string };
  /** Absolute paths of the files read, workspace first. */
  files: readonly string[];
  databases: readonly ResolvedDatabase[];
  safety: ResolvedSafety;
  journal: ResolvedJournal;
}

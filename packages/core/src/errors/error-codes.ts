/**
 * What kind of trouble an error code stands for. The command-line program turns
 * the kind into the exit code documented for the operation (see `exit-codes`).
 */
export type ErrorKind =
  /** The configuration, an option or an input file is wrong. */
  | 'configuration'
  /** The named environment or database is not configured. */
  | 'not-configured'
  /** The database server could not be reached or refused us. */
  | 'connection'
  /** The operation ran and failed; its state is described by the error. */
  | 'failure'
  /** Somebody or some rule said no; nothing was done. */
  | 'refused'
  /** A health check failed; the error says whether anything was done. */
  | 'unhealthy'
  /** A bug in faber-db or something nobody foresaw. */
  | 'unexpected';

/**
 * Every code a `FaberDbError` can carry, with its kind and a one-line meaning.
 * The guide `docs/troubleshooting.md` has one section per code; a test compares the two.
 */
export const ERROR_CODES = {
  CONFIG_NOT_FOUND: ['configuration', 'There is no faber-db configuration here.'],
  CONFIG_SYNTAX: ['configuration', 'A configuration file is not valid JSON.'],
  CONFIG_UNKNOWN_KEY: ['configuration', 'A configuration file has a key that faber-db does not know.'],
  CONFIG_INVALID: ['configuration', 'A configuration value has the wrong type or is out of range.'],
  CONFIG_LOOSENS_POLICY: ['configuration', "A project loosens the workspace's safety rules."],
  OPTION_INVALID: ['configuration', 'An option or argument is wrong.'],
  PROJECT_NOT_FOUND: ['configuration', 'The named project has no faber-db configuration.'],
  DATABASE_NOT_CONFIGURED: ['not-configured', 'The project has no database of that name.'],
  ENVIRONMENT_NOT_CONFIGURED: ['not-configured', 'The project has no environment of that name.'],
  VARIABLE_MISSING: ['configuration', 'The variable that should hold the connection URL is not set.'],
  URL_INVALID: ['configuration', 'A connection URL cannot be parsed.'],
  PROVIDER_MISMATCH: ['configuration', 'The connection URL is for another database engine than configured.'],
  SHARED_DATABASE: ['configuration', 'Two environments of one project point at the same database.'],
  UNSUPPORTED: ['configuration', 'This combination of engine, tool and operation is not supported.'],
  DRIVER_MISSING: ['configuration', 'The driver package for this database engine could not be loaded.'],
  TOOL_MISSING: ['configuration', 'The migration tool is not installed in the project.'],
  SCHEMA_NOT_FOUND: ['configuration', "The migration tool's schema was not found."],
  CONNECTION_FAILED: ['connection', 'The database server could not be reached.'],
  CONNECTION_TIMEOUT: ['connection', 'The database server did not answer in time.'],
  CONNECTION_LOST: ['connection', 'The connection broke while an operation was running.'],
  AUTHENTICATION_FAILED: ['connection', 'The database server refused the credentials.'],
  ACCESS_DENIED: ['connection', 'The database role may not do this.'],
  TLS_FAILED: ['connection', 'No acceptable TLS connection could be made.'],
  DATABASE_NOT_FOUND: ['connection', 'The server has no database of that name.'],
  POOLER_DETECTED: [
    'connection',
    'The URL leads through a transaction pooler; migrations need a direct connection.',
  ],
  LOCK_TIMEOUT: ['failure', 'Another migration run held the advisory lock for too long.'],
  LOCK_LOST: ['failure', 'The advisory lock was lost while migrating.'],
  FAILED_MIGRATION_FOUND: ['failure', 'An earlier migration failed and is not resolved (Prisma P3009).'],
  DATABASE_NOT_EMPTY: ['failure', 'The database has tables but no migration history (Prisma P3005).'],
  MIGRATION_FAILED: ['failure', 'A migration failed to apply (Prisma P3018).'],
  MIGRATION_FILE_MISSING: ['failure', 'A migration folder has no migration file (Prisma P3015).'],
  MIGRATION_NOT_FOUND: ['failure', 'No migration of that name exists (Prisma P3017).'],
  MIGRATION_ALREADY_APPLIED: ['failure', 'The migration is already recorded as applied (Prisma P3008).'],
  MIGRATION_NEVER_APPLIED: ['failure', 'The migration was never applied to this database (Prisma P3011).'],
  MIGRATION_NOT_FAILED: ['failure', 'The migration is not in a failed state (Prisma P3012).'],
  PROVIDER_SWITCHED: ['failure', 'The migrations were made for another database engine (Prisma P3019).'],
  HISTORY_DIVERGED: [
    'failure',
    'The migration history of the database and the migrations on disk do not fit together.',
  ],
  RESUME_REFUSED: ['failure', 'An interrupted migration was edited, so it cannot be resumed.'],
  RESUME_IN_DOUBT: ['failure', 'It cannot be known whether the interrupted statement took effect.'],
  INVALID_INDEX: ['failure', 'CREATE INDEX CONCURRENTLY left an invalid index.'],
  FOREIGN_KEY_VIOLATION: ['failure', 'A migration left rows that violate a foreign key.'],
  GENERATE_FAILED: ['failure', 'The migration tool could not compare the schema with the migrations.'],
  SEED_FAILED: ['failure', 'The seed command failed.'],
  TOOL_FAILED: ['failure', 'The migration tool failed.'],
  WRITE_FAILED: ['failure', 'A file could not be written.'],
  PLAN_INVALID: ['configuration', 'A plan file cannot be read, or was changed after it was written.'],
  PLAN_CHANGED: ['refused', 'What would run now is not what was planned and approved.'],
  PLAN_EXPIRED: ['refused', 'The plan or its approval is too old.'],
  APPROVAL_INVALID: ['refused', 'An approval is forged, foreign, expired, used before, or not enough.'],
  BLOCKED_BY_POLICY: ['refused', 'The policy forbids what the migrations would do.'],
  BACKUP_REQUIRED: ['refused', 'The policy asks for a backup, and none was named.'],
  PROMOTION_REQUIRED: ['refused', 'The migrations are not applied yet in the environment that comes before.'],
  HEALTH_CHECK_FAILED: ['unhealthy', 'A health check before or after the operation failed.'],
  JOURNAL_FAILED: ['failure', 'The journal could not be read or written.'],
  BLOCKING_OTHERS: [
    'failure',
    'A migration blocked other sessions for too long, again and again, and was stopped.',
  ],
  NOT_APPROVED: ['refused', 'The operation was not approved.'],
  PROTECTED_ENVIRONMENT: ['refused', 'This operation is never allowed in a protected environment.'],
  AUTOMATED_AGENT: ['refused', "An automated agent may not do this without a human's approval."],
  CANCELLED: ['refused', 'The operation was interrupted.'],
  UNEXPECTED: ['unexpected', 'Something nobody foresaw went wrong.'],
} as const satisfies Record<string, readonly [kind: ErrorKind, meaning: string]>;

/** A stable identifier of what went wrong; the troubleshooting guide explains each. */
export type ErrorCode = keyof typeof ERROR_CODES;

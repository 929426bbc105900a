/** `@faber-db/core`: everything a database operation needs, without Nx. */
export type { ErrorCode, ErrorKind } from './errors/error-codes';
export { ERROR_CODES } from './errors/error-codes';
export { FaberDbError, type ErrorData, type ErrorLocation } from './errors/faber-db-error';

export { CONFIG_PATH } from './config/config-path';
export { findProjects, type ProjectEntry } from './config/find-projects';
export { findWorkspaceRoot } from './config/find-workspace-root';
export { loadConfig } from './config/load-config';
export type * from './config/resolved-config';

export { systemClock, type Clock } from './context/clock';
export type { OperationContext, ProcessEnvironment } from './context/operation-context';
export type { OperationEvent } from './context/operation-event';
export { silentTerminal, type Choice, type QuestionOptions, type Terminal } from './context/terminal';

export type * from './journal/journal-entry';
export type * from './policy/decision';
export type * from './policy/plan';

export { Secret } from './environments/secret';
export type * from './environments/connection';
export type * from './analysis/finding';
export type * from './databases/database';
export type * from './handlers/handler';

export { approve, type ApproveOptions } from './operations/approve';
export { createDatabase } from './operations/create';
export { fingerprint, type Fingerprint, type FingerprintOptions } from './operations/fingerprint';
export { generateMigration, type GenerateMigrationOptions } from './operations/generate-migration';
export { journal, type JournalOptions } from './operations/journal';
export { lint, type LintOptions } from './operations/lint';
export { lintFiles, type LintFilesOptions } from './operations/lint-files';
export { migrate, type MigrateOptions } from './operations/migrate';
export { plan, type PlanOptions } from './operations/plan';
export { reset, type ResetOptions } from './operations/reset';
export { resolve, type ResolveOptions } from './operations/resolve';
export type * from './operations/results';
export { seed, type SeedOptions } from './operations/seed';
export { status, type StatusOptions } from './operations/status';
export { DEFAULT_ENVIRONMENT, type TargetOptions } from './operations/operation-target';
export { validate } from './operations/validate';

export { exitCodeFor, exitCodeMeaning, type ExitCodeOperation } from './reporting/exit-codes';
export { createProgressReporter, type ProgressReporter } from './reporting/progress-reporter';
export { renderError } from './reporting/render-error';
export { renderResult, type ReportFormat, type ReportOptions } from './reporting/render-result';

import type { ReportingOptions } from '../executor-options';

/** Options of `faber-db:validate`, described in schema.json. */
export type ValidateExecutorOptions = ReportingOptions;

import type { ReportFormat } from '@faber-db/core';

/** Options that every executor has. */
export interface ReportingOptions {
  format?: ReportFormat;
  verbose?: boolean;
}

/** Options of the executors that work on one database in one environment. */
export interface TargetedOptions extends ReportingOptions {
  database?: string;
  environment?: string;
}

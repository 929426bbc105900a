import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:lint`, described in schema.json. */
export interface LintExecutorOptions extends TargetedOptions {
  all?: boolean;
  failOn?: 'low' | 'medium' | 'high' | 'critical';
  serverVersion?: string;
  skipDown?: boolean;
}

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:resolve`, described in schema.json. */
export interface ResolveExecutorOptions extends TargetedOptions {
  applied?: string;
  rolledBack?: string;
  baseline?: boolean;
  to?: string;
  yes?: boolean;
  approve?: string;
  approval?: string;
}

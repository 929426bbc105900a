import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:migrate`, described in schema.json. */
export interface MigrateExecutorOptions extends TargetedOptions {
  dryRun?: boolean;
  to?: string;
  plan?: string;
  yes?: boolean;
  approve?: string;
  approval?: string;
  backup?: string;
  workId?: string;
}

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:seed`, described in schema.json. */
export interface SeedExecutorOptions extends TargetedOptions {
  yes?: boolean;
  approve?: string;
  approval?: string;
}

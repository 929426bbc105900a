import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:reset`, described in schema.json. */
export interface ResetExecutorOptions extends TargetedOptions {
  skipSeed?: boolean;
  yes?: boolean;
}

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:create`, described in schema.json. */
export type CreateExecutorOptions = TargetedOptions;

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:status`, described in schema.json. */
export type StatusExecutorOptions = TargetedOptions;

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:plan`, described in schema.json. */
export interface PlanExecutorOptions extends TargetedOptions {
  to?: string;
  output?: string;
  workId?: string;
}

import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:approve`, described in schema.json. */
export interface ApproveExecutorOptions extends TargetedOptions {
  plan?: string;
  digest?: string;
  operation?: string;
  key?: string;
  output?: string;
}

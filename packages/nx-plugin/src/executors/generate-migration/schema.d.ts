import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:generate-migration`, described in schema.json. */
export interface GenerateMigrationExecutorOptions extends TargetedOptions {
  name?: string;
  preview?: boolean;
  workId?: string;
}

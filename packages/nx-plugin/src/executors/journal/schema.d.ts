import type { TargetedOptions } from '../executor-options';

/** Options of `faber-db:journal`, described in schema.json. */
export interface JournalExecutorOptions extends TargetedOptions {
  verify?: boolean;
  export?: 'csv' | 'json' | 'jsonl';
  operation?: string;
  outcome?: 'succeeded' | 'failed' | 'refused' | 'cancelled';
  migration?: string;
  actor?: string;
  since?: string;
  until?: string;
  digest?: string;
  last?: string;
}

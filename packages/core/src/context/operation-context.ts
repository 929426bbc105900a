import type { ResolvedConfig } from '../config/resolved-config';
import type { Clock } from './clock';
import type { OperationEvent } from './operation-event';
import type { Terminal } from './terminal';

/** Environment variables, read-only. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Everything an operation needs from the outside world. Nothing in the core reads
 * `process.env`, the clock or the terminal by itself, so that a test can pass any of them.
 */
export interface OperationContext {
  config: ResolvedConfig;
  env: ProcessEnvironment;
  clock: Clock;
  terminal: Terminal;
  /** Told about progress while an operation runs. */
  onEvent(event: OperationEvent): void;
  /** Aborted when the user or the system asks us to stop. */
  signal: AbortSignal;
}

import type { LockOwner } from '../databases/database';

/** What operations tell while they run; the reporter shows it, results do not depend on it. */
export type OperationEvent =
  | { type: 'step'; message: string }
  | { type: 'lock-waiting'; owner: LockOwner | undefined }
  | { type: 'migrations-pending'; total: number }
  | { type: 'migration-started'; migration: string; index: number; total: number; statements: number }
  | {
      type: 'statement-finished';
      migration: string;
      index: number;
      total: number;
      /** Number of the first statement that ran in the same message as this one, the last of them. */
      from?: number;
      /** Milliseconds of the statement, or of the message with all from `from` to this one. */
      durationMs?: number;
    }
  | {
      type: 'statement-retrying';
      migration: string;
      statement: number;
      attempt: number;
      reason: string;
      delayMs: number;
    }
  | { type: 'migration-resumed'; migration: string; fromStatement: number; total: number }
  | { type: 'migration-finished'; migration: string; index: number; total: number; durationMs: number }
  | { type: 'tool-output'; tool: string; line: string }
  /** The longest that any other session has waited for us in this run so far. */
  | { type: 'others-waiting'; longestMs: number; sessions: number }
  /** A text of several lines that the user asked for, such as a plan before a question. */
  | { type: 'report'; text: string }
  | { type: 'warning'; message: string };

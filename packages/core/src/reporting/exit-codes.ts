import type { FaberDbError } from '../errors/faber-db-error';
import type { ErrorKind } from '../errors/error-codes';
import type { OperationName, OperationResult } from '../operations/results';

/**
 * Operations with an exit code table; `fingerprint` has none because it always
 * prints a value, and `init` works on files only.
 */
export type ExitCodeOperation = OperationName | 'init';

interface ExitCodeTable {
  meanings: readonly string[];
  /** Which exit code stands for an error of a kind. */
  errors: Record<ErrorKind, number>;
}

const common: ExitCodeTable = {
  meanings: [
    'done',
    'configuration',
    'the operation failed',
    'the connection failed',
    'cancelled or not approved',
  ],
  errors: {
    configuration: 1,
    'not-configured': 1,
    connection: 3,
    failure: 2,
    refused: 4,
    unhealthy: 2,
    unexpected: 2,
  },
};

/** The exit codes that design section 8 documents, operation by operation. */
const tables: Record<ExitCodeOperation, ExitCodeTable> = {
  migrate: {
    meanings: [
      'applied or nothing to do',
      'configuration',
      'the migration failed',
      'the health check failed',
      'cancelled or not approved',
    ],
    errors: {
      configuration: 1,
      'not-configured': 1,
      connection: 2,
      failure: 2,
      refused: 4,
      unhealthy: 3,
      unexpected: 2,
    },
  },
  status: {
    meanings: [
      'healthy',
      'configuration',
      'environment not configured',
      'the connection failed',
      'pending migrations or warnings',
    ],
    errors: {
      configuration: 1,
      'not-configured': 2,
      connection: 3,
      failure: 4,
      refused: 4,
      unhealthy: 4,
      unexpected: 4,
    },
  },
  plan: common,
  approve: common,
  journal: common,
  lint: {
    meanings: ['clean', 'findings at or above the limit', 'bad input'],
    errors: {
      configuration: 2,
      'not-configured': 2,
      connection: 2,
      failure: 2,
      refused: 2,
      unhealthy: 2,
      unexpected: 2,
    },
  },
  create: common,
  'generate-migration': common,
  seed: common,
  reset: common,
  resolve: common,
  validate: common,
  init: common,
};

/** Exit code of the `faber-db` program for what `operation` returned or threw. */
export function exitCodeFor(operation: ExitCodeOperation, outcome: OperationResult | FaberDbError): number {
  if (outcome instanceof Error) return tables[operation].errors[outcome.kind];
  switch (outcome.operation) {
    case 'status':
      return statusExitCode(outcome);
    case 'lint':
      return outcome.clean ? 0 : 1;
    case 'journal':
      return outcome.verification?.intact === false ? 2 : 0;
    default:
      return 0;
  }
}

/** What an exit code of `operation` means, in a few words. */
export function exitCodeMeaning(operation: ExitCodeOperation, code: number): string {
  return tables[operation].meanings[code] ?? 'unknown';
}

/** The most urgent state of the environments looked at decides. */
function statusExitCode(result: Extract<OperationResult, { operation: 'status' }>): number {
  const states = new Set(result.environments.map((environment) => environment.state));
  if (states.has('unreachable')) return 3;
  if (states.has('attention') || states.has('pending') || states.has('missing-database')) return 4;
  // Asked for one environment, "not configured" is the answer; in an overview it is
  // normal that a developer's machine does not know production's URL.
  if (states.size === 0 || (states.size === 1 && states.has('not-configured'))) return 2;
  return 0;
}

import { FaberDbError } from '../errors/faber-db-error';
import type { ErrorCode } from '../errors/error-codes';
import type { EnvironmentStatus, StatusResult } from '../operations/results';
import { exitCodeFor, exitCodeMeaning, type ExitCodeOperation } from './exit-codes';

const statusOf = (...states: EnvironmentStatus['state'][]): StatusResult => ({
  operation: 'status',
  project: 'shop',
  database: 'default',
  provider: 'sqlite',
  environments: states.map((state, index) => ({
    environment: `e${index}`,
    isProtected: false,
    state,
    counts: { applied: 0, pending: 0, failed: 0, missing: 0, modified: 0 },
    migrations: [],
    nextCommands: [],
  })),
});

describe('exitCodeFor', () => {
  it.each<[ExitCodeOperation, ErrorCode, number]>([
    ['migrate', 'CONFIG_INVALID', 1],
    ['migrate', 'MIGRATION_FAILED', 2],
    ['migrate', 'CONNECTION_FAILED', 2],
    ['migrate', 'NOT_APPROVED', 4],
    ['status', 'CONFIG_INVALID', 1],
    ['status', 'ENVIRONMENT_NOT_CONFIGURED', 2],
    ['status', 'CONNECTION_FAILED', 3],
    ['reset', 'PROTECTED_ENVIRONMENT', 4],
    ['create', 'CONNECTION_TIMEOUT', 3],
  ])('%s that throws %s exits with %i', (operation, code, expected) => {
    const exitCode = exitCodeFor(operation, new FaberDbError(code, 'x'));
    expect(exitCode).toBe(expected);
    expect(exitCodeMeaning(operation, exitCode)).not.toBe('unknown');
  });

  it.each<[EnvironmentStatus['state'][], number]>([
    [['up-to-date'], 0],
    [['up-to-date', 'not-configured'], 0],
    [['not-configured'], 2],
    [['unreachable', 'pending'], 3],
    [['pending', 'up-to-date'], 4],
    [['attention'], 4],
    [['missing-database'], 4],
  ])('status %j exits with %i', (states, expected) => {
    expect(exitCodeFor('status', statusOf(...states))).toBe(expected);
  });
});

import type { ServerConnection } from '../../environments/connection';
import { Secret } from '../../environments/secret';
import { FaberDbError } from '../../errors/faber-db-error';
import { connectFailure, connectionLost, describePostgresqlError } from './postgresql-errors';

const connection: ServerConnection = {
  provider: 'postgresql',
  url: new Secret('postgresql://ann:canary-1@db.example:5432/app'),
  redactedUrl: 'postgresql://db.example:5432/app',
  host: 'db.example',
  port: 5432,
  user: 'ann',
  password: new Secret('canary-1'),
  database: 'app',
  schema: 'public',
  tls: { mode: 'prefer' },
  connectTimeoutSeconds: 5,
  pooled: false,
};

const server = (code: string, message = 'nope') =>
  Object.assign(new Error(message), { code, severity: 'FATAL' });
const socket = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const idle = { cancelRequested: false, hasStatementTimeout: false };

describe('connectFailure', () => {
  it.each([
    [server('28P01'), 'AUTHENTICATION_FAILED'],
    [server('28000'), 'AUTHENTICATION_FAILED'],
    [
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'AUTHENTICATION_FAILED',
    ],
    [server('3D000'), 'DATABASE_NOT_FOUND'],
    [server('42501'), 'ACCESS_DENIED'],
    [server('53300'), 'CONNECTION_FAILED'],
    [server('57P03'), 'CONNECTION_FAILED'],
    [socket('ECONNREFUSED'), 'CONNECTION_FAILED'],
    [socket('ENOTFOUND'), 'CONNECTION_FAILED'],
    [socket('ETIMEDOUT'), 'CONNECTION_TIMEOUT'],
    [new Error('timeout expired'), 'CONNECTION_TIMEOUT'],
    [new Error('The server does not support SSL connections'), 'TLS_FAILED'],
    [socket('SELF_SIGNED_CERT_IN_CHAIN'), 'TLS_FAILED'],
    [socket('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS_FAILED'],
    [new AggregateError([socket('ECONNREFUSED')], ''), 'CONNECTION_FAILED'],
  ])('%s is %s', (cause, code) => {
    const error = connectFailure(cause, connection);
    expect(error.code).toBe(code);
    expect(error.message).toContain('db.example:5432');
    expect(error.message).not.toMatch(/: $/);
    expect(error.remedy.length).toBeGreaterThan(0);
    expect(JSON.stringify(error)).not.toContain('canary');
  });
});

describe('describePostgresqlError', () => {
  it.each([
    [server('55P03'), 'lock-timeout'],
    [server('40P01'), 'conflict'],
    [server('40001'), 'conflict'],
    [server('57P01'), 'connection'],
    [server('08006'), 'connection'],
    [socket('ECONNRESET'), 'connection'],
    [new Error('Connection terminated unexpectedly'), 'connection'],
    [server('42P01'), 'other'],
    [new FaberDbError('LOCK_LOST', 'x'), 'other'],
    [connectionLost(socket('EPIPE'), connection), 'connection'],
  ])('%s is %s', (error, category) => {
    expect(describePostgresqlError(error, idle).category).toBe(category);
  });

  it('tells a time-out from a cancellation, in any language of the server', () => {
    const category = (message: string, session = idle) =>
      describePostgresqlError(server('57014', message), session).category;
    expect(category('canceling statement due to statement timeout')).toBe('statement-timeout');
    expect(
      category('canceling statement due to user request', {
        cancelRequested: false,
        hasStatementTimeout: true,
      }),
    ).toBe('cancelled');
    expect(category('breche Anweisung ab', { cancelRequested: false, hasStatementTimeout: true })).toBe(
      'statement-timeout',
    );
    expect(category('breche Anweisung ab', { cancelRequested: true, hasStatementTimeout: true })).toBe(
      'cancelled',
    );
  });

  it('keeps detail, hint and position', () => {
    const error = Object.assign(server('23505', 'duplicate'), {
      severity: 'ERROR',
      detail: 'd',
      hint: 'h',
      position: '7',
    });
    expect(describePostgresqlError(error, idle)).toEqual({
      code: '23505',
      message: 'ERROR: duplicate',
      detail: 'd',
      hint: 'h',
      position: 7,
      category: 'other',
    });
  });
});

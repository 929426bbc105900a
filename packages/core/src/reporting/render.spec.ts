import { FaberDbError } from '../errors/faber-db-error';
import type { MigrateResult, StatusResult } from '../operations/results';
import { renderError } from './render-error';
import { renderResult } from './render-result';

const plain = { format: 'text', color: false, verbose: false } as const;

const dryRun: MigrateResult = {
  operation: 'migrate',
  project: 'shop',
  database: 'default',
  environment: 'staging',
  outcome: 'dry-run',
  applied: [],
  findings: [],
  healthChecks: [],
  pending: [
    {
      name: '1_a',
      sql: 'SELECT 1; -- ```\n',
      checksum: '0'.repeat(64),
      statements: 1,
      partlyOutsideTransaction: true,
      estimate: { tables: [{ name: 'users', estimatedRows: 3 }], seconds: 0 },
    },
  ],
  warnings: ['0_x was modified'],
  durationMs: 3,
};

const status: StatusResult = {
  operation: 'status',
  project: 'shop',
  database: 'default',
  provider: 'postgresql',
  environments: [
    {
      environment: 'production',
      isProtected: true,
      state: 'attention',
      version: 'PostgreSQL 15',
      counts: { applied: 1, pending: 0, failed: 1, missing: 0, modified: 0 },
      migrations: [
        { name: '1_a', state: 'applied' },
        { name: '2_b', state: 'failed', detail: 'syntax error\nmore' },
      ],
      lastApplied: { name: '1_a', at: '2026-01-02T03:04:05.678Z' },
      sizeBytes: 2048,
      tables: 1,
      nextCommands: ['faber-db resolve shop --env production --rolled-back 2_b'],
    },
  ],
};

describe('renderResult', () => {
  it('shows order, SQL and estimate of a dry run', () => {
    const text = renderResult(dryRun, plain);
    expect(text).toContain('1 migration would be applied');
    expect(text).toContain('1. 1_a 1 statement, about 0 ms, partly outside a transaction');
    expect(text).toContain('touches users (about 3 rows)');
    expect(text).toContain('   SELECT 1;');
    expect(text).toContain('! 0_x was modified');
  });

  it('does not let SQL break out of its Markdown fence', () => {
    expect(renderResult(dryRun, { ...plain, format: 'markdown' })).toContain(
      '````sql\nSELECT 1; -- ```\n````',
    );
  });

  it('shows what needs attention and the next command', () => {
    expect(renderResult(status, plain).split('\n')).toEqual([
      'shop (postgresql)',
      '',
      'production [protected]  needs attention',
      '  1 applied, 1 failed   PostgreSQL 15, 2.0 KiB, 1 table',
      '  last applied: 1_a at 2026-01-02 03:04:05 UTC',
      '    failed   2_b - syntax error',
      '  → faber-db resolve shop --env production --rolled-back 2_b',
    ]);
  });

  it('is the result itself in JSON', () => {
    expect(JSON.parse(renderResult(status, { ...plain, format: 'json' }))).toEqual(status);
  });
});

describe('renderError', () => {
  const error = new FaberDbError('NOT_APPROVED', 'The answer was no.', {
    location: { environment: 'production' },
    remedy: ['faber-db migrate shop --env production --yes'],
  });

  it('says what happened, where, what to type and what the exit code means', () => {
    expect(renderError(error, { ...plain, operation: 'migrate' })).toBe(
      [
        '✗ NOT_APPROVED (migrate)',
        '',
        'The answer was no.',
        '',
        'Where: environment production',
        '',
        'Next:',
        '  → faber-db migrate shop --env production --yes',
        '',
        'Exit code 4: cancelled or not approved',
      ].join('\n'),
    );
  });

  it('is data in JSON', () => {
    expect(JSON.parse(renderError(error, { ...plain, format: 'json', operation: 'migrate' }))).toMatchObject({
      operation: 'migrate',
      exitCode: 4,
      error: { code: 'NOT_APPROVED', kind: 'refused' },
    });
  });

  it('uses escape sequences only where allowed', () => {
    expect(renderError(error, { ...plain, operation: 'migrate' })).not.toContain('\u001b');
    expect(renderError(error, { ...plain, color: true, operation: 'migrate' })).toContain('\u001b[31m');
  });
});

import type { HandlerTarget } from '../../handler';
import { blockingError } from './blocking-error';

describe('blockingError', () => {
  it('names the statement and who waited how long, but not what they were running', () => {
    const target = {
      projectName: 'shop',
      environmentName: 'production',
      database: { name: 'default', migrations: { maxBlockingSeconds: 0.2, lockTimeoutSeconds: 60 } },
    } as unknown as HandlerTarget;
    const statement = { number: 2, text: 'CREATE INDEX i ON t (a)', start: 0, end: 23, line: 4 };
    const blocked = Array.from({ length: 7 }, (_, index) => ({
      pid: 100 + index,
      application: index === 0 ? '' : 'api',
      waitedMs: 250 - index,
    }));
    const error = blockingError(
      target,
      { name: 'm', location: { migration: 'm', statement: 2 }, aftermath: 'untouched' },
      {
        info: { code: '57014', message: 'ERROR: canceling statement', category: 'cancelled' },
        statement,
        line: 4,
        error: new Error('x'),
      },
      blocked,
    );
    expect(error.code).toBe('BLOCKING_OTHERS');
    expect(error.message).toContain('up to 0.25 s');
    expect(error.message).toContain(
      'server process 100 (gives no name) for 0.25 s, server process 101 (api)',
    );
    expect(error.message).toContain('and 2 more');
    expect(error.message).toContain('Statement 2, line 4: CREATE INDEX i ON t (a)');
    expect(error.remedy.join('\n')).toMatch(/quieter[\s\S]*CONCURRENTLY[\s\S]*max_blocking_seconds/);
  });
});

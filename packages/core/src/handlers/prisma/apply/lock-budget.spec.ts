import type { Database } from '../../../databases/database';
import type { HandlerTarget } from '../../handler';
import { LockBudget } from './lock-budget';

function configured(server: boolean, maxBlockingSeconds?: number): LockBudget {
  return LockBudget.for(
    { capabilities: { server, lockTimeout: true } } as Database,
    { database: { migrations: { lockTimeoutSeconds: 60, maxBlockingSeconds } } } as HandlerTarget,
  );
}

describe('LockBudget', () => {
  it('waits in attempts of limited length until the time is used up', () => {
    const budget = new LockBudget(12_000, 5_000, () => 0);
    const attempts: number[] = [];
    for (;;) {
      const waited = budget.attemptMs;
      attempts.push(waited);
      if (budget.fail(waited) === undefined) break;
    }
    expect(attempts).toEqual([5000, 5000, 1850]);
    expect(budget.attempts).toBe(3);
  });

  it('never asks for an attempt without limit', () => {
    const budget = new LockBudget(0, 100);
    expect(budget.attemptMs).toBe(1);
    expect(budget.fail(1)).toBeUndefined();
  });

  it('lets nobody queue for long on a server, and less where others are to wait less', () => {
    expect(configured(true).attemptMs).toBe(100);
    expect(configured(true, 0.02).attemptMs).toBe(20);
    expect(configured(true, 3).attemptMs).toBe(100);
    expect(configured(false).attemptMs).toBe(5_000);
    expect(configured(true).totalMs).toBe(60_000);
  });

  it('pauses longer each time, with jitter', () => {
    const low = new LockBudget(1e6, 100, () => 0);
    const high = new LockBudget(1e6, 100, () => 0.999);
    expect([1, 2, 3, 4, 5, 6, 7].map(() => low.fail(0))).toEqual([50, 100, 200, 400, 800, 1500, 1500]);
    expect([1, 2, 3].map(() => high.fail(0))).toEqual([100, 200, 400]);
  });
});

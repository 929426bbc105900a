import { LockBudget } from './lock-budget';

describe('LockBudget', () => {
  it('waits in attempts of at most five seconds until the time is used up', () => {
    const budget = new LockBudget(12_000, () => 0);
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
    const budget = new LockBudget(0);
    expect(budget.attemptMs).toBe(1);
    expect(budget.fail(1)).toBeUndefined();
  });

  it('pauses longer each time, with jitter', () => {
    const low = new LockBudget(1e6, () => 0);
    const high = new LockBudget(1e6, () => 0.999);
    expect([1, 2, 3, 4, 5, 6, 7].map(() => low.fail(0))).toEqual([50, 100, 200, 400, 800, 1500, 1500]);
    expect([1, 2, 3].map(() => high.fail(0))).toEqual([100, 200, 400]);
  });
});

import { blockedBy, type WaitingSession } from './postgresql-waits';

const US = 1;
const waiter = (pid: number, waitedMs: number, ...blockers: number[]): WaitingSession => ({
  pid,
  application: `app ${pid}`,
  blockers,
  waitedMs,
});

describe('blockedBy', () => {
  it('names who waits for the session, the longest wait first, and nobody else', () => {
    expect(blockedBy(US, [waiter(2, 10, US), waiter(3, 30, 9, US), waiter(4, 50, 9)])).toEqual([
      { pid: 3, application: 'app 3', waitedMs: 30 },
      { pid: 2, application: 'app 2', waitedMs: 10 },
    ]);
  });

  it('follows chains, whatever the order in which the server names their members', () => {
    const chain = [waiter(4, 5, 3), waiter(3, 7, 2), waiter(2, 9, US)];
    for (const list of [chain, [...chain].reverse()]) {
      expect(blockedBy(US, list).map(({ pid, waitedMs }) => [pid, waitedMs])).toEqual([
        [2, 9],
        [3, 7],
        [4, 5],
      ]);
    }
  });

  it('does not blame the session for what somebody waited before the one ahead waited for it', () => {
    const [first, second] = blockedBy(US, [waiter(3, 10_000, 2), waiter(2, 40, US)]);
    expect([first, second].map((blocked) => blocked?.waitedMs)).toEqual([40, 40]);
  });

  it('takes the longest of several ways to the session', () => {
    const list = [waiter(4, 90, 2, 3), waiter(2, 10, US), waiter(3, 60, US)];
    expect(blockedBy(US, list).find(({ pid }) => pid === 4)?.waitedMs).toBe(60);
  });

  it('ends also where sessions wait for each other', () => {
    expect(blockedBy(US, [waiter(2, 10, 3), waiter(3, 20, 2)])).toEqual([]);
    expect(blockedBy(US, [waiter(2, 10, 3, US), waiter(3, 20, 2)]).map(({ pid }) => pid)).toEqual([2, 3]);
  });
});

import type { LockOwner } from './database';
import { tryLockUntil } from './try-lock-loop';

const owner = (description: string): LockOwner => ({ description, pid: 1 });
const never = { attempt: async () => undefined, owner: async () => owner('ann'), remedy: () => ['wait'] };

describe('tryLockUntil', () => {
  it('tries once even without time to wait', async () => {
    expect(
      await tryLockUntil({ ...never, attempt: async () => 'mine' }, { timeoutMs: 0, purpose: 'x' }),
    ).toBe('mine');
  });

  it('tells of the first owner and of every other one, then gives up naming the last', async () => {
    const owners = ['ann', 'ann', 'bob', 'bob', 'bob', 'bob', 'bob', 'bob'];
    const seen: string[] = [];
    await expect(
      tryLockUntil(
        { ...never, owner: async () => owner(owners.shift() ?? 'bob') },
        { timeoutMs: 300, purpose: 'x', onWait: (each) => seen.push(each?.description ?? '') },
      ),
    ).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      message: expect.stringContaining('held by bob'),
      remedy: ['wait'],
    });
    expect(seen).toEqual(['ann', 'bob']);
  });

  it('takes no lock when it was told to stop', async () => {
    const attempt = jest.fn(async () => 'mine');
    await expect(
      tryLockUntil({ ...never, attempt }, { timeoutMs: 10, purpose: 'x', signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(attempt).not.toHaveBeenCalled();
  });
});

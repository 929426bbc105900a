import { setTimeout as sleep } from 'node:timers/promises';
import { FaberDbError } from '../errors/faber-db-error';
import type { LockOptions, LockOwner } from './database';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** How an engine tries for its lock and tells who has it. */
export interface TryLock<Held> {
  /** One attempt, never waiting. Undefined: somebody else has it. */
  attempt(): Promise<Held | undefined>;
  /** Who has it now; undefined if nobody has any more or the server does not tell. */
  owner(): Promise<LockOwner | undefined>;
  /** What to advise after the time is up. */
  remedy(owner: LockOwner | undefined): string[];
}

/**
 * Polls for a lock, with pauses that grow from 50 ms to 1 s, each with ±50 % jitter so that
 * several waiters do not move in step.
 * @throws FaberDbError LOCK_TIMEOUT naming the owner, CANCELLED when `options.signal` fires
 */
export async function tryLockUntil<Held>(lock: TryLock<Held>, options: LockOptions): Promise<Held> {
  const deadline = performance.now() + options.timeoutMs;
  let pause = FIRST_PAUSE_MS;
  let owner: LockOwner | undefined;
  let waiting = false;
  for (;;) {
    if (options.signal?.aborted) throw cancelled();
    const held = await lock.attempt();
    if (held !== undefined) return held;

    const current = await lock.owner();
    if (!waiting || (current && current.description !== owner?.description)) {
      waiting = true;
      owner = current ?? owner;
      options.onWait?.(current);
    }
    const left = deadline - performance.now();
    if (left <= 0) {
      const seconds = Math.round(options.timeoutMs / 100) / 10;
      throw new FaberDbError(
        'LOCK_TIMEOUT',
        `Waited ${seconds} s for the migration lock, which is held by ${owner?.description ?? 'an unknown session'}.`,
        { remedy: lock.remedy(owner) },
      );
    }
    try {
      await sleep(Math.min(left, pause * (0.5 + Math.random())), undefined, { signal: options.signal });
    } catch {
      throw cancelled();
    }
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
  }
}

function cancelled(): FaberDbError {
  return new FaberDbError(
    'CANCELLED',
    'Interrupted while waiting for the migration lock. Nothing was changed.',
  );
}

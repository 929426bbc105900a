import type { BlockedSession } from '../database';

/** A session that waits for a lock, as the server shows it. */
export interface WaitingSession {
  pid: number;
  application: string;
  /** Whom it waits for: those that hold the lock, and those ahead of it in the queue (`pg_blocking_pids`). */
  blockers: readonly number[];
  /** Milliseconds it has waited for this lock. */
  waitedMs: number;
}

/**
 * Those that wait for a session, directly or through a chain of waiters, the longest wait first. Who waits
 * through others has waited for that session no longer than the last one in the chain has.
 * @param pid server process of the session
 */
export function blockedBy(pid: number, waiting: readonly WaitingSession[]): BlockedSession[] {
  const waits = new Map<number, number>();
  let changed = true;
  // Waits only grow and never beyond the session's own, so that also circles (deadlocks) come to an end.
  while (changed) {
    changed = false;
    for (const session of waiting) {
      const behind = session.blockers.map((blocker) =>
        blocker === pid ? session.waitedMs : (waits.get(blocker) ?? -1),
      );
      const waitedMs = Math.min(session.waitedMs, Math.max(-1, ...behind));
      if (waitedMs < 0 || waitedMs <= (waits.get(session.pid) ?? -1)) continue;
      waits.set(session.pid, waitedMs);
      changed = true;
    }
  }
  return waiting
    .flatMap(({ pid: waiter, application }) => {
      const waitedMs = waits.get(waiter);
      return waitedMs === undefined ? [] : [{ pid: waiter, application, waitedMs }];
    })
    .sort((a, b) => b.waitedMs - a.waitedMs);
}

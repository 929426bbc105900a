import type { JournalEntry } from '../../journal/journal-entry';

/**
 * Sentences about runs that began and have no end in the journal: they were killed, or still run. A run
 * after which another one succeeded is history.
 */
export function unfinishedRuns(entries: readonly JournalEntry[]): string[] {
  const ended = new Set(entries.filter(({ phase }) => phase === 'finished').map(({ run }) => run));
  const lastSuccess = entries.findLast(
    ({ operation, outcome }) => operation === 'migrate' && outcome === 'succeeded',
  );
  return entries
    .filter(({ phase, run, sequence }) => {
      return phase === 'started' && !ended.has(run) && sequence > (lastSuccess?.sequence ?? 0);
    })
    .map(({ operation, time, actor, migrations = [] }) => {
      const who = actor.git ?? `${actor.user}@${actor.host}`;
      const what = migrations.length === 0 ? '' : ` (${migrations.join(', ')})`;
      return `A ${operation} of ${who}${what} began at ${time} and never ended: it was killed, or it still runs. What is pending or failed now is what it left.`;
    });
}

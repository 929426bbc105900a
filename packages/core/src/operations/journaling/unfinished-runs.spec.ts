import type { JournalEntry } from '../../journal/journal-entry';
import { unfinishedRuns } from './unfinished-runs';

let sequence = 0;
const entry = (
  run: string,
  phase: 'started' | 'finished',
  outcome?: JournalEntry['outcome'],
): JournalEntry => ({
  format: 1,
  sequence: ++sequence,
  time: '2026-11-23T10:00:00.000Z',
  previous: '',
  hash: '',
  phase,
  run,
  operation: 'migrate',
  project: 'shop',
  database: 'default',
  environment: 'production',
  actor: { user: 'ann', host: 'ci', git: 'Ann <ann@example.com>' },
  ...(outcome === undefined ? {} : { outcome }),
});

describe('unfinishedRuns', () => {
  it('names runs without an end, and who began them', () => {
    const entries = [entry('a', 'started'), entry('a', 'finished', 'failed'), entry('b', 'started')];
    expect(unfinishedRuns(entries)).toEqual([
      expect.stringMatching(
        /^A migrate of Ann <ann@example.com> began at 2026-11-23T10:00:00.000Z and never ended/,
      ),
    ]);
  });

  it('forgets those before a run that succeeded', () => {
    const entries = [entry('b', 'started'), entry('c', 'started'), entry('c', 'finished', 'succeeded')];
    expect(unfinishedRuns(entries)).toEqual([]);
  });
});

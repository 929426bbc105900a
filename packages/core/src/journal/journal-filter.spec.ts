import type { JournalEntry } from './journal-entry';
import { filterEntries, type JournalFilter } from './journal-filter';

const entry = (sequence: number, more: Partial<JournalEntry>): JournalEntry => ({
  format: 1,
  sequence,
  time: `2026-01-0${sequence}T12:00:00.000Z`,
  previous: '',
  hash: '',
  phase: 'finished',
  run: `run-${sequence}`,
  operation: 'migrate',
  project: 'shop',
  database: 'main',
  environment: 'dev',
  actor: { user: 'ann', host: 'laptop' },
  ...more,
});

const ENTRIES = [
  entry(1, { migrations: ['a', 'b'], outcome: 'succeeded', planDigest: 'abcdef' }),
  entry(2, {
    operation: 'rollback',
    outcome: 'failed',
    actor: { user: 'ci', host: 'x', git: 'Bob <bob@example.org>' },
  }),
  entry(3, { statements: [{ migration: 'b', statement: 1, durationMs: 1 }], planDigest: 'fedcba' }),
  entry(4, { actor: { user: 'root', host: 'y', agent: 'Robot', ci: { name: 'CI', startedBy: 'carl' } } }),
  entry(5, { findings: [{ rule: 'r', risk: 'low', object: 'o', migration: 'b' }], run: 'run-1' }),
];

it.each<[JournalFilter, number[]]>([
  [{}, [1, 2, 3, 4, 5]],
  [{ operation: 'rollback' }, [2]],
  [{ outcome: 'succeeded' }, [1]],
  [{ migration: 'b' }, [1, 3, 5]],
  [{ migration: 'c' }, []],
  [{ actor: 'BOB' }, [2]],
  [{ actor: 'robot' }, [4]],
  [{ actor: 'carl' }, [4]],
  [{ actor: 'laptop' }, [1, 3, 5]],
  [{ since: new Date('2026-01-04T12:00:00Z') }, [4, 5]],
  [{ until: new Date('2026-01-02T12:00:00Z') }, [1, 2]],
  [{ since: new Date('2026-01-02'), until: new Date('2026-01-03') }, [2]],
  [{ planDigest: 'abc' }, [1]],
  [{ run: 'run-1' }, [1, 5]],
  [{ last: 2 }, [4, 5]],
  [{ last: 9 }, [1, 2, 3, 4, 5]],
  [{ migration: 'b', last: 2 }, [3, 5]],
])('%j', (filter, sequences) => {
  expect(filterEntries(ENTRIES, filter).map(({ sequence }) => sequence)).toEqual(sequences);
});

it.each<JournalFilter>([
  { last: 0 },
  { last: -1 },
  { last: 1.5 },
  { last: NaN },
  { since: new Date('x') },
  { until: new Date('x') },
])('refuses %p', (filter) => {
  expect(() => filterEntries(ENTRIES, filter)).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID' }) as Error,
  );
});

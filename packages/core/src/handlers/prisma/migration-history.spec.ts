import { checksumOf } from './checksum';
import type { HistoryRow } from './history/history-row';
import { formatProgress } from './history/step-progress';
import { compareHistory } from './migration-history';

const script = (name: string, sql = name) => ({ name, sql, file: `/m/${name}/migration.sql` });
const at = new Date('2024-01-01T00:00:00Z');
const row = (name: string, more: Partial<HistoryRow> = {}): HistoryRow => ({
  id: name,
  name,
  checksum: checksumOf(name),
  startedAt: at,
  finishedAt: at,
  rolledBackAt: null,
  logs: null,
  appliedSteps: 1,
  ...more,
});
const states = (scripts: ReturnType<typeof script>[], rows: HistoryRow[]) =>
  compareHistory(scripts, rows).map(({ name, state }) => `${name} ${state}`);

describe('compareHistory', () => {
  it('tells the five states, merged by name', () => {
    expect(
      states(
        [script('1'), script('2', 'edited'), script('4'), script('5')],
        [row('1'), row('2'), row('3'), row('4', { finishedAt: null, logs: 'P3018' })],
      ),
    ).toEqual(['1 applied', '2 modified', '3 missing', '4 failed', '5 pending']);
  });

  it('forgets what was rolled back', () => {
    expect(states([script('1')], [row('1', { finishedAt: null, rolledBackAt: at })])).toEqual(['1 pending']);
    expect(states([script('1')], [row('1', { finishedAt: null, rolledBackAt: at }), row('1')])).toEqual([
      '1 applied',
    ]);
  });

  it('knows whether a failed one can be continued', () => {
    const logs = formatProgress({ done: new Map([[1, checksumOf('x')]]) });
    const [resumable] = compareHistory([script('1')], [row('1', { finishedAt: null, logs })]);
    expect(resumable).toMatchObject({ state: 'failed', resumable: true });
    expect(resumable?.detail).toContain('1 statement(s) took effect');
    expect(compareHistory([], [row('1', { finishedAt: null, logs })])[0]).toMatchObject({ resumable: false });
    expect(compareHistory([script('1')], [row('1', { finishedAt: null })])[0]).toMatchObject({
      resumable: false,
    });
  });
});

import { createProgressReporter } from './progress-reporter';

function record(isTerminal: boolean, verbose = false) {
  let text = '';
  const reporter = createProgressReporter({
    stream: { write: (chunk: string) => (text += chunk), columns: 40 },
    isTerminal,
    color: false,
    verbose,
  });
  return { reporter, text: () => text };
}

describe('createProgressReporter', () => {
  it('writes one plain line per event where there is no terminal', () => {
    const { reporter, text } = record(false);
    reporter.onEvent({ type: 'migrations-pending', total: 2 });
    reporter.onEvent({ type: 'migration-finished', migration: '1_a', index: 1, total: 2, durationMs: 12 });
    reporter.onEvent({ type: 'lock-waiting', owner: { description: 'ann@ci-7' } });
    reporter.stop();
    expect(text()).toBe('2 pending\n[#####-----] 1/2 1_a 12 ms\n… waiting for another run: ann@ci-7\n');
  });

  it('rewrites one live line on a terminal and removes it at the end', () => {
    const { reporter, text } = record(true);
    reporter.onEvent({
      type: 'migration-started',
      migration: 'x'.repeat(80),
      index: 1,
      total: 1,
      statements: 1,
    });
    reporter.stop();
    reporter.stop();
    const drawn = text().split('\r\u001b[2K');
    expect(drawn[1]).toHaveLength(39);
    expect(text().endsWith('\r\u001b[2K')).toBe(true);
    expect(text()).not.toContain('\n');
  });

  it('shows what tools print only when asked', () => {
    const quiet = record(false);
    quiet.reporter.onEvent({ type: 'tool-output', tool: 'prisma', line: 'hello' });
    expect(quiet.text()).toBe('');
    const verbose = record(false, true);
    verbose.reporter.onEvent({ type: 'tool-output', tool: 'prisma', line: 'hello' });
    expect(verbose.text()).toBe('prisma: hello\n');
  });
});

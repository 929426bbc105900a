import {
  formatProgress,
  parseProgress,
  progressMessage,
  statementChecksum,
  type StepProgress,
} from './step-progress';

const text = 'CREATE INDEX CONCURRENTLY "a\n\nb" ON t (x); -- "done 1"';
const progress: StepProgress = {
  done: new Map([
    [1, statementChecksum('SELECT 1')],
    [3, statementChecksum('SELECT 3')],
  ]),
  open: { state: 'running', number: 4, checksum: statementChecksum(text), text },
};

describe('step progress', () => {
  it('survives the logs column, whatever the statement and the message contain', () => {
    const logs = formatProgress(progress, 'It failed.\n\ndone 9 x\n');
    expect(parseProgress(logs)).toEqual(progress);
    expect(progressMessage(logs)).toBe('It failed.\n\ndone 9 x');
  });

  it('can be read by people', () => {
    expect(formatProgress({ done: new Map([[1, 'ab']]) })).toBe(
      'faber-db progress v1\n# This migration runs in several steps. The next "faber-db migrate" continues it.\ndone 1 ab\n',
    );
  });

  it('is not seen in logs of Prisma, of a later format or in damaged ones', () => {
    expect(parseProgress(null)).toBeUndefined();
    expect(parseProgress('A migration failed to apply. …')).toBeUndefined();
    expect(parseProgress('faber-db progress v2\ndone 1\n')).toBeUndefined();
    expect(parseProgress('faber-db progress v1\ndone one\n')).toBeUndefined();
  });

  it('has checksums that do not depend on line endings', () => {
    expect(statementChecksum('a\r\nb')).toBe(statementChecksum('a\nb'));
    expect(statementChecksum('a\nb')).not.toBe(statementChecksum('a b'));
  });
});

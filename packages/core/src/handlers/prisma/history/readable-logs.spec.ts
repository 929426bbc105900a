import { readableLogs } from './readable-logs';

describe('readableLogs', () => {
  it('keeps what the database said', () => {
    const logs =
      'A migration failed to apply. New migrations …\n\nMigration name: 1_a\n\nDatabase error code: 42P01\n\n' +
      'Database error:\nERROR: relation "x" does not exist\n\nPosition:\n\u001b[1m  1\u001b[1;31m SELECT * FROM x;\u001b[0m\n\n' +
      'DbError { severity: "ERROR", code: SqlState(E42P01) }\n';
    expect(readableLogs(logs)).toBe('ERROR: relation "x" does not exist\n\nPosition:\n  1 SELECT * FROM x;');
  });

  it('leaves any other text as it is', () => {
    expect(readableLogs('  killed by hand\n')).toBe('killed by hand');
  });
});

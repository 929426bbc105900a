import type { JournalRecord } from '../../src/journal/journal-entry';

/** A short record; `run` and more can be set. */
export function sampleRecord(more: Partial<JournalRecord> = {}): JournalRecord {
  return {
    phase: 'started',
    run: 'r1',
    operation: 'migrate',
    project: 'shop',
    database: 'main',
    environment: 'staging',
    actor: { user: 'ann', host: 'ci-7' },
    ...more,
  };
}

/** A text that JSON, UTF-8, SQL and CSV could each get wrong. */
export function oddText(random: () => number): string {
  const alphabet = [
    'a',
    'Z',
    '0',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '"',
    "'",
    '\\',
    '\u0000',
    '\u2028',
    'é',
    '語',
    '😀',
    '\ud800',
    '\ufffd',
    '$1',
    '?',
    '%s',
    ';--',
    '{',
    '}',
    '=',
  ];
  return Array.from(
    { length: Math.floor(random() * 30) },
    () => alphabet[Math.floor(random() * alphabet.length)],
  ).join('');
}

/** A record with any of the fields, filled with odd texts. */
export function randomRecord(random: () => number, run: string): JournalRecord {
  const text = (): string => oddText(random);
  const maybe = <T>(value: T): T | undefined => (random() < 0.5 ? value : undefined);
  const finished = random() < 0.5;
  return {
    phase: finished ? 'finished' : 'started',
    run,
    operation: random() < 0.5 ? 'migrate' : 'rollback',
    project: text(),
    database: text(),
    environment: text(),
    actor: { user: text(), host: text(), git: maybe(text()), ci: maybe({ name: text(), url: text() }) },
    workItem: maybe(text()),
    planDigest: maybe(text()),
    planBasis: maybe({ [text()]: [random(), -0, 1e21, null, { [text()]: text() }], __proto__x: true }),
    findings: maybe([{ rule: 'drop-table', risk: 'high', object: text(), migration: text() }]),
    migrations: maybe([text(), text()]),
    statements: maybe([{ migration: text(), statement: 1, durationMs: random() * 1000 }]),
    outcome: finished ? 'failed' : undefined,
    error: finished ? { code: 'MIGRATION_FAILED', message: text() } : undefined,
    durationMs: maybe(random() * 1e6),
  };
}

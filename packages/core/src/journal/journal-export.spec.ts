import { NO_HASH } from './journal-head';
import type { JournalRecord } from './journal-entry';
import { sealEntry } from './entry-text';
import { exportEntries } from './journal-export';

const record: JournalRecord = {
  phase: 'finished',
  run: 'r1',
  operation: 'migrate',
  project: 'shop, "main"',
  database: '=cmd|calc',
  environment: 'line\nbreak',
  actor: { user: '@ann', host: '\t-h', git: 'Ann <a@example.org>' },
  findings: [
    { rule: 'drop-table', risk: 'high', object: 't', migration: 'm' },
    { rule: 'x', risk: 'low', object: 'u', suppressed: 'known' },
  ],
  approvals: [{ method: 'prompt', by: '+ann', at: 'now' }],
  migrations: ['＝a', 'b'],
  statements: [{ migration: 'm', statement: 1, durationMs: 2 }],
  error: { code: 'X', message: '-1+1' },
  durationMs: 12.5,
};
const { entry, text } = sealEntry(record, { time: new Date(0), after: { sequence: 0, hash: NO_HASH } });

/** Reads CSV by RFC 4180. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

it('csv: a spreadsheet reads every text as a text', () => {
  const [names, cells, ...more] = parseCsv(exportEntries([entry], 'csv'));
  expect(more).toEqual([]);
  const row = Object.fromEntries((names ?? []).map((name, index) => [name, cells?.[index]]));
  expect(cells).toHaveLength(names?.length ?? -1);
  expect(row).toMatchObject({
    sequence: '1',
    time: '1970-01-01T00:00:00.000Z',
    project: 'shop, "main"',
    database: "'=cmd|calc",
    environment: 'line\nbreak',
    outcome: '',
    user: "'@ann",
    host: "'\t-h",
    git: 'Ann <a@example.org>',
    findings: 'high drop-table m t; low x u (suppressed)',
    approvals: 'prompt by +ann at now',
    migrations: "'＝a; b",
    statements: '1',
    errorMessage: "'-1+1",
    durationMs: '12.5',
    hash: entry.hash,
  });
});

it('csv: nothing but the names without entries', () => {
  expect(exportEntries([], 'csv')).toMatch(/^sequence,time,[A-Za-z,]+,hash\r\n$/);
});

it('json and jsonl give back what went in; jsonl to the byte', () => {
  expect(JSON.parse(exportEntries([entry, entry], 'json'))).toEqual([entry, entry]);
  expect(exportEntries([entry, entry], 'jsonl')).toBe(`${text}\n${text}\n`);
  expect(exportEntries([], 'jsonl')).toBe('');
});

import { sha256 } from './canonical-json';
import { readEntry, sealEntry } from './entry-text';
import type { JournalRecord } from './journal-entry';
import { NO_HASH } from './journal-head';

const record: JournalRecord = {
  phase: 'finished',
  run: 'r1',
  operation: 'migrate',
  project: 'shop',
  database: 'main',
  environment: 'dev',
  actor: { user: 'ann', host: 'ci-7' },
  error: { code: 'CONNECTION_FAILED', message: 'postgresql://ann:s3cret@db/app did not answer' },
};
const time = new Date('2026-01-02T03:04:05.678Z');
const { entry, text } = sealEntry(record, { time, after: { sequence: 0, hash: NO_HASH } });

it('numbers, dates, chains and hashes a record, without passwords', () => {
  expect(entry).toEqual({
    ...record,
    error: { code: 'CONNECTION_FAILED', message: 'postgresql://ann:***@db/app did not answer' },
    format: 1,
    sequence: 1,
    time: '2026-01-02T03:04:05.678Z',
    previous: NO_HASH,
    hash: sha256(text.replace(/"hash":"\w+",/, '')),
  });
  expect(text).not.toContain('s3cret');
  const next = sealEntry(record, { time, after: entry, torn: 'ab' }).entry;
  expect(next).toMatchObject({ sequence: 2, previous: entry.hash, torn: 'ab' });
});

it('does not let a record take over the fields of the journal', () => {
  const forged = { ...record, sequence: 9, previous: 'x', time: 'x', format: 9, hash: 'x', torn: 'x' };
  expect(sealEntry(forged, { time, after: { sequence: 0, hash: NO_HASH } }).text).toBe(text);
});

it('reads what it wrote, from text and from bytes', () => {
  expect(readEntry(text)).toEqual({ state: 'sound', entry });
  expect(readEntry(Buffer.from(text))).toEqual({ state: 'sound', entry });
});

it.each([
  ['another value', text.replace('ann', 'bob'), /changed/],
  [
    'another hash',
    text.replace(
      entry.hash,
      entry.hash.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')),
    ),
    /changed/,
  ],
  ['a blank', text.replace(':', ': '), /not written as/],
  ['an escape', text.replace('ann', '\\u0061nn'), /not written as/],
  ['a field twice', text.replace('{', '{"actor":1,'), /not written as/],
  ['another number', text.replace('"sequence":1', '"sequence":1.0'), /not written as/],
  ['another format', text.replace('"format":1', '"format":2'), /format 2/],
])('tells an entry with %s', (_, altered, flaw) => {
  expect(altered).not.toBe(text);
  expect(readEntry(altered)).toMatchObject({ state: 'altered', flaw: expect.stringMatching(flaw) });
});

it.each<[string, string | Uint8Array]>([
  ['nothing', ''],
  ['a part', text.slice(0, -1)],
  ['other JSON', '{"a":1}'],
  ['a list', '[1]'],
  ['a byte order mark in front', `\ufeff${text}`],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(text.slice(0, 30)), Buffer.from([0xff])])],
  ['JSON deeper than the stack', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['an entry deeper than the stack', text.replace('"shop"', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
])('takes %s for no entry', (_, stored) => {
  expect(readEntry(stored)).toEqual({ state: 'unreadable' });
});

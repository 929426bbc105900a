import fs, {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sha256 } from './canonical-json';
import { fileJournal } from './file-journal';
import type { Journal, JournalRecord } from './journal-entry';
import { EMPTY_HEAD, headText, parseHead } from './journal-head';

let folder: string;
let file: string;
let journal: Journal;

const record = (run: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
  phase: 'started',
  run,
  operation: 'migrate',
  project: 'shop',
  database: 'main',
  environment: 'dev',
  actor: { user: 'ann', host: 'ci-7' },
  ...more,
});

async function fill(count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await journal.append(record(`r${n}`, { phase: 'finished' }));
}

const headFile = (): string => `${file}.head`;
const lines = (): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-journal-'));
  file = path.join(folder, 'deep/er/main.dev.jsonl');
  journal = fileJournal({ file, place: 'main.dev.jsonl', clock: { now: () => new Date(0) } });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file journal', () => {
  it('is empty and intact before the first entry, and reading creates nothing', async () => {
    expect(await journal.read()).toEqual([]);
    expect(await journal.verify()).toEqual({ intact: true, entries: 0, problems: [], unfinished: [] });
    expect(() => readFileSync(file)).toThrow('ENOENT');
    expect(() => readFileSync(`${file}.lock`)).toThrow('ENOENT');
  });

  it('keeps entries as lines of canonical JSON, and the newest in its head', async () => {
    const first = await journal.append(record('r1'));
    const second = await journal.append(record('r2', { phase: 'finished', project: 'é' }));
    expect(await journal.read()).toEqual([first, second]);
    expect(second).toMatchObject({ sequence: 2, previous: first.hash, time: '1970-01-01T00:00:00.000Z' });
    expect(parseHead(readFileSync(headFile(), 'utf8'))).toEqual({ sequence: 2, hash: second.hash });
    expect(await journal.verify()).toEqual({
      intact: true,
      entries: 2,
      head: second.hash,
      problems: [],
      unfinished: ['r1'],
    });
  });

  it('finds the newest entry where it is longer than what is read at once', async () => {
    for (const length of [10, 70_000, 300_000, 10]) {
      await journal.append(record('r', { project: 'é'.repeat(length) }));
    }
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 4 });
  });

  it('takes many appends at once in one process', async () => {
    const other = fileJournal({ file, clock: { now: () => new Date(0) } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => [journal, other][n % 2]?.append(record(`r${n}`))));
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 20 });
  });

  it('writes nothing when a record is no JSON, or the disk refuses', async () => {
    await fill(2);
    const before = readFileSync(file, 'utf8');
    await expect(journal.append(record('r3', { planBasis: { n: 1n } }))).rejects.toMatchObject({
      code: 'JOURNAL_FAILED',
      message:
        'The journal main.dev.jsonl cannot be written: $.planBasis.n is of type bigint, which is no JSON.',
    });
    const rename = jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO' });
    });
    await expect(journal.append(record('r3'))).rejects.toMatchObject({
      code: 'JOURNAL_FAILED',
      causeCode: 'EIO',
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    rename.mockRestore();
    await fill(1);
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 3 });
  });

  it('is verified by somebody who cannot lock', async () => {
    await fill(2);
    rmSync(`${file}.lock`);
    mkdirSync(`${file}.lock`);
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 2 });
    await expect(journal.append(record('r3'))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
  });

  it('says that it cannot be read', async () => {
    await fill(1);
    rmSync(file);
    mkdirSync(file);
    await expect(journal.read()).rejects.toMatchObject({ code: 'JOURNAL_FAILED', causeCode: 'EISDIR' });
    await expect(journal.verify()).rejects.toMatchObject({ code: 'JOURNAL_FAILED', causeCode: 'EISDIR' });
  });
});

describe('a line that a killed writer left', () => {
  /** What a writer may leave before the newest entry's line is whole; the head is not moved yet. */
  async function leave(length: (line: string) => number): Promise<{ fragment: string; whole: string }> {
    const head = readFileSync(headFile());
    await journal.append(record('killed', { project: 'é語' }));
    writeFileSync(headFile(), head);
    const whole = `${lines().at(-1)}`;
    const bytes = Buffer.from(whole).subarray(0, length(whole));
    truncateSync(file, readFileSync(file).length - Buffer.byteLength(whole) - 1 + bytes.length);
    return { fragment: bytes.toString('latin1'), whole };
  }

  it('is not intact until the next entry tells of it, wherever it was cut', async () => {
    await fill(2);
    const { length } = Buffer.from((await leave(() => 0)).whole);
    for (let cut = 1; cut < length; cut += 31) {
      const { fragment } = await leave(() => cut);
      expect(await journal.verify()).toMatchObject({
        intact: false,
        problems: [{ problem: expect.stringMatching(/whole entry/) }],
      });
      const next = await journal.append(record('next'));
      expect(next.torn).toBe(sha256(Buffer.from(fragment, 'latin1')));
      expect(await journal.verify()).toMatchObject({ intact: true });
    }
  });

  it('is an entry if nothing but its line end is missing', async () => {
    await fill(2);
    const { whole } = await leave((line) => Buffer.byteLength(line));
    expect(await journal.verify()).toMatchObject({ intact: false });
    const next = await journal.append(record('next'));
    expect(next).toMatchObject({ sequence: 4, previous: JSON.parse(whole).hash });
    expect(next.torn).toBeUndefined();
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 4 });
  });

  it.each(['{"actor":{"us', '{"ac\n{"actor":', '{"actor":\n', '\n', '\n\n', '\0\0\0\0', '{"a\n\n{"b'])(
    'may be %j',
    async (fragment) => {
      await fill(2);
      appendFileSync(file, fragment);
      expect(await journal.verify()).toMatchObject({ intact: false });
      const { torn } = await journal.append(record('next'));
      expect(torn).toBe(sha256(fragment.replace(/\n$/, '')));
      await fill(1);
      expect(await journal.verify()).toMatchObject({ intact: true, entries: 4 });
      expect(await journal.read()).toHaveLength(4);
    },
  );

  it('may be the first', async () => {
    await fill(1);
    writeFileSync(file, '{"ac');
    writeFileSync(headFile(), headText(EMPTY_HEAD));
    await fill(2);
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 2 });
  });

  it('is accepted as it is only', async () => {
    await fill(1);
    appendFileSync(file, '{"actor":{"us');
    await fill(2);
    const good = readFileSync(file, 'utf8');
    for (const bad of [
      good.replace('{"actor":{"us\n', ''),
      good.replace('{"actor":{"us\n', '{"actor":{"uz\n'),
      good.replace('{"actor":{"us\n', '{"actor":{"us\n\n'),
      good.replace('{"actor":{"us\n', '{"actor":{"us\n{"actor":{"us\n'),
      good.replace(/^(.*\n)(.*\n)(.*\n)/, '$2$1$3'),
      good.replace(/^(.*\n)(.*\n)(.*\n)(.*\n)/, '$1$3$2$4'),
    ]) {
      expect(bad).not.toBe(good);
      writeFileSync(file, bad);
      expect(await journal.verify()).toMatchObject({ intact: false });
    }
  });
});

describe('a head', () => {
  it('may lag by the entries of killed writers, also when the next one appends', async () => {
    await fill(2);
    const head = readFileSync(headFile());
    await fill(2);
    writeFileSync(headFile(), head);
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 4 });
    await fill(1);
    expect(await journal.verify()).toMatchObject({ intact: true, entries: 5 });
    expect(parseHead(readFileSync(headFile(), 'utf8'))?.sequence).toBe(5);
  });

  const cases: [string, () => void, RegExp][] = [
    [
      'the newest entries are removed',
      () => writeFileSync(file, `${lines().slice(0, 2).join('\n')}\n`),
      /newest were removed/,
    ],
    ['the journal is emptied', () => writeFileSync(file, ''), /newest were removed/],
    ['the journal is deleted', () => rmSync(file), /newest were removed/],
    ['the head is deleted', () => rmSync(headFile()), /head is missing or damaged/],
    ['the head is damaged', () => writeFileSync(headFile(), 'x'), /head is missing or damaged/],
    [
      'the head is of another journal',
      () => writeFileSync(headFile(), headText({ sequence: 4, hash: 'ab'.repeat(32) })),
      /was replaced/,
    ],
  ];

  it.each(cases)('tells when %s, and nothing is appended then', async (_, tamper, problem) => {
    await fill(4);
    tamper();
    const result = await journal.verify();
    expect(result).toMatchObject({ intact: false, problems: [{ problem: expect.stringMatching(problem) }] });
    await expect(journal.append(record('next'))).rejects.toMatchObject({
      code: 'JOURNAL_FAILED',
      message: expect.stringContaining('not as it was left'),
    });
    expect(await journal.verify()).toEqual(result);
  });

  it('tells of a cut inside of the last line, since it is ahead', async () => {
    await fill(3);
    truncateSync(file, readFileSync(file).length - 5);
    expect(await journal.verify()).toMatchObject({ intact: false });
    await expect(journal.append(record('next'))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
  });

  it('does not let an altered newest entry be continued', async () => {
    await fill(3);
    const all = lines();
    writeFileSync(file, `${[...all.slice(0, 2), all[2]?.replace('ann', 'bob')].join('\n')}\n`);
    await expect(journal.append(record('next'))).rejects.toMatchObject({
      message: expect.stringContaining('entry 3 was changed'),
    });
  });

  it('goes with a copy', async () => {
    await fill(3);
    const copy = path.join(folder, 'copy.jsonl');
    copyFileSync(file, copy);
    copyFileSync(headFile(), `${copy}.head`);
    expect(await fileJournal({ file: copy, clock: { now: () => new Date() } }).verify()).toMatchObject({
      intact: true,
    });
  });
});

describe('verify', () => {
  it.each<[string, (all: string[]) => string[], number, RegExp]>([
    ['removed', (all) => all.toSpliced(2, 2), 3, /Entry 3 to 4 are missing/],
    ['removed at the start', (all) => all.slice(1), 1, /Entry 1 is missing/],
    ['repeated', (all) => all.toSpliced(2, 0, `${all[1]}`), 3, /Entry 2 stands behind 2/],
    ['changed', (all) => all.with(2, `${all[2]?.replace('shop', 'ship')}`), 3, /Entry 3 was changed/],
    ['put in', (all) => all.toSpliced(2, 0, 'hello'), 3, /does not tell of a killed writer/],
    [
      'rewritten with a hash of its own',
      (all) => all.with(2, rehash(`${all[2]}`)),
      4,
      /Entry 4 does not continue/,
    ],
  ])('says where a line is %s', async (_, tamper, line, problem) => {
    await fill(6);
    writeFileSync(file, `${tamper(lines()).join('\n')}\n`);
    const { intact, problems } = await journal.verify();
    expect(intact).toBe(false);
    expect(problems).toContainEqual(
      expect.objectContaining({ line, problem: expect.stringMatching(problem) }),
    );
  });

  /** An entry that is sound in itself, but not the one that was written. */
  function rehash(line: string): string {
    const unsealed = line.replace('shop', 'ship').replace(/"hash":"\w+",/, '');
    return unsealed.replace('"operation"', `"hash":"${sha256(unsealed)}","operation"`);
  }
});

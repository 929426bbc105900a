import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/context/clock';
import { verifyLines } from '../../src/journal/file/journal-lines';
import { fileJournal } from '../../src/journal/file-journal';
import type { Journal } from '../../src/journal/journal-entry';
import { parseHead, type JournalHead } from '../../src/journal/journal-head';
import { exportEntries } from '../../src/journal/journal-export';
import { seededRandom, testSeed } from '../handlers/random';
import { AppendProcess } from './append-process';
import { randomRecord, sampleRecord } from './sample-record';

jest.setTimeout(180_000);

let folder: string;
let file: string;
let journal: Journal;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-journal-'));
  file = path.join(folder, 'main.production.jsonl');
  journal = fileJournal({ file, clock: systemClock });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('every change of a journal with 20 entries is found', () => {
  let bytes: Buffer;
  let head: JournalHead | undefined;

  const isIntact = (changed: Buffer): boolean => verifyLines(changed, head, 'the head').intact;
  const joined = (lines: readonly Buffer[]): Buffer => Buffer.concat(lines);

  function linesOf(content: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    for (let start = 0; start < content.length;) {
      const end = content.indexOf('\n', start) + 1;
      lines.push(content.subarray(start, end));
      start = end;
    }
    return lines;
  }

  beforeEach(async () => {
    for (let n = 1; n <= 20; n++) {
      // One of them follows the line of a killed writer.
      if (n === 10) appendFileSync(file, '{"actor":{"host":"ci');
      await journal.append(
        sampleRecord({
          run: `r${n >> 1}`,
          phase: n % 2 ? 'finished' : 'started',
          project: n % 5 ? 'shop' : 'é\ufffd',
        }),
      );
    }
    bytes = readFileSync(file);
    head = parseHead(readFileSync(`${file}.head`, 'utf8'));
    expect(isIntact(bytes)).toBe(true);
  });

  it('every byte, changed in three ways', () => {
    const random = seededRandom(testSeed());
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      // The lowest bit, the bit that tells upper from lower case, and anything else.
      for (const mask of [0x01, 0x20, 1 + Math.floor(random() * 255)]) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ mask, at);
        if (isIntact(changed)) missed.push(`byte ${at} ^ ${mask}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('every length to which it can be cut', () => {
    const missed: number[] = [];
    for (let length = 0; length < bytes.length; length++) {
      if (isIntact(bytes.subarray(0, length))) missed.push(length);
    }
    expect(missed).toEqual([]);
  });

  it('every byte, removed, or with another one before it', () => {
    const missed: string[] = [];
    for (let at = 0; at <= bytes.length; at++) {
      const before = bytes.subarray(0, at);
      const insertion = [' ', '\n', '0'][at % 3] ?? '';
      if (isIntact(Buffer.concat([before, Buffer.from(insertion), bytes.subarray(at)])))
        missed.push(`${at} inserted`);
      if (at < bytes.length && isIntact(Buffer.concat([before, bytes.subarray(at + 1)])))
        missed.push(`${at} removed`);
    }
    expect(missed).toEqual([]);
  });

  it('any two lines swapped, any line removed, or repeated anywhere', () => {
    const lines = linesOf(bytes);
    expect(lines).toHaveLength(21);
    const missed: string[] = [];
    for (let a = 0; a < lines.length; a++) {
      const line = lines[a] ?? Buffer.alloc(0);
      if (isIntact(joined(lines.toSpliced(a, 1)))) missed.push(`${a} removed`);
      for (let b = 0; b <= lines.length; b++) {
        if (isIntact(joined(lines.toSpliced(b, 0, line)))) missed.push(`${a} repeated at ${b}`);
        const other = lines[b];
        if (other && a < b && isIntact(joined(lines.with(a, other).with(b, line))))
          missed.push(`${a} swapped with ${b}`);
      }
    }
    expect(missed).toEqual([]);
  });
});

it('100 random records are read back, verified, and exported to the byte', async () => {
  const seed = testSeed();
  const random = seededRandom(seed);
  for (let n = 0; n < 100; n++)
    await journal.append(randomRecord(random, `run-${Math.floor(random() * 60)}`));
  expect({ seed, ...(await journal.verify()) }).toMatchObject({
    seed,
    intact: true,
    entries: 100,
    problems: [],
  });
  expect(exportEntries(await journal.read(), 'jsonl')).toBe(readFileSync(file, 'utf8'));
});

it('8 processes that append 25 entries each at the same time leave 200', async () => {
  const writers = Array.from({ length: 8 }, () => new AppendProcess(file, 25));
  const codes = await Promise.all(writers.map(({ ended }) => ended));
  expect({ codes, errors: writers.map(({ errors }) => errors).join('') }).toEqual({
    codes: Array(8).fill(0),
    errors: '',
  });
  expect(await journal.verify()).toMatchObject({ intact: true, entries: 200 });
  const told = writers.flatMap(({ written }) => written).sort((a, b) => a - b);
  expect(told).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
});

it('nothing that append has returned is lost when its process is killed, 20 times', async () => {
  const seed = testSeed();
  const random = seededRandom(seed);
  let told = 0;
  for (let kill = 0; kill < 20; kill++) {
    const writer = new AppendProcess(file, 'endless');
    await writer.wrote(1);
    await sleep(random() * 40);
    await writer.kill();
    told = Math.max(told, ...writer.written);
    const { sequence } = await journal.append(sampleRecord({ run: `kill-${kill}` }));
    expect(sequence).toBeGreaterThan(told);
    expect({ seed, kill, ...(await journal.verify()) }).toMatchObject({
      seed,
      kill,
      intact: true,
      problems: [],
    });
    told = sequence;
  }
  expect((await journal.read()).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: told }, (_, n) => n + 1),
  );
});

describe('on a disk that is full', () => {
  let disk: string;
  let mounted = false;

  beforeEach(() => {
    disk = path.join(folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
      mounted = true;
    } catch {
      mounted = false; // not root, or in a container
    }
  });
  afterEach(() => {
    if (mounted) execFileSync('umount', [disk]);
  });

  it('append fails, the journal stays intact, and goes on when there is room again', async () => {
    if (!mounted) {
      console.warn('Skipped: a small disk could not be mounted.');
      return;
    }
    const small = path.join(disk, 'main.jsonl');
    const full = fileJournal({ file: small, clock: systemClock });
    await full.append(sampleRecord());
    const filler = path.join(disk, 'filler');
    // Room for some entries; then for parts of pages; then for none.
    writeFileSync(filler, Buffer.alloc(32 * 1024));
    let written = 1;
    let failure: unknown;
    while (failure === undefined) {
      await full.append(sampleRecord({ workItem: 'x'.repeat(1500) })).then(
        () => written++,
        (error: unknown) => (failure = error),
      );
    }
    expect(failure).toMatchObject({ code: 'JOURNAL_FAILED', causeCode: 'ENOSPC' });
    // What is left of the last page has room for short ones.
    for (const length of [20_000, 500, 5000, 10, 100, 1000]) {
      const { size } = statSync(small);
      try {
        await full.append(sampleRecord({ workItem: 'x'.repeat(length) }));
        written++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'JOURNAL_FAILED', causeCode: 'ENOSPC' });
        expect(statSync(small).size).toBe(size);
      }
      expect(await full.verify()).toMatchObject({ intact: true, entries: written });
    }
    rmSync(filler);
    await full.append(sampleRecord());
    expect(await full.verify()).toMatchObject({ intact: true, entries: written + 1 });
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createEngineLog, createRedactor } from './engine-log';

describe('createRedactor', () => {
  const redact = createRedactor(['hunter2', undefined, '']);

  test.each([
    ['postgresql://app:p4ss@db.example.com:5432/app', 'postgresql://***@db.example.com:5432/app'],
    ['postgresql://app:p@ss/w"ord@db/app?x=1', 'postgresql://***@db/app?x=1'],
    ['{"url":"postgresql://app:p4ss@db/app"}', '{"url":"postgresql://***@db/app"}'],
    ['file:./x?sslpassword=abc&schema=s', 'file:./x?sslpassword=***&schema=s'],
    ["CREATE ROLE a PASSWORD 'it''s'; SELECT 'kept'", "CREATE ROLE a PASSWORD '***'; SELECT 'kept'"],
    ['the password hunter2 itself', 'the password *** itself'],
    ['nothing to hide @all', 'nothing to hide @all'],
  ])('%s', (text, safe) => {
    expect(redact(text)).toBe(safe);
  });
});

describe('createEngineLog', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'engine-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('writes lines that only the user can read, without secrets at any depth', () => {
    const file = path.join(folder, 'log');
    const log = createEngineLog({ FABER_DB_ENGINE_LOG: file, PGPASSWORD: 'hunter2' });
    log('started', { argv: ['--datasource', '{"url":"postgresql://a:b@c/d"}'], n: 1n });
    log('failed', new Error('no way with hunter2'));
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({
      event: 'started',
      details: { argv: ['--datasource', '{"url":"postgresql://***@c/d"}'], n: '1' },
    });
    expect(lines[1]).toMatchObject({ event: 'failed', details: { message: 'no way with ***' } });
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('does nothing where none is asked for', () => {
    expect(() => createEngineLog({})('event', { circular: undefined })).not.toThrow();
  });
});

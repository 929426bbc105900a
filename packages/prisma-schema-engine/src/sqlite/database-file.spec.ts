import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { emptySqliteFile, runSqliteCommand, sqliteFile } from './database-file';

test.each([
  ['file:dev.db', '/base/dev.db'],
  ['file:./dev.db?connection_limit=1', '/base/dev.db'],
  ['file:/abs/a%20b.db', '/abs/a b.db'],
  ['file:///abs/dev.db', '/abs/dev.db'],
  ['file:../dev.db', '/dev.db'],
  ['file::memory:', ':memory:'],
])('%s', (url, file) => {
  expect(sqliteFile(url, '/base')).toBe(file);
});

test('creates, finds, empties and drops the file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sqlite-'));
  const file = path.join(folder, 'new/dev.db');
  expect(() => runSqliteCommand('can-connect-to-database', file)).toThrow(
    expect.objectContaining({ code: 'P1003' }),
  );
  runSqliteCommand('create-database', file);
  runSqliteCommand('can-connect-to-database', file);
  writeFileSync(file, 'content');
  writeFileSync(`${file}-wal`, 'content');
  runSqliteCommand('create-database', file);
  expect(readFileSync(file, 'utf8')).toBe('content');
  emptySqliteFile(file);
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(existsSync(`${file}-wal`)).toBe(false);
  runSqliteCommand('drop-database', file);
  expect(() => runSqliteCommand('drop-database', file)).toThrow(expect.objectContaining({ code: 'P1003' }));
  rmSync(folder, { recursive: true });
});

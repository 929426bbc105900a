import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createFolder, replaceFile } from './durable-file';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-durable-'));
  file = path.join(folder, 'plan.json');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('replaces a file, and leaves nothing else behind', () => {
  replaceFile(file, 'old');
  replaceFile(file, 'néw');
  expect(readFileSync(file, 'utf8')).toBe('néw');
  expect(readdirSync(folder)).toEqual(['plan.json']);
  writeFileSync(path.join(folder, 'usual'), '');
  expect(statSync(file).mode).toBe(statSync(path.join(folder, 'usual')).mode);
});

it('keeps the old file when the new one cannot take its place, and cleans up', () => {
  mkdirSync(path.join(file, 'not-empty'), { recursive: true });
  expect(() => replaceFile(file, 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(readdirSync(folder)).toEqual(['plan.json']);
  expect(() => replaceFile(path.join(folder, 'missing/plan.json'), 'new')).toThrow('ENOENT');
});

it('does not fail when the new content is there and only the folder cannot be synced', () => {
  const sync = fs.fsyncSync;
  jest.spyOn(fs, 'fsyncSync').mockImplementation((descriptor) => {
    if (fs.fstatSync(descriptor).isDirectory()) throw new Error('EINVAL');
    sync(descriptor);
  });
  replaceFile(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(() => createFolder(path.join(folder, 'deep/er'))).toThrow('EINVAL');
});

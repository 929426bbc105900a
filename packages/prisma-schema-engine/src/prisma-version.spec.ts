import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findPrisma } from './prisma-version';

let root: string;

function install(folder: string, name: string, version: string): string {
  const target = path.join(root, folder);
  mkdirSync(path.join(target, 'build'), { recursive: true });
  writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name, version }));
  writeFileSync(path.join(target, 'build/index.js'), '');
  return target;
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'prisma-version-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('takes the program that started the engine first', () => {
  const inProject = install('app/node_modules/prisma', 'prisma', '7.1.0');
  const global = install('global/prisma', 'prisma', '6.19.3');
  const app = path.join(root, 'app');
  expect(findPrisma([app], path.join(global, 'build/index.js'))).toEqual({
    version: '6.19.3',
    folder: global,
  });
  expect(findPrisma([app], '/usr/bin/something')).toEqual({ version: '7.1.0', folder: inProject });
});

test('looks from the first folder that knows one, upwards', () => {
  const folder = install('node_modules/prisma', 'prisma', '7.1.0');
  mkdirSync(path.join(root, 'app/prisma'), { recursive: true });
  expect(findPrisma(['/', path.join(root, 'app/prisma')], '/usr/bin/x')).toEqual({
    version: '7.1.0',
    folder,
  });
});

test('does not take another package for it', () => {
  const other = install('other', 'not-prisma', '1.0.0');
  expect(findPrisma(['/'], path.join(other, 'build/index.js'))).toBeUndefined();
});

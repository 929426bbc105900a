import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findPrisma } from './prisma-installation';

let root: string;
const write = (file: string, text = '') => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeEach(() => (root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'faber-db-install-')))));
afterEach(() => rmSync(root, { recursive: true }));

describe('findPrisma', () => {
  const install = (version: string) =>
    write('node_modules/prisma/package.json', JSON.stringify({ version, bin: { prisma: 'build/index.js' } }));
  const find = (env: Record<string, string> = {}) => findPrisma(path.join(root, 'apps/shop'), env);

  it('finds the nearest installation upwards', () => {
    expect(() => find()).toThrow(expect.objectContaining({ code: 'TOOL_MISSING' }));
    install('7.10.1');
    expect(find()).toEqual({
      version: '7.10.1',
      major: 7,
      cli: path.join(root, 'node_modules/prisma/build/index.js'),
      hasNativeEngine: false,
    });
    install('5.22.0');
    expect(() => find()).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  it('sees a native engine, but not what a broken download left', () => {
    install('6.19.3');
    write('node_modules/@prisma/engines/schema-engine-debian-openssl-3.0.x.gz.sha256');
    expect(find().hasNativeEngine).toBe(false);
    write('node_modules/@prisma/engines/schema-engine-debian-openssl-3.0.x');
    expect(find().hasNativeEngine).toBe(true);
  });

  it('respects the engine that the user names', () => {
    install('6.19.3');
    write('my-engine');
    expect(find({ PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'my-engine') }).hasNativeEngine).toBe(true);
    expect(find({ PRISMA_SCHEMA_ENGINE_BINARY: '/nowhere' }).hasNativeEngine).toBe(false);
  });

  it('knows its own stand-in when the user names that', () => {
    install('7.10.1');
    write('engine/package.json', '{ "name": "@faber-db/prisma-schema-engine" }');
    write('engine/bin/schema-engine.js');
    const named = { PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'engine/bin/schema-engine.js') };
    expect(find(named).hasNativeEngine).toBe(false);
  });
});

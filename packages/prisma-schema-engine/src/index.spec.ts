import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { prismaEnvironment, schemaEnginePath } from './index';

test('the engine can be executed as it is', () => {
  expect(path.isAbsolute(schemaEnginePath())).toBe(true);
  accessSync(schemaEnginePath(), constants.X_OK);
  expect(readFileSync(schemaEnginePath(), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('Prisma 7 needs one variable', () => {
  expect(prismaEnvironment({ prismaVersion: '7.10.1' })).toEqual({
    PRISMA_SCHEMA_ENGINE_BINARY: schemaEnginePath(),
  });
  expect(prismaEnvironment()).toEqual({ PRISMA_SCHEMA_ENGINE_BINARY: schemaEnginePath() });
});

test('Prisma 6 also wants a query engine, which must not get into a generated client', () => {
  const environment = prismaEnvironment({ prismaVersion: '6.19.3' });
  expect(existsSync(environment['PRISMA_QUERY_ENGINE_LIBRARY'] ?? '')).toBe(true);
  expect(environment['PRISMA_MIGRATE_SKIP_GENERATE']).toBe('1');
});

test('importing it loads nothing but Node', () => {
  const source = ['index.ts', 'automation-guard.ts', 'failure-text.ts', 'user-error.ts'].map((file) =>
    readFileSync(path.join(__dirname, file), 'utf8'),
  );
  const imported = source.flatMap((text) => [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]));
  expect(new Set(imported)).toEqual(
    new Set(['node:fs', 'node:path', './automation-guard', './failure-text', './user-error']),
  );
});

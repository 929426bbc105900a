import { findProblems } from '../find-problems';
import { createSchemaModel } from '../model/create-schema-model';
import { readScript } from '../read-script';
import { concurrentlyInTransaction } from './concurrently-in-transaction';

async function objects(sql: string): Promise<string[]> {
  const { findings } = findProblems({
    provider: 'postgresql',
    scripts: [{ script: await readScript('postgresql', sql, {}) }],
    before: createSchemaModel({ provider: 'postgresql' }),
    rules: [concurrentlyInTransaction],
    filesAreBatches: true,
  });
  return findings.map(({ object }) => object);
}

describe('concurrently-in-transaction where each file is sent as one message', () => {
  it.each([
    ['CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1;', ['i']],
    ['SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a);', ['i']],
    ['VACUUM t; DROP DATABASE d;', ['', 'd']],
    ['CREATE INDEX CONCURRENTLY i ON t (a);', []],
    ['-- by itself\nCREATE INDEX CONCURRENTLY i ON t (a);\n-- the end\n', []],
    ['CREATE INDEX i ON t (a); SELECT 1;', []],
  ])('%j', async (sql, expected) => {
    expect(await objects(sql)).toEqual(expected);
  });
});

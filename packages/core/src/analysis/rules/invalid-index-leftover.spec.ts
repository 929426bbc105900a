import { findProblems } from '../find-problems';
import { createSchemaModel } from '../model/create-schema-model';
import { readScript } from '../read-script';
import { invalidIndexLeftover } from './invalid-index-leftover';

const CREATE = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);';

/** Risks of what is found in CREATE, given what the live database has. */
async function risks(schema: string, invalidIndexes: readonly string[] = []): Promise<string[]> {
  const before = createSchemaModel({ provider: 'postgresql', isComplete: true, isLive: true });
  const { statements } = await readScript('postgresql', schema, {});
  for (const change of statements.flatMap(({ changes }) => changes)) before.apply(change);
  before.beginRun();
  before.setFacts({ name: 't' }, { invalidIndexes });
  const script = await readScript('postgresql', CREATE, {});
  const { findings } = findProblems({
    provider: 'postgresql',
    scripts: [{ script }],
    before,
    rules: [invalidIndexLeftover],
  });
  return findings.map(({ risk }) => risk);
}

describe('invalid-index-leftover on a live database', () => {
  const table = 'CREATE TABLE t (a int);';
  const index = 'CREATE INDEX t_a ON t (a);';
  it.each([
    ['there is no such index', table, [], []],
    ['it is valid', `${table} ${index}`, [], []],
    ['it is invalid', `${table} ${index}`, ['t_a'], ['high']],
  ])('%s', async (_, schema, invalid, expected) => {
    expect(await risks(schema, invalid)).toEqual(expected);
  });
});

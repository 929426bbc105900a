import { findProblems } from '../../find-problems';
import { createSchemaModel } from '../../model/create-schema-model';
import { readScript } from '../../read-script';
import { RULES } from '..';

/** Risk and rows of what is found for `sql`, given a table of so many rows. */
async function risks(sql: string, facts: { estimatedRows?: number; isLive: boolean }): Promise<string[]> {
  const { isLive, ...rows } = facts;
  const before = createSchemaModel({ provider: 'postgresql', isComplete: true, isLive });
  const schema = await readScript('postgresql', 'CREATE TABLE t (a int, b text);', {});
  for (const change of schema.statements.flatMap(({ changes }) => changes)) before.apply(change);
  before.beginRun();
  if (rows.estimatedRows !== undefined) before.setFacts({ name: 't' }, rows);
  const script = await readScript('postgresql', sql, {});
  const { findings } = findProblems({ provider: 'postgresql', scripts: [{ script }], before, rules: RULES });
  return findings.map(({ rule, risk, estimatedRows }) => `${rule} ${risk} ${estimatedRows}`);
}

describe('time under lock', () => {
  const index = 'CREATE INDEX ON t (a)';
  const type = 'ALTER TABLE t ALTER a TYPE bigint';
  it.each([
    [index, { isLive: true, estimatedRows: 20 }, ['index-not-concurrent low 20']],
    [index, { isLive: true, estimatedRows: 2_000_000 }, ['index-not-concurrent high 2000000']],
    [index, { isLive: false, estimatedRows: 20 }, ['index-not-concurrent high 20']],
    [type, { isLive: true, estimatedRows: 0 }, ['change-type-rewrite low 0']],
    [type, { isLive: true, estimatedRows: 10_000 }, ['change-type-rewrite high 10000']],
    // What is lost is lost, however few the rows are thought to be.
    ['DROP TABLE t', { isLive: true, estimatedRows: 0 }, ['drop-table high 0']],
  ])('%s, %j', async (sql, facts, expected) => {
    expect(await risks(sql, facts)).toEqual(expected);
  });
});

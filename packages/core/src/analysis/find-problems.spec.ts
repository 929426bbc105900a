import { findProblems, type FindProblemsInput } from './find-problems';
import { createSchemaModel } from './model/create-schema-model';
import { modelFromScripts } from './model/model-from-scripts';
import type { SchemaModel } from './model/schema-model';
import { readScript } from './read-script';
import { defineRule, type Rule, type RuleContext } from './rule';

const dropsTable = defineRule({
  id: 'drop-table',
  title: 'a table is dropped',
  engines: ['postgresql', 'mysql'],
  risk: 'high',
  on: ['drop-table'],
  examples: [],
  check: ({ change }, { before }) => ({
    object: change.table.name,
    message: before.table(change.table) ? 'it exists' : 'it does not',
    suggestion: 'none',
    estimatedRows: before.table(change.table)?.estimatedRows,
  }),
});

/** Reports each change of the kinds twice, for another object each. */
const drops = defineRule({
  id: 'drop-column',
  title: 'something is dropped',
  engines: ['postgresql'],
  risk: 'low',
  on: ['drop-table', 'drop-column'],
  examples: [],
  check: () => [
    { object: 'a', message: '', suggestion: '', risk: 'critical' },
    { object: 'b', message: '', suggestion: '' },
    { object: 'b', message: 'again', suggestion: '' },
  ],
});

type Options = Partial<Omit<FindProblemsInput, 'provider' | 'scripts'>>;

async function problems(sql: string | string[], { rules = [dropsTable], ...options }: Options = {}) {
  const files = typeof sql === 'string' ? [sql] : sql;
  const scripts = await Promise.all(
    files.map(async (text, index) => ({
      script: await readScript('postgresql', text),
      file: `${index}.sql`,
    })),
  );
  const before = createSchemaModel({ provider: 'postgresql' });
  return findProblems({ provider: 'postgresql', scripts, before, rules, ...options });
}

const places = ({ findings }: ReturnType<typeof findProblems>) =>
  findings.map(
    ({ file, statement, line, column, rule, object }) =>
      `${file}:${line}:${column} #${statement} ${rule} ${object}`,
  );

it('says where a finding is: file, line, column, number of the statement', async () => {
  const result = await problems([
    'SELECT 1;\n\n  -- a comment\n  DROP TABLE t;',
    'DROP TABLE u; DROP TABLE v;',
  ]);
  expect(places(result)).toEqual([
    '0.sql:4:3 #2 drop-table t',
    '1.sql:1:1 #1 drop-table u',
    '1.sql:1:15 #2 drop-table v',
  ]);
});

it('does not count pieces that are only comments', async () => {
  const result = await problems('-- nothing\n;\n;DROP TABLE t; -- the end\n');
  expect(places(result)).toEqual(['0.sql:3:2 #1 drop-table t']);
});

it('gives the place inside of a DO block', async () => {
  const { findings } = await problems('DO $$\nBEGIN\n  DROP TABLE t;\nEND $$;');
  expect(findings).toMatchObject([{ statement: 1, line: 3 }]);
});

it('sorts by place, then by rule, and reports an object once per statement and rule', async () => {
  const result = await problems('DROP TABLE t; ALTER TABLE t DROP a, DROP b;', {
    rules: [drops, dropsTable],
  });
  expect(places(result)).toEqual([
    '0.sql:1:1 #1 drop-table t',
    '0.sql:1:1 #1 drop-column a',
    '0.sql:1:1 #1 drop-column b',
    '0.sql:1:15 #2 drop-column a',
    '0.sql:1:15 #2 drop-column b',
  ]);
});

it('takes the risk from the configuration, the case at hand, the rule, in this order', async () => {
  const risks = async (options: Options) =>
    (await problems('DROP TABLE t;', { rules: [drops], ...options })).findings.map(({ risk }) => risk);
  expect(await risks({})).toEqual(['critical', 'low']);
  expect(await risks({ riskOf: { 'drop-column': 'medium' } })).toEqual(['medium', 'medium']);
  expect(await risks({ riskOf: { 'drop-column': 'off' } })).toEqual([]);
});

it('leaves out rules of other engines', async () => {
  const rule: Rule = { ...dropsTable, engines: ['sqlite'] } as Rule;
  expect((await problems('DROP TABLE t;', { rules: [rule] })).findings).toEqual([]);
});

describe('what a rule sees', () => {
  async function contextsOf(sql: string, before: SchemaModel, options: Options = {}) {
    const seen: { kind: string; known: string[]; context: RuleContext }[] = [];
    const rule = defineRule({
      ...dropsTable,
      on: ['create-table', 'drop-table', 'rename-table'],
      check: ({ change }, context) => {
        const known = [...context.before.tables()].map(({ name }) => name.name).sort();
        seen.push({ kind: change.kind, known, context });
        return undefined;
      },
    });
    await problems(sql, { rules: [rule], before, ...options });
    return seen;
  }

  it('is the schema before the change and the one after the run', async () => {
    const before = await modelFromScripts('postgresql', ['CREATE TABLE a (x int);']);
    const seen = await contextsOf('ALTER TABLE a RENAME TO b; DROP TABLE b; CREATE TABLE c (x int);', before);
    expect(seen.map(({ kind, known }) => [kind, known])).toEqual([
      ['rename-table', ['a']],
      ['drop-table', ['b']],
      ['create-table', []],
    ]);
    for (const { context } of seen)
      expect([...context.after.tables()].map(({ name }) => name.name)).toEqual(['c']);
    expect([...before.tables()].map(({ name }) => name.name)).toEqual(['a']);
  });

  it('is the whole run', async () => {
    const seen = await contextsOf(
      'SELECT 1; DROP TABLE a; DROP TABLE b;',
      createSchemaModel({ provider: 'postgresql' }),
    );
    expect(seen.map(({ context: { run, index } }) => [run.length, run[index]?.change.kind])).toEqual([
      [3, 'drop-table'],
      [3, 'drop-table'],
    ]);
  });

  test.each([
    ['postgresql', undefined, undefined, undefined],
    ['postgresql', '15.18', 15, undefined],
    ['mysql', '8.0.36', 8, 'mysql'],
    ['mysql', '10.11.6-MariaDB', 10, 'mariadb'],
    ['mysql', '11', 11, 'mariadb'],
    ['mysql', undefined, undefined, undefined],
  ] as const)('%s %s is major version %s, %s', async (provider, serverVersion, majorVersion, flavour) => {
    let context: RuleContext | undefined;
    const rule = defineRule({ ...dropsTable, check: (_, seen) => void (context = seen) });
    const script = await readScript('postgresql', 'DROP TABLE t;');
    const before = createSchemaModel({ provider, ...(serverVersion ? { serverVersion } : {}) });
    findProblems({ provider, scripts: [{ script: { ...script, provider } }], before, rules: [rule] });
    expect(context).toMatchObject({ filesAreBatches: false });
    expect([context?.majorVersion, context?.flavour, context?.serverVersion]).toEqual([
      majorVersion,
      flavour,
      serverVersion,
    ]);
  });
});

describe('suppressions', () => {
  const allow = (rules: string) => `-- faber-db: allow ${rules} because I say so\n`;

  it('mark what they allow, and nothing else', async () => {
    const { findings, warnings } = await problems(`${allow('drop-table')}DROP TABLE t;\nDROP TABLE u;`);
    expect(findings.map(({ object, suppressed }) => [object, suppressed])).toEqual([
      ['t', 'I say so'],
      ['u', undefined],
    ]);
    expect(warnings).toEqual([]);
  });

  it('do not work for what is critical', async () => {
    const { findings, warnings } = await problems(`${allow('drop-column')}DROP TABLE t;`, { rules: [drops] });
    expect(findings.map(({ object, suppressed }) => [object, suppressed])).toEqual([
      ['a', undefined],
      ['b', 'I say so'],
    ]);
    expect(warnings).toEqual([
      { file: '0.sql', line: 1, message: '"drop-column" is critical here, which a comment cannot allow.' },
    ]);
  });

  it('are reported where there is nothing to allow, unless the rule is off', async () => {
    const sql = `SELECT 1;\n${allow('drop-table')}SELECT 2;`;
    expect((await problems(sql)).warnings).toEqual([
      { file: '0.sql', line: 2, message: 'Nothing to allow: "drop-table" finds nothing in this statement.' },
    ]);
    expect((await problems(sql, { riskOf: { 'drop-table': 'off' } })).warnings).toEqual([]);
  });

  it('are reported where they cannot be understood', async () => {
    const { warnings } = await problems('-- faber-db: allow drop-table\nDROP TABLE t;');
    expect(warnings).toMatchObject([{ file: '0.sql', line: 1, message: expect.stringContaining('reason') }]);
  });
});

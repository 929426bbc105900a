import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_RISKS, RULE_IDS } from '../../config/rule-risks';
import { RULES } from '.';

const ENGINES = { postgresql: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' };

it('every rule that can be configured exists, with the risk that the configuration documents', () => {
  expect(RULES.map(({ id }) => id)).toEqual(RULE_IDS);
  expect(Object.fromEntries(RULES.map(({ id, risk }) => [id, risk]))).toEqual(DEFAULT_RISKS);
});

it('the guide lists every rule as it is', () => {
  const guide = readFileSync(path.resolve(__dirname, '../../../../../docs/lint-rules.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `([\w-]+)`\s*\|(.*)\|$/gm)].map(([, id, rest = '']) =>
    [id, ...rest.split('|').map((cell) => cell.trim())].join(' | '),
  );
  expect(rows).toEqual(
    RULES.map(({ id, risk, engines, title }) =>
      [
        id,
        risk,
        engines.length === 3 ? 'all' : engines.map((engine) => ENGINES[engine]).join(', '),
        title,
      ].join(' | '),
    ),
  );
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it('has examples of what it finds and of what it leaves alone', () => {
    const found = rule.examples.filter(({ finds }) => finds !== false && finds !== 0);
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(rule.examples.length - found.length).toBeGreaterThanOrEqual(3);
  });

  it('has its documentation in its file', () => {
    const source = readFileSync(path.join(__dirname, `${rule.id}.ts`), 'utf8');
    expect(source).toMatch(/\* Source: /);
    expect(source).toMatch(/Safe( alternative)?( on \w+)?:|Safe alternative/);
  });
});

import { findProblems } from '../find-problems';
import { createSchemaModel } from '../model/create-schema-model';
import { modelFromScripts } from '../model/model-from-scripts';
import type { SchemaModel } from '../model/schema-model';
import { readScript } from '../read-script';
import type { Rule, RuleExample } from '../rule';
import { RULES } from '.';

async function modelBefore({ provider, schema, serverVersion }: RuleExample): Promise<SchemaModel> {
  const options = serverVersion === undefined ? {} : { serverVersion };
  if (schema === undefined) return createSchemaModel({ provider, ...options });
  return modelFromScripts(provider, [schema], options);
}

async function messagesOf(rule: Rule, example: RuleExample): Promise<string[]> {
  const { provider, sql, serverVersion } = example;
  const script = await readScript(provider, sql, serverVersion === undefined ? {} : { serverVersion });
  const before = await modelBefore(example);
  const { findings } = findProblems({ provider, scripts: [{ script }], before, rules: [rule] });
  return findings.map(({ object, message }) => `${object}: ${message}`);
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const cases = rule.examples.map((example) => {
    const expected = example.finds === true ? 'finds' : `${Number(example.finds)} of`;
    return [`${example.provider}: ${expected} "${example.why}": ${example.sql}`, example] as const;
  });

  test.each(cases)('%s', async (_name, example) => {
    const messages = await messagesOf(rule, example);
    if (example.finds === true) expect(messages).not.toEqual([]);
    else if (example.finds === false) expect(messages).toEqual([]);
    else expect({ messages, count: messages.length }).toMatchObject({ count: example.finds });
  });

  it('has examples of both kinds', () => {
    expect(rule.examples.some(({ finds }) => finds !== false && finds !== 0)).toBe(true);
    expect(rule.examples.some(({ finds }) => finds === false || finds === 0)).toBe(true);
  });

  it('has examples for each of its engines', () => {
    const providers = new Set(rule.examples.map(({ provider }) => provider));
    expect([...providers].sort()).toEqual([...rule.engines].sort());
  });
});

import { DEFAULT_RISKS, RULE_IDS } from '../../config/rule-risks';
import { RULES } from '.';

describe('RULES', () => {
  it('has a rule for each id, in their order', () => {
    expect(RULES.map(({ id }) => id)).toEqual(RULE_IDS);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s has its documented risk', (id, rule) => {
    expect(rule.risk).toBe(DEFAULT_RISKS[id]);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s has examples enough', (_, { examples }) => {
    const found = examples.filter(({ finds }) => finds !== false && finds !== 0);
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(examples.length - found.length).toBeGreaterThanOrEqual(4);
  });
});

import type { PlanBasis } from './plan';
import { planDifferences } from './plan-difference';

const basis: PlanBasis = {
  project: 'shop',
  database: 'default',
  environment: 'production',
  migrations: [
    { name: '2_b', checksum: 'b' },
    { name: '3_c', checksum: 'c' },
  ],
  state: {
    identity: 'server-1/shop',
    history: [{ name: '1_a', checksum: 'a', state: 'applied' }],
    schema: 's1',
  },
  configuration: 'k1',
  decision: { outcome: 'approve', approval: 'standard', backup: 'recommended' },
};

const applied = (name: string, checksum: string, state = 'applied') => ({ name, checksum, state });
const change = (edit: (copy: PlanBasis) => void) => {
  const copy = structuredClone(basis);
  edit(copy);
  return copy;
};

describe('planDifferences', () => {
  it('finds none in the same situation', () => {
    expect(planDifferences(basis, structuredClone(basis))).toEqual([]);
  });

  it.each<[string, PlanBasis, RegExp[]]>([
    [
      'an edited migration',
      change((now) => void (now.migrations[1] = { name: '3_c', checksum: 'x' })),
      [/^Migration 3_c was edited/],
    ],
    [
      'an added one',
      change((now) => void now.migrations.push({ name: '4_d', checksum: 'd' })),
      [/^Migration 4_d was added/],
    ],
    [
      'a removed one',
      change((now) => void now.migrations.pop()),
      [/^Migration 3_c is no longer among the pending/],
    ],
    [
      'one applied by somebody else',
      change((now) => {
        now.migrations.shift();
        now.state.history.push(applied('2_b', 'b'));
        now.state.schema = 's2';
      }),
      [/^Migration 2_b was applied by somebody else/],
    ],
    [
      'an unknown one applied in between',
      change((now) => void now.state.history.push(applied('0_x', 'x'))),
      [/^Migration 0_x, which the plan does not know, was applied/],
    ],
    [
      'a failed one',
      change((now) => void now.state.history.push(applied('2_b', 'b', 'failed'))),
      [/^Migration 2_b is now failed/],
    ],
    ['a lost history', change((now) => void (now.state.history = [])), [/^Migration 1_a is gone/]],
    [
      'a change by hand',
      change((now) => void (now.state.schema = 's2')),
      [/schema was changed by something else/],
    ],
    [
      'another database',
      change((now) => void (now.state.identity = 'server-2/shop')),
      [/^It is another database/],
    ],
    [
      'another environment',
      change((now) => {
        now.environment = 'staging';
        now.state.identity = 'server-2/shop';
      }),
      [/^The plan is for the environment "production", this is "staging"/],
    ],
    [
      'the configuration',
      change((now) => void (now.configuration = 'k2')),
      [/^The configuration was changed/],
    ],
    [
      'the decision',
      change(
        (now) => void (now.decision = { outcome: 'approve', approval: 'enhanced', backup: 'recommended' }),
      ),
      [/^The decision changed from "standard, backup recommended" to "enhanced, backup recommended"/],
    ],
    ['the order', change((now) => void now.migrations.reverse()), [/^The order/]],
    [
      'several at once',
      change((now) => {
        now.configuration = 'k2';
        now.migrations = [{ name: '2_b', checksum: 'x' }];
      }),
      [/^Migration 2_b was edited/, /^Migration 3_c is no longer/, /^The configuration/],
    ],
  ])('explains %s', (_what, now, expected) => {
    const differences = planDifferences(basis, now);
    expect(differences).toHaveLength(expected.length);
    differences.forEach((difference, index) => expect(difference).toMatch(expected[index] as RegExp));
  });
});

import type { Finding } from '../analysis/finding';
import type { ResolvedEnvironment } from '../config/resolved-config';
import type { Risk, RuleId } from '../config/rule-risks';
import { decide, type Decision, type DecisionInput } from './decision';

const finding = (rule: RuleId, risk: Risk, more: Partial<Finding> = {}): Finding => ({
  rule,
  risk,
  statement: 1,
  line: 1,
  column: 1,
  object: 'users',
  message: '',
  suggestion: '',
  ...more,
});

const environments: Record<string, DecisionInput['environment']> = {
  dev: place('dev', {}),
  staging: place('staging', { requiresApproval: ['migrate'] }),
  production: place('production', { isProtected: true, backupEnforcement: 'recommended' }),
  asking: place('production', {
    isProtected: true,
    requiresApproval: ['migrate'],
    backupEnforcement: 'required',
    promoteFrom: 'staging',
  }),
};

function place(name: string, more: Partial<ResolvedEnvironment>): DecisionInput['environment'] {
  return {
    name,
    isProtected: false,
    requiresApproval: [],
    backupEnforcement: 'optional',
    promoteFrom: undefined,
    ...more,
  };
}

interface Case {
  why: string;
  environment: keyof typeof environments;
  findings?: Finding[];
  operations?: DecisionInput['safety']['destructiveOperations'];
  pending?: number;
  notPromoted?: string[];
  expected: string;
}

/** `outcome`, the approval and the backup in one text. */
const summary = ({ outcome, approval, backup }: Decision) =>
  [outcome, approval, `backup ${backup}`].filter(Boolean).join(', ');

const low = [finding('mix-ddl-dml', 'low')];
const medium = [finding('drop-constraint', 'medium')];
const high = [finding('drop-table', 'high')];
const critical = [finding('drop-database', 'critical')];

const cases: Case[] = [
  {
    why: 'low asks for nothing',
    environment: 'production',
    findings: low,
    expected: 'allow, backup recommended',
  },
  { why: 'nothing found', environment: 'production', expected: 'allow, backup recommended' },
  {
    why: 'medium',
    environment: 'production',
    findings: medium,
    expected: 'approve, standard, backup recommended',
  },
  {
    why: 'high',
    environment: 'production',
    findings: high,
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'the weightiest counts',
    environment: 'production',
    findings: [...low, ...high, ...medium],
    expected: 'approve, enhanced, backup recommended',
  },
  { why: 'critical', environment: 'production', findings: critical, expected: 'block, backup recommended' },
  {
    why: 'critical, allowed by name',
    environment: 'production',
    findings: critical,
    operations: { drop_database: { allowed: true } },
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'dev is left alone',
    environment: 'dev',
    findings: [...critical, ...high],
    expected: 'allow, backup optional',
  },
  {
    why: 'not allowed anywhere',
    environment: 'dev',
    findings: high,
    operations: { drop_table: { allowed: false } },
    expected: 'block, backup optional',
  },
  {
    why: 'not allowed, another operation',
    environment: 'dev',
    findings: high,
    operations: { drop_column: { allowed: false } },
    expected: 'allow, backup optional',
  },
  {
    why: 'an environment that asks is not protected: nothing is blocked',
    environment: 'staging',
    findings: critical,
    expected: 'approve, enhanced, backup optional',
  },
  {
    why: 'it asks without findings too',
    environment: 'staging',
    expected: 'approve, standard, backup optional',
  },
  {
    why: 'the least approval by name',
    environment: 'production',
    findings: medium,
    operations: { drop_constraint: { approval: 'enhanced' } },
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'by name never less than by risk',
    environment: 'production',
    findings: high,
    operations: { drop_table: { approval: 'standard' } },
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'by name also for low risk',
    environment: 'production',
    findings: [finding('drop-table', 'low')],
    operations: { drop_table: { approval: 'standard' } },
    expected: 'approve, standard, backup recommended',
  },
  {
    why: 'few rows',
    environment: 'production',
    findings: [finding('drop-table', 'high', { estimatedRows: 9 })],
    operations: { drop_table: { rowThreshold: 10 } },
    expected: 'allow, backup recommended',
  },
  {
    why: 'as many rows as the threshold',
    environment: 'production',
    findings: [finding('drop-table', 'high', { estimatedRows: 10 })],
    operations: { drop_table: { rowThreshold: 10 } },
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'unknown rows are many',
    environment: 'production',
    findings: high,
    operations: { drop_table: { rowThreshold: 10 } },
    expected: 'approve, enhanced, backup recommended',
  },
  {
    why: 'few rows do not allow what is forbidden',
    environment: 'production',
    findings: [finding('drop-table', 'high', { estimatedRows: 0 })],
    operations: { drop_table: { rowThreshold: 10, allowed: false } },
    expected: 'block, backup recommended',
  },
  {
    why: 'a backup by name',
    environment: 'dev',
    findings: high,
    operations: { drop_table: { requireBackup: true } },
    expected: 'allow, backup required',
  },
  {
    why: 'the risk of suppressed findings counts for nothing',
    environment: 'production',
    findings: [finding('drop-table', 'high', { suppressed: 'unused' })],
    expected: 'allow, backup recommended',
  },
  {
    why: 'what is forbidden by name stays so, whatever the author says',
    environment: 'production',
    findings: [finding('drop-table', 'high', { suppressed: 'unused' })],
    operations: { drop_table: { allowed: false } },
    expected: 'block, backup recommended',
  },
  {
    why: 'and what is asked for by name, too',
    environment: 'production',
    findings: [finding('drop-table', 'high', { suppressed: 'unused' })],
    operations: { drop_table: { approval: 'enhanced', requireBackup: true } },
    expected: 'approve, enhanced, backup required',
  },
  {
    why: 'asks, needs a backup',
    environment: 'asking',
    findings: low,
    expected: 'approve, standard, backup required',
  },
  { why: 'not promoted', environment: 'asking', notPromoted: ['1_a'], expected: 'block, backup required' },
  {
    why: 'not promoted, but nothing to come before',
    environment: 'production',
    notPromoted: ['1_a'],
    expected: 'allow, backup recommended',
  },
  {
    why: 'nothing pending',
    environment: 'asking',
    pending: 0,
    notPromoted: ['1_a'],
    findings: critical,
    expected: 'allow, backup optional',
  },
];

describe('decide', () => {
  it.each(cases)('$why: $environment → $expected', (testCase) => {
    const decision = decide({
      environment: environments[testCase.environment] as DecisionInput['environment'],
      findings: testCase.findings ?? [],
      safety: { destructiveOperations: testCase.operations ?? {} },
      pending: testCase.pending ?? 1,
      notPromoted: testCase.notPromoted ?? [],
    });
    expect(summary(decision)).toBe(testCase.expected);
  });

  it('gives its reasons, the weightiest first, with the words of the configuration', () => {
    const { reasons } = decide({
      environment: environments['asking'] as DecisionInput['environment'],
      findings: [...medium, finding('drop-table', 'high', { migration: '1_a' })],
      safety: { destructiveOperations: { drop_table: { allowed: false, blockReason: 'Archive it first.' } } },
      pending: 1,
    });
    expect(reasons.map(({ effect, because }) => `${effect}: ${because}`)).toEqual([
      'block: drop-table users is not allowed: Archive it first.',
      'standard: drop-constraint users has medium risk.',
      'standard: Migrations of production need an approval.',
      'backup: Migrations of production need a backup.',
    ]);
    expect(reasons[0]).toMatchObject({ rule: 'drop-table', object: 'users', migration: '1_a' });
  });
});

import type { Finding } from '../analysis/finding';
import {
  DESTRUCTIVE_OPERATIONS,
  type DestructiveOperation,
  type Risk,
  type RuleId,
} from '../config/rule-risks';
import type {
  BackupEnforcement,
  DestructiveOperationPolicy,
  ResolvedEnvironment,
  ResolvedSafety,
} from '../config/resolved-config';

/** How thorough an approval has to be: `enhanced` asks for a typed phrase at the terminal. */
export type ApprovalLevel = 'standard' | 'enhanced';

/** What the policy makes of a set of migrations in an environment. Plain data. */
export interface Decision {
  outcome: 'allow' | 'approve' | 'block';
  /** Set for `approve`. */
  approval?: ApprovalLevel;
  backup: BackupEnforcement;
  /** Why, the weightiest first; each is a sentence. */
  reasons: DecisionReason[];
}

export interface DecisionReason {
  /** What it leads to. */
  effect: 'block' | 'enhanced' | 'standard' | 'backup';
  because: string;
  /** The rule and the object of the finding, where it comes from one. */
  rule?: RuleId;
  object?: string;
  migration?: string;
}

export interface DecisionInput {
  findings: readonly Finding[];
  environment: Pick<
    ResolvedEnvironment,
    'name' | 'isProtected' | 'requiresApproval' | 'backupEnforcement' | 'promoteFrom'
  >;
  safety: Pick<ResolvedSafety, 'destructiveOperations'>;
  /** How many migrations would run. */
  pending: number;
  /** Names of pending migrations that are not applied, with the same content, in `promoteFrom`. */
  notPromoted?: readonly string[];
}

const EFFECTS = ['block', 'enhanced', 'standard', 'backup'] as const;

/**
 * Findings + environment + configuration → decision. A pure function.
 * - A finding of critical risk blocks a protected environment; high asks for the enhanced approval, medium
 *   for the standard one, low for none. Suppressed findings count as low.
 * - Where `require_approval_for` names migrate, there is at least the standard approval.
 * - `destructive_operations` rule kinds of findings: `allowed: false` blocks everywhere, `allowed: true`
 *   turns the block of a critical risk into the enhanced approval, `approval` is the least approval,
 *   `row_threshold` makes it low while the table has fewer rows, `require_backup` asks for a backup.
 * - `promote_from` blocks until the environment before has the same migrations.
 */
export function decide(input: DecisionInput): Decision {
  const { environment } = input;
  if (input.pending === 0) return { outcome: 'allow', backup: 'optional', reasons: [] };
  const reasons = [
    ...promotionReasons(input),
    ...input.findings.flatMap((finding) => findingReasons(finding, input)),
  ];
  if (environment.requiresApproval.includes('migrate')) {
    reasons.push({ effect: 'standard', because: `Migrations of ${environment.name} need an approval.` });
  }
  if (environment.backupEnforcement === 'required') {
    reasons.push({ effect: 'backup', because: `Migrations of ${environment.name} need a backup.` });
  }
  reasons.sort((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
  const has = (effect: DecisionReason['effect']) => reasons.some((reason) => reason.effect === effect);
  const backup = has('backup') ? 'required' : environment.backupEnforcement;
  if (has('block')) return { outcome: 'block', backup, reasons };
  if (has('enhanced')) return { outcome: 'approve', approval: 'enhanced', backup, reasons };
  if (has('standard')) return { outcome: 'approve', approval: 'standard', backup, reasons };
  return { outcome: 'allow', backup, reasons };
}

function promotionReasons({ environment, notPromoted = [] }: DecisionInput): DecisionReason[] {
  if (environment.promoteFrom === undefined || notPromoted.length === 0) return [];
  return [
    {
      effect: 'block',
      because: `Not yet applied in ${environment.promoteFrom} as they are here: ${notPromoted.join(', ')}.`,
    },
  ];
}

function findingReasons(finding: Finding, { environment, safety }: DecisionInput): DecisionReason[] {
  const rule = operationPolicy(finding.rule, safety);
  const isSmall =
    rule?.rowThreshold !== undefined &&
    finding.estimatedRows !== undefined &&
    finding.estimatedRows < rule.rowThreshold;
  const reasons: DecisionReason[] = [];
  const add = (effect: DecisionReason['effect'], because: string) =>
    reasons.push({
      effect,
      because,
      rule: finding.rule,
      object: finding.object,
      ...(finding.migration === undefined ? {} : { migration: finding.migration }),
    });
  const what = `${finding.rule} ${finding.object}`.trim();
  if (rule?.allowed === false) {
    add('block', `${what} is not allowed${rule.blockReason === undefined ? '.' : `: ${rule.blockReason}`}`);
    return reasons;
  }
  if (rule?.requireBackup) add('backup', `${what} needs a backup.`);
  if (isSmall) return reasons;
  // The comment of an author answers for the risk. What the configuration says by name it cannot lift.
  const risk = finding.suppressed === undefined ? finding.risk : 'low';
  const effect = effectOf(risk, rule, environment.isProtected);
  const asks = environment.isProtected || environment.requiresApproval.includes('migrate');
  if (effect !== undefined && asks) add(effect, reasonFor(what, risk, rule));
  return reasons;
}

function reasonFor(what: string, risk: Risk, rule: DestructiveOperationPolicy | undefined): string {
  return risk === 'low' && rule?.approval !== undefined
    ? `${what} needs the ${rule.approval} approval by name.`
    : `${what} has ${risk} risk.`;
}

/** The heavier of what the risk and what the configuration ask for. */
function effectOf(
  risk: Risk,
  rule: DestructiveOperationPolicy | undefined,
  isProtected: boolean,
): 'block' | 'enhanced' | 'standard' | undefined {
  if (risk === 'critical') return isProtected && rule?.allowed !== true ? 'block' : 'enhanced';
  if (risk === 'high' || rule?.approval === 'enhanced') return 'enhanced';
  return risk === 'medium' || rule?.approval === 'standard' ? 'standard' : undefined;
}

function operationPolicy(
  rule: RuleId,
  safety: DecisionInput['safety'],
): DestructiveOperationPolicy | undefined {
  const operation = Object.entries(DESTRUCTIVE_OPERATIONS).find(([, id]) => id === rule)?.[0];
  return operation === undefined
    ? undefined
    : safety.destructiveOperations[operation as DestructiveOperation];
}

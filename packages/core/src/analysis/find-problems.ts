import type { ProviderName } from '../environments/connection';
import type { ChangeKind } from './change';
import { type ConfiguredRisks, type Placed, placer, type RunScript } from './find-problems-placement';
import { RULE_IDS, type Finding, type RuleId } from './finding';
import { ModelSteps } from './model/model-steps';
import type { SchemaModel } from './model/schema-model';
import type { Hit, Rule, RuleContext } from './rule';
import { RULES } from './rules';
import { endTransaction, runChanges } from './run-changes';
import { findSuppressions } from './suppressions';

/** A run and what is known about where it is going to happen. */
export interface FindProblemsInput {
  provider: ProviderName;
  /** In the order in which they run. */
  scripts: readonly RunScript[];
  /** The schema before the run; it is not changed. */
  before: SchemaModel;
  /** Of the server that the run is for; without it that of `before` counts. */
  serverVersion?: string;
  /** Each file is sent as one message; see `RuleContext`. */
  filesAreBatches?: boolean;
  /** It has the last word on the risk. */
  riskOf?: ConfiguredRisks;
  /** All rules unless some are given. */
  rules?: readonly Rule[];
}

/** Something about a suppression comment that its author should know. */
export interface LintWarning {
  file?: string;
  /** 1-based. */
  line: number;
  message: string;
}

/**
 * Lets the rules judge the changes of a run. Each rule reports an object once per statement.
 * @returns findings in the order of the files, lines and columns; those that a comment allows are marked
 */
export function findProblems(input: FindProblemsInput): { findings: Finding[]; warnings: LintWarning[] } {
  const rules = (input.rules ?? RULES).filter(
    ({ id, engines }) => engines.includes(input.provider) && input.riskOf?.[id] !== 'off',
  );
  const placed = judge(input, rules);
  const warnings = suppress(input, placed, new Set(rules.map(({ id }) => id)));
  return { findings: placed.sort(inOrder).map(({ finding }) => finding), warnings };
}

function judge(input: FindProblemsInput, rules: readonly Rule[]): Placed[] {
  const scripts = input.scripts.map(({ script }) => script);
  const after = input.before.clone();
  const steps = new ModelSteps();
  const run = runChanges(scripts, after, { filesAreBatches: input.filesAreBatches, steps });
  const before = input.before.clone();
  const context: RuleContext = { ...contextOf(input), before, after, start: input.before, run, index: 0 };
  const byKind = rulesByKind(rules);
  const place = placer(input.scripts, input.riskOf);
  const seen = new Set<string>();
  const placed: Placed[] = [];
  let transaction: number | undefined;
  for (const [index, current] of run.entries()) {
    if (current.transaction !== transaction) endTransaction(before);
    transaction = current.transaction;
    context.index = index;
    for (const rule of byKind.get(current.change.kind) ?? []) {
      for (const hit of hitsOf(rule.check(current, context))) {
        const key = `${current.file}:${current.position}:${rule.id}:${hit.object}`;
        if (seen.has(key)) continue;
        seen.add(key);
        placed.push(place(rule, hit, current));
      }
    }
    const step = steps.at(index);
    if (step) before.replay(step);
    else before.apply(current.change);
  }
  return placed;
}

function contextOf({
  provider,
  before,
  filesAreBatches,
  ...input
}: FindProblemsInput): Omit<RuleContext, 'before' | 'after' | 'start' | 'run' | 'index'> {
  const serverVersion = input.serverVersion ?? before.serverVersion;
  const major = /\d+/.exec(serverVersion ?? '')?.[0];
  const majorVersion = major === undefined ? undefined : Number(major);
  return {
    provider,
    serverVersion,
    majorVersion,
    flavour: provider === 'mysql' ? flavourOf(serverVersion, majorVersion) : undefined,
    filesAreBatches: filesAreBatches ?? false,
  };
}

/** MariaDB went on from 5.5 with 10, MySQL with 8. */
function flavourOf(
  serverVersion: string | undefined,
  majorVersion: number | undefined,
): RuleContext['flavour'] {
  if (/mariadb/i.test(serverVersion ?? '')) return 'mariadb';
  if (majorVersion === undefined) return undefined;
  return majorVersion >= 10 ? 'mariadb' : 'mysql';
}

function rulesByKind(rules: readonly Rule[]): Map<ChangeKind, Rule[]> {
  const byKind = new Map<ChangeKind, Rule[]>();
  for (const rule of rules) {
    for (const kind of rule.on) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
  }
  return byKind;
}

const NO_HITS: readonly Hit[] = [];

function hitsOf(result: Hit | readonly Hit[] | undefined): readonly Hit[] {
  if (result === undefined) return NO_HITS;
  return Array.isArray(result) ? (result as readonly Hit[]) : [result as Hit];
}

/** Marks what comments allow. Comments that allow nothing, or a critical finding, come back as warnings. */
function suppress(
  { scripts }: FindProblemsInput,
  placed: Placed[],
  active: ReadonlySet<RuleId>,
): LintWarning[] {
  return scripts.flatMap(({ script, file: path }, file) => {
    const { suppressions, problems } = findSuppressions(script);
    for (const { rule, reason, position, line } of suppressions) {
      const meant = placed.filter(
        (one) => one.file === file && one.position === position && one.finding.rule === rule,
      );
      for (const one of meant) if (one.finding.risk !== 'critical') one.finding.suppressed = reason;
      if (meant.some(({ finding }) => finding.risk === 'critical')) {
        problems.push({ line, message: `"${rule}" is critical here, which a comment cannot allow.` });
      } else if (meant.length === 0 && active.has(rule)) {
        problems.push({ line, message: `Nothing to allow: "${rule}" finds nothing in this statement.` });
      }
    }
    return problems.map((problem) => (path === undefined ? problem : { file: path, ...problem }));
  });
}

function inOrder(one: Placed, other: Placed): number {
  return (
    one.file - other.file ||
    one.finding.line - other.finding.line ||
    one.finding.column - other.finding.column ||
    RULE_IDS.indexOf(one.finding.rule) - RULE_IDS.indexOf(other.finding.rule)
  );
}

import type { PlanBasis } from './plan';

/**
 * What changed between the plan and now, one sentence each; empty if nothing did.
 */
export function planDifferences(planned: PlanBasis, now: PlanBasis): string[] {
  return [
    ...placeDifferences(planned, now),
    ...migrationDifferences(planned, now),
    ...historyDifferences(planned, now),
    ...(planned.state.schema === now.state.schema || !sameHistory(planned, now)
      ? []
      : ["The database's schema was changed by something else than these migrations."]),
    ...(planned.configuration === now.configuration
      ? []
      : [
          'The configuration was changed: its safety rules, its settings for migrations, or the list of signers.',
        ]),
    ...decisionDifferences(planned, now),
  ];
}

function placeDifferences(planned: PlanBasis, now: PlanBasis): string[] {
  const keys = ['project', 'database', 'environment'] as const;
  const differences = keys
    .filter((key) => planned[key] !== now[key])
    .map((key) => `The plan is for the ${key} "${planned[key]}", this is "${now[key]}".`);
  if (differences.length === 0 && planned.state.identity !== now.state.identity) {
    differences.push(
      'It is another database: the connection variable leads elsewhere than when the plan was made.',
    );
  }
  return differences;
}

function migrationDifferences(planned: PlanBasis, now: PlanBasis): string[] {
  const before = new Map(planned.migrations.map(({ name, checksum }) => [name, checksum]));
  const after = new Map(now.migrations.map(({ name, checksum }) => [name, checksum]));
  const appliedMeanwhile = new Set(
    now.state.history.filter(({ state }) => state !== 'failed').map(({ name }) => name),
  );
  const differences: string[] = [];
  for (const [name, checksum] of before) {
    const current = after.get(name);
    if (current === undefined) {
      differences.push(
        appliedMeanwhile.has(name)
          ? `Migration ${name} was applied by somebody else in between.`
          : `Migration ${name} is no longer among the pending ones.`,
      );
    } else if (current !== checksum) {
      differences.push(`Migration ${name} was edited.`);
    }
  }
  for (const name of after.keys()) {
    if (!before.has(name)) differences.push(`Migration ${name} was added.`);
  }
  const order = (basis: PlanBasis) => basis.migrations.map(({ name }) => name).join('\n');
  if (differences.length === 0 && order(planned) !== order(now)) {
    differences.push('The order of the migrations changed.');
  }
  return differences;
}

/** What the history says beyond the migrations of the plan itself. */
function historyDifferences(planned: PlanBasis, now: PlanBasis): string[] {
  const pending = new Set(planned.migrations.map(({ name }) => name));
  const before = new Map(planned.state.history.map((entry) => [entry.name, entry]));
  const after = new Map(now.state.history.map((entry) => [entry.name, entry]));
  const differences: string[] = [];
  for (const [name, entry] of after) {
    const old = before.get(name);
    if (old === undefined && !pending.has(name)) {
      differences.push(`Migration ${name}, which the plan does not know, was applied in between.`);
    } else if (
      old === undefined
        ? entry.state === 'failed'
        : old.state !== entry.state || old.checksum !== entry.checksum
    ) {
      differences.push(`Migration ${name} is now ${entry.state} in the history.`);
    }
  }
  for (const name of before.keys()) {
    if (!after.has(name)) differences.push(`Migration ${name} is gone from the history.`);
  }
  return differences;
}

function decisionDifferences(planned: PlanBasis, now: PlanBasis): string[] {
  const describe = ({ decision }: PlanBasis) =>
    [decision.approval ?? decision.outcome, `backup ${decision.backup}`].join(', ');
  return describe(planned) === describe(now)
    ? []
    : [`The decision changed from "${describe(planned)}" to "${describe(now)}".`];
}

function sameHistory(planned: PlanBasis, now: PlanBasis): boolean {
  return JSON.stringify(planned.state.history) === JSON.stringify(now.state.history);
}

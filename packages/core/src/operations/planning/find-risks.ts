import { findProblems } from '../../analysis/find-problems';
import type { Finding } from '../../analysis/finding';
import { locksOf } from '../../analysis/lock-modes';
import { createSchemaModel } from '../../analysis/model/create-schema-model';
import type { SchemaModel } from '../../analysis/model/schema-model';
import { readScript } from '../../analysis/read-script';
import { runChanges } from '../../analysis/run-changes';
import { statementNumbers, type SqlScript } from '../../analysis/script';
import type { ResolvedSafety } from '../../config/resolved-config';
import { DESTRUCTIVE_OPERATIONS, type DestructiveOperation } from '../../config/rule-risks';
import type { Database } from '../../databases/database';
import { liveModel } from '../../databases/live-model';
import type { PendingMigration } from '../../handlers/handler';
import type { PlannedLock } from '../../policy/plan';
import type { OperationTarget } from '../operation-target';

/** What was found out about pending migrations by reading them against the live schema. */
export interface Risks {
  findings: Finding[];
  /** About suppression comments that do not work as they were meant. */
  warnings: string[];
  locks: PlannedLock[];
}

/**
 * Reads the SQL of pending migrations and judges it against the schema and the row counts of the
 * database that they are for.
 * @param db undefined: the database does not exist yet
 */
export async function findRisks(
  target: OperationTarget,
  db: Database | undefined,
  pending: readonly PendingMigration[],
  safety: ResolvedSafety,
): Promise<Risks> {
  const provider = target.database.provider;
  const before =
    db === undefined ? createSchemaModel({ provider, isComplete: true, isLive: true }) : await liveModel(db);
  const options = before.serverVersion === undefined ? {} : { serverVersion: before.serverVersion };
  const scripts = await Promise.all(
    pending.map(async ({ name, sql }) => ({
      migration: name,
      script: await readScript(provider, sql, options),
    })),
  );
  const { findings, warnings } = findProblems({
    provider,
    scripts,
    before,
    ...options,
    riskOf: risksOf(safety),
    filesAreBatches: target.database.engine === 'cli',
  });
  return {
    findings,
    warnings: warnings.map(({ file, line, message }) => `${file ?? ''}:${line}: ${message}`),
    locks: locksIn(scripts, before),
  };
}

/** A rule that is off is still looked for where the configuration says something about its operation by name. */
function risksOf({ rules, destructiveOperations }: ResolvedSafety): ResolvedSafety['rules'] {
  const named = Object.keys(destructiveOperations) as DestructiveOperation[];
  const wanted = named.map((operation) => DESTRUCTIVE_OPERATIONS[operation]);
  const off = wanted.filter((rule) => rules[rule] === 'off');
  return { ...rules, ...Object.fromEntries(off.map((rule) => [rule, 'low' as const])) };
}

/** The locks that the migrations take on tables that are there already, in their order. */
function locksIn(
  scripts: readonly { migration: string; script: SqlScript }[],
  before: SchemaModel,
): PlannedLock[] {
  const run = runChanges(
    scripts.map(({ script }) => script),
    before.clone(),
  );
  const numbers = scripts.map(({ script }) => statementNumbers(script));
  const model = before.clone();
  const locks = new Map<string, PlannedLock>();
  for (const { change, file, position } of run) {
    for (const lock of change.via === 'function-body' ? [] : locksOf(change, model)) {
      const migration = scripts[file]?.migration ?? '';
      const statement = numbers[file]?.[position] ?? 0;
      const key = JSON.stringify([migration, statement, lock.object, lock.mode]);
      if (!locks.has(key)) locks.set(key, { migration, statement, ...lock });
    }
    model.apply(change);
  }
  return [...locks.values()];
}

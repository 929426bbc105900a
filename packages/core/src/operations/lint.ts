import { readFile } from 'node:fs/promises';
import { findProblems, type LintWarning } from '../analysis/find-problems';
import type { Finding } from '../analysis/finding';
import { createSchemaModel } from '../analysis/model/create-schema-model';
import { readScript } from '../analysis/read-script';
import type { SqlScript } from '../analysis/script';
import { checkedByEngine } from '../analysis/sqlite/checked-by-engine';
import { displayPath } from '../config/display-path';
import { selectDatabase } from '../config/select';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import type { MigrationFile } from '../handlers/handler';
import { migrationHandler } from '../handlers/handler-registry';
import { failOnOption } from './lint-files';
import { changedMigrations } from './linting/changed-migrations';
import { checkDowns } from './linting/check-downs';
import { lintResult, type NamedScript } from './linting/lint-result';
import { operationTarget, type TargetOptions } from './operation-target';
import type { DownCheck, LintResult } from './results';

export interface LintOptions extends TargetOptions {
  /** All migrations; default: those that differ from the base branch. */
  all?: boolean;
  /** Branch or commit that "changed" is measured against. */
  base?: string;
  /** Findings at or above this risk are bad. Default: high. */
  failOn?: string;
  /** The server's version, where rules depend on it. */
  serverVersion?: string;
  /** Do not try the down scripts on a scratch database. */
  skipDown?: boolean;
}

/** Why no scratch database can be made, which is no reason to fail. */
const NO_DATABASE_AT_HAND: ReadonlySet<string> = new Set([
  'VARIABLE_MISSING',
  'ENVIRONMENT_NOT_CONFIGURED',
  'UNSUPPORTED',
]);

/**
 * Judges the migrations of a project by their files: each against the schema that the migrations
 * before it make. Where a development database is at hand, it also tries on a scratch database
 * beside it that up followed by down restores the schema.
 */
export async function lint(context: OperationContext, options: LintOptions): Promise<LintResult> {
  const { config } = context;
  const failOn = failOnOption(options.failOn);
  const database = selectDatabase(config, options.database);
  const handler = await migrationHandler(database.tool);
  const files = await handler.list({ database });
  const { wanted, areOneRun } = await wantedMigrations(context, files, options);
  const { provider } = database;
  const readOptions = options.serverVersion === undefined ? {} : { serverVersion: options.serverVersion };

  const findings: Finding[] = [];
  const warnings: LintWarning[] = [];
  const linted: NamedScript[] = [];
  const earlier: SqlScript[] = [];
  const model = createSchemaModel({ provider, isComplete: true, ...readOptions });
  for (const block of blocks(files, wanted, areOneRun)) {
    const scripts = await readInOrder(block.files);
    if (block.isWanted) {
      const found = findProblems({
        provider,
        scripts,
        before: model.clone(),
        ...readOptions,
        riskOf: config.safety.rules,
        filesAreBatches: database.engine === 'cli',
      });
      findings.push(...found.findings);
      warnings.push(...found.warnings);
      linted.push(...scripts);
    }
    for (const { script } of scripts) {
      for (const { changes } of script.statements) for (const change of changes) model.apply(change);
    }
    model.beginRun();
  }
  return {
    ...lintResult({
      provider,
      scripts: linted,
      findings,
      warnings,
      downChecks: await downChecks(context, files, wanted, options),
      failOn,
    }),
    project: config.project.name,
    database: database.name,
  };

  async function readInOrder(migrations: readonly MigrationFile[]): Promise<NamedScript[]> {
    const scripts: NamedScript[] = [];
    for (const { name, file } of migrations) {
      const read = await readScript(provider, await readFile(file, 'utf8'), readOptions);
      const isChecked = provider === 'sqlite' && wanted.has(name);
      const script = isChecked ? checkedByEngine(earlier, read) : read;
      earlier.push(read);
      scripts.push({ script, migration: name, file: displayPath(file, config.workspaceRoot) });
    }
    return scripts;
  }
}

/**
 * Which migrations are judged. Those that changed together will run together, so that what one makes is new to
 * the next; of all migrations each was or will be a run of its own.
 */
async function wantedMigrations(
  context: OperationContext,
  files: readonly MigrationFile[],
  { all, base }: LintOptions,
): Promise<{ wanted: Set<string>; areOneRun: boolean }> {
  const changed = all
    ? undefined
    : await changedMigrations(files, { folder: context.config.workspaceRoot, base, env: context.env });
  return {
    wanted: changed ?? new Set(files.map(({ name }) => name)),
    areOneRun: changed !== undefined,
  };
}

/** The migrations in the groups in which they run; those that are not wanted only make the state before. */
function blocks(files: readonly MigrationFile[], wanted: ReadonlySet<string>, areOneRun: boolean) {
  const result: { isWanted: boolean; files: MigrationFile[] }[] = [];
  for (const file of files) {
    const isWanted = wanted.has(file.name);
    const last = result.at(-1);
    if (last?.isWanted === isWanted && (areOneRun || !isWanted)) last.files.push(file);
    else result.push({ isWanted, files: [file] });
  }
  return result;
}

async function downChecks(
  context: OperationContext,
  files: readonly MigrationFile[],
  wanted: ReadonlySet<string>,
  options: LintOptions,
): Promise<DownCheck[]> {
  const withDown = files.filter(({ name, downFile }) => downFile !== undefined && wanted.has(name));
  if (withDown.length === 0) return [];
  const skipped = (why: string): DownCheck[] =>
    withDown.map(({ name }) => ({ migration: name, state: 'skipped', message: `Not tried: ${why}` }));
  if (options.skipDown) return skipped('as asked.');
  try {
    const target = await operationTarget(context, options, 'schema');
    if (target.environment.isProtected) return skipped(`${target.environmentName} is protected.`);
    return await checkDowns(context, target, files, wanted);
  } catch (thrown) {
    const error = FaberDbError.from(thrown);
    if (NO_DATABASE_AT_HAND.has(error.code)) return skipped(error.message);
    // A pass without the check that was wanted would be remembered (the task is cached): so it is none.
    if (error.kind === 'connection') error.remedy.push('Or leave the way back untried: --skip-down');
    throw error;
  }
}

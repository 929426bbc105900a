import { readFile } from 'node:fs/promises';
import { findProblems } from '../analysis/find-problems';
import { RISKS, type Risk } from '../analysis/finding';
import { createSchemaModel } from '../analysis/model/create-schema-model';
import { modelFromScripts } from '../analysis/model/model-from-scripts';
import { readScript } from '../analysis/read-script';
import type { SqlScript } from '../analysis/script';
import { checkedByEngine } from '../analysis/sqlite/checked-by-engine';
import type { ProviderName } from '../environments/connection';
import { FaberDbError } from '../errors/faber-db-error';
import { lintResult } from './linting/lint-result';
import type { LintResult } from './results';

export interface LintFilesOptions {
  /** Paths, in the order in which the files would run; together they are one run. `-`: see `readInput`. */
  files: readonly string[];
  provider: string | undefined;
  /** Path of SQL that makes the schema as it is before; without it nothing is known about the schema. */
  schema?: string;
  /** Such as `15`, `8.0.36`, `10.11.6-MariaDB`. Default: not known. */
  serverVersion?: string;
  /** Findings at or above this risk are bad. Default: high. */
  failOn?: string;
  /** Reads standard input, for the file `-`. */
  readInput(): Promise<string>;
}

const PROVIDERS: readonly string[] = ['postgresql', 'mysql', 'sqlite'] satisfies ProviderName[];
const DEFAULT_FAIL_ON: Risk = 'high';

/**
 * Lints SQL files without any configuration or database.
 * @throws FaberDbError OPTION_INVALID for files that cannot be read and options that are wrong
 */
export async function lintFiles(options: LintFilesOptions): Promise<LintResult> {
  const provider = providerOption(options.provider);
  const failOn = failOnOption(options.failOn);
  const { serverVersion } = options;
  const readOptions = serverVersion === undefined ? {} : { serverVersion };
  const schema = options.schema === undefined ? undefined : await readSql(options.schema);
  const before: SqlScript[] = schema === undefined ? [] : [await readScript(provider, schema, readOptions)];
  // What could not be read of the schema may be anything: then it is not known what does not exist.
  const unread = before.flatMap(({ statements }) =>
    statements.filter(({ changes }) => changes.some(({ kind }) => kind === 'unreadable')),
  );
  const scripts = [];
  for (const file of options.files) {
    const text = file === '-' ? await options.readInput() : await readSql(file);
    const read = await readScript(provider, text, readOptions);
    const script = provider === 'sqlite' ? checkedByEngine(before, read) : read;
    before.push(read);
    scripts.push({ file, script });
  }
  const model =
    schema === undefined
      ? createSchemaModel({ provider, ...readOptions })
      : await modelFromScripts(provider, [schema], { ...readOptions, isComplete: unread.length === 0 });
  const found = findProblems({ provider, scripts, before: model, ...readOptions });
  const warnings = unread.map(({ line }) => ({
    ...(options.schema === undefined ? {} : { file: options.schema }),
    line,
    message: 'this statement of the schema could not be read, so less is known than it says',
  }));
  return lintResult({
    provider,
    scripts,
    findings: found.findings,
    warnings: [...warnings, ...found.warnings],
    failOn,
  });
}

/** @throws FaberDbError OPTION_INVALID */
export function failOnOption(value: string | undefined): Risk {
  const risk = RISKS.find((known) => known === (value ?? DEFAULT_FAIL_ON));
  if (risk !== undefined) return risk;
  throw new FaberDbError('OPTION_INVALID', `"${value}" is no risk.`, {
    remedy: [`Use one of: ${RISKS.join(', ')}`],
  });
}

function providerOption(value: string | undefined): ProviderName {
  if (value !== undefined && PROVIDERS.includes(value)) return value as ProviderName;
  throw new FaberDbError(
    'OPTION_INVALID',
    value === undefined ? 'The files do not say for which engine they are.' : `"${value}" is no engine.`,
    { remedy: [`Add --provider with one of: ${PROVIDERS.join(', ')}`] },
  );
}

async function readSql(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new FaberDbError('OPTION_INVALID', `The file ${file} cannot be read.`, {
      location: { file },
      causeCode: (cause as NodeJS.ErrnoException).code ?? '',
      remedy: ['Check the path.'],
    });
  }
}

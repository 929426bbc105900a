import { formatJsonPath } from './config-document';
import { describePlace, throwProblems, type ConfigProblem } from './config-problem';
import { POLICY_RULES, PROJECT_KEYS, statements, type PolicyRule } from './policy-rules';
import type { ConfigFile } from './read-config-file';

interface PolicyStatement {
  value: unknown;
  /** `file:line (path)`, for messages. */
  place: string;
}

/** The rules that the files of a workspace and of a project make together. */
export class Policy {
  readonly #statements = new Map<string, PolicyStatement>();

  /** The value that holds at `path`, if a file states it. */
  get<Value>(...path: string[]): Value | undefined {
    return this.#statements.get(JSON.stringify(path))?.value as Value | undefined;
  }

  /** Where the value at `path` comes from. */
  place(...path: string[]): string | undefined {
    return this.#statements.get(JSON.stringify(path))?.place;
  }

  set(path: readonly string[], statement: PolicyStatement): void {
    this.#statements.set(JSON.stringify(path), statement);
  }
}

/**
 * Puts the files over one another, the workspace's first, the project's last. Each may
 * tighten what the ones before it say (see `POLICY_RULES`).
 * @throws FaberDbError CONFIG_LOOSENS_POLICY naming both places
 */
export function resolvePolicy(files: readonly ConfigFile[]): Policy {
  const policy = new Policy();
  files.forEach((file, index) => {
    const problems: ConfigProblem[] = [];
    const workspace = index > 0 ? files[0] : undefined;
    for (const rule of POLICY_RULES) {
      for (const { path, value } of statements(file.content, rule.key)) {
        problems.push(...compare(rule, path, value, file, rulingOn(rule, path, policy, workspace)));
      }
      for (const { path, value } of statements(file.content, ['databases', '*', ...rule.key])) {
        // What a file says about one of its databases holds for that database only.
        const ruling = rulingOn(rule, path.slice(2), policy, workspace);
        problems.push(...compare(rule, path, value, file, ruling));
      }
    }
    throwProblems(problems);
    for (const { key } of POLICY_RULES) {
      for (const { path, value } of statements(file.content, key)) {
        policy.set(path, { value, place: describePlace(file.locate(path)) });
      }
    }
  });
  return policy;
}

/**
 * Refuses keys about a project's databases in a file that has none.
 * @throws FaberDbError CONFIG_INVALID
 */
export function assertPolicyOnly(file: ConfigFile): void {
  throwProblems(
    PROJECT_KEYS.flatMap((key) => statements(file.content, key)).map(({ path }) => ({
      code: 'CONFIG_INVALID',
      message: `${formatJsonPath(path)} describes a project's database, but this file has neither "database" nor "databases".`,
      location: file.locate(path),
      remedy: ["Move it into the project's own configuration, or add the database that it is about."],
    })),
  );
}

/** What holds for `path`: what a file said, or, once the workspace has a file, the default. */
function rulingOn(
  rule: PolicyRule,
  path: readonly string[],
  policy: Policy,
  workspace: ConfigFile | undefined,
): PolicyStatement | undefined {
  const value = policy.get<unknown>(...path);
  if (value !== undefined) return { value, place: policy.place(...path) ?? '' };
  if (workspace === undefined || rule.default === undefined) return undefined;
  return {
    value: typeof rule.default === 'function' ? (rule.default(path) as unknown) : rule.default,
    place: `${workspace.locate([]).file} (${formatJsonPath(path)}, by default)`,
  };
}

function compare(
  rule: PolicyRule,
  path: readonly string[],
  value: unknown,
  file: ConfigFile,
  ruling: PolicyStatement | undefined,
): ConfigProblem[] {
  if (ruling === undefined || !rule.isLooser(value, ruling.value)) return [];
  const location = file.locate(path);
  return [
    {
      code: 'CONFIG_LOOSENS_POLICY',
      message:
        `${describePlace(location)} sets ${JSON.stringify(value)}, which is looser than ${JSON.stringify(ruling.value)} ` +
        `in ${ruling.place}. A project can tighten the workspace's rules, never loosen them.`,
      location,
      remedy: [`Remove ${formatJsonPath(path)}, or make it tighter (tighter is: ${rule.tighter}).`],
    },
  ];
}

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
    if (index === 1) assumeDefaults(policy, files[0] as ConfigFile);
    for (const rule of POLICY_RULES) {
      for (const { path, value } of statements(file.content, rule.key)) {
        problems.push(...compare(rule, path, path, value, file, policy));
      }
      for (const { path, value } of statements(file.content, ['databases', '*', ...rule.key])) {
        // What a file says about one of its databases holds for that database only.
        problems.push(...compare(rule, path, path.slice(2), value, file, policy));
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

/** Defaults are rules of a workspace too, once it has a file. */
function assumeDefaults(policy: Policy, workspace: ConfigFile): void {
  for (const rule of POLICY_RULES) {
    if (rule.default === undefined || policy.get(...rule.key) !== undefined) continue;
    const place = `${workspace.locate([]).file} (${formatJsonPath(rule.key)}, by default)`;
    policy.set(rule.key, { value: rule.default, place });
  }
}

function compare(
  rule: PolicyRule,
  path: readonly string[],
  policyPath: readonly string[],
  value: unknown,
  file: ConfigFile,
  policy: Policy,
): ConfigProblem[] {
  const ruling = policy.get<unknown>(...policyPath);
  if (ruling === undefined || !rule.isLooser(value, ruling)) return [];
  const location = file.locate(path);
  return [
    {
      code: 'CONFIG_LOOSENS_POLICY',
      message:
        `${describePlace(location)} sets ${JSON.stringify(value)}, which is looser than ${JSON.stringify(ruling)} ` +
        `in ${policy.place(...policyPath)}. A project can tighten the workspace's rules, never loosen them.`,
      location,
      remedy: [`Remove ${formatJsonPath(path)}, or make it tighter (tighter is: ${rule.tighter}).`],
    },
  ];
}

import type { ConfigContent } from './config-schema';
import { DEFAULT_RISKS, RISKS, type RuleId } from './rule-risks';

/** A rule of the workspace about one key, and what it means to loosen it. */
export interface PolicyRule {
  /** The key, with `*` for the name of an environment. */
  key: readonly string[];
  /** What counts as tighter, for messages and the guide. */
  tighter: string;
  /** True if `value` (a project's) is looser than `policy` (the workspace's). */
  isLooser(value: unknown, policy: unknown): boolean;
  /**
   * What holds where a workspace file exists but does not name the key; a function of the path for
   * keys with `*`. Without it the key is the project's to decide.
   */
  default?: unknown;
}

/** Environments that are protected unless the configuration names others. */
export const DEFAULT_PROTECTED_ENVIRONMENTS = ['production'] as const;
/** Operations that ask unless the configuration names others. */
export const DEFAULT_REQUIRE_APPROVAL_FOR = ['migrate', 'seed'] as const;

/** Minutes for which a plan and its approvals are valid unless the configuration says otherwise. */
export const DEFAULT_APPROVAL_EXPIRES_MINUTES = 1440;

const TLS_STRENGTH = ['off', 'require', 'verify-ca', 'verify-full'];

const RISK_STRENGTH: readonly unknown[] = ['off', ...RISKS];
const BACKUP_STRENGTH: readonly unknown[] = ['optional', 'recommended', 'required'];
const APPROVAL_STRENGTH: readonly unknown[] = ['standard', 'enhanced'];

const weaker = (order: readonly unknown[]) => (value: unknown, policy: unknown) =>
  order.indexOf(value) < order.indexOf(policy);
const differs = (value: unknown, policy: unknown) => value !== policy;
const notTrue = (value: unknown, policy: unknown) => policy === true && value === false;
const atMost = (value: unknown, policy: unknown) => (value as number) > (policy as number);
const containsAll = (value: unknown, policy: unknown) =>
  (policy as string[]).some((entry) => !(value as string[]).includes(entry));

/**
 * The keys with which the workspace's file makes policy. A project's file may tighten
 * each of them and must not loosen it; a key that the workspace does not name (and that
 * has no default here) is the project's to decide.
 */
export const POLICY_RULES: readonly PolicyRule[] = [
  {
    key: ['environments', '*', 'tls'],
    tighter: 'later in: off, require, verify-ca, verify-full',
    isLooser: (value, policy) =>
      TLS_STRENGTH.indexOf(value as string) < TLS_STRENGTH.indexOf(policy as string),
  },
  {
    key: ['environments', '*', 'require_approval'],
    tighter: 'true',
    isLooser: (value, policy) => policy === true && value === false,
  },
  {
    key: ['environments', '*', 'shared_database'],
    tighter: 'false',
    isLooser: (value, policy) => policy === false && value === true,
  },
  { key: ['migrations', 'timeout_seconds'], tighter: 'less', isLooser: atMost },
  { key: ['migrations', 'lock_timeout_seconds'], tighter: 'less', isLooser: atMost },
  { key: ['migrations', 'statement_timeout_seconds'], tighter: 'less', isLooser: atMost },
  { key: ['migrations', 'max_blocking_seconds'], tighter: 'less', isLooser: atMost },
  {
    key: ['environments', '*', 'promote_from'],
    tighter: 'nothing but the same',
    isLooser: differs,
  },
  {
    key: ['safety', 'protected_environments'],
    tighter: "all of the workspace's, and more",
    isLooser: containsAll,
    default: DEFAULT_PROTECTED_ENVIRONMENTS,
  },
  {
    key: ['safety', 'require_approval_for'],
    tighter: "all of the workspace's, and more",
    isLooser: containsAll,
    default: DEFAULT_REQUIRE_APPROVAL_FOR,
  },
  { key: ['safety', 'health_check_before_deploy'], tighter: 'true', isLooser: notTrue },
  { key: ['safety', 'health_check_after_deploy'], tighter: 'true', isLooser: notTrue },
  {
    key: ['safety', 'backup_enforcement', '*'],
    tighter: 'later in: optional, recommended, required',
    isLooser: weaker(BACKUP_STRENGTH),
  },
  {
    key: ['safety', 'destructive_operations', '*', 'allowed'],
    tighter: 'false',
    isLooser: (value, policy) => value === true && policy !== true,
    default: 'what its risk asks for',
  },
  {
    key: ['safety', 'destructive_operations', '*', 'approval'],
    tighter: 'enhanced',
    isLooser: weaker(APPROVAL_STRENGTH),
  },
  { key: ['safety', 'destructive_operations', '*', 'require_backup'], tighter: 'true', isLooser: notTrue },
  {
    key: ['safety', 'destructive_operations', '*', 'row_threshold'],
    tighter: 'less',
    isLooser: atMost,
    default: 0,
  },
  {
    key: ['safety', 'destructive_operations', '*', 'block_reason'],
    tighter: 'any text',
    isLooser: () => false,
  },
  {
    key: ['safety', 'rules', '*'],
    tighter: 'later in: off, low, medium, high, critical',
    isLooser: weaker(RISK_STRENGTH),
    default: (path: readonly string[]) => DEFAULT_RISKS[path.at(-1) as RuleId],
  },
  { key: ['safety', 'approval_timeouts', 'standard'], tighter: 'less', isLooser: atMost },
  { key: ['safety', 'approval_timeouts', 'enhanced'], tighter: 'less', isLooser: atMost },
  {
    key: ['safety', 'approvals', 'required'],
    tighter: 'more',
    isLooser: (value, policy) => (value as number) < (policy as number),
  },
  { key: ['safety', 'approvals', 'allowed_signers'], tighter: 'nothing but the same', isLooser: differs },
  {
    key: ['safety', 'approvals', 'forbid_self_approval'],
    tighter: 'true',
    isLooser: notTrue,
    default: true,
  },
  {
    key: ['safety', 'approvals', 'expires_minutes'],
    tighter: 'less',
    isLooser: atMost,
    default: DEFAULT_APPROVAL_EXPIRES_MINUTES,
  },
  { key: ['journal', 'directory'], tighter: 'nothing but the same', isLooser: differs },
  { key: ['journal', 'database_table'], tighter: 'true', isLooser: notTrue },
];

/**
 * Keys that say something about a project's own databases. A file without databases (the
 * policy of a workspace) must not have them: nothing would come of them.
 */
export const PROJECT_KEYS: readonly (readonly string[])[] = [
  ['environments', '*', 'connection_string_env'],
  ['environments', '*', 'direct_connection_string_env'],
  ['migrations', 'directory'],
  ['migrations', 'schema'],
];

/** A value that a file states for a key. */
export interface Statement {
  /** Where it stands. */
  path: readonly string[];
  value: unknown;
}

/** What `content` states for `key`; `*` matches every name. */
export function statements(content: ConfigContent, key: readonly string[]): Statement[] {
  let found: Statement[] = [{ path: [], value: content }];
  for (const part of key) {
    found = found.flatMap(({ path, value }) => {
      if (typeof value !== 'object' || value === null) return [];
      const entries =
        part === '*' ? Object.entries(value) : [[part, (value as Record<string, unknown>)[part]] as const];
      return entries.map(([name, inner]) => ({ path: [...path, name], value: inner }));
    });
  }
  return found.filter(({ value }) => value !== undefined);
}

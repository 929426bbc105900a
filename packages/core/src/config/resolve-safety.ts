import { resolve } from 'node:path';
import { DEFAULT_APPROVAL_EXPIRES_MINUTES } from './policy-rules';
import type { Policy } from './resolve-policy';
import type { DestructiveOperationPolicy, ResolvedJournal, ResolvedSafety } from './resolved-config';
import {
  DESTRUCTIVE_OPERATIONS,
  RULE_IDS,
  type DestructiveOperation,
  type Risk,
  type RuleId,
} from './rule-risks';

const DEFAULT_APPROVAL_TIMEOUTS = { standard: 300, enhanced: 600 };
const DEFAULT_JOURNAL_DIRECTORY = '.fractary/plugins/faber-db/journal';

/**
 * The safety rules that the files of a workspace and of a project make together, with every default
 * filled in. Paths are taken from the workspace's root.
 */
export function resolveSafety(policy: Policy, workspaceRoot: string): ResolvedSafety {
  const safety = <Value>(...path: string[]) => policy.get<Value>('safety', ...path);
  const signers = safety<string>('approvals', 'allowed_signers');
  return {
    rules: stated(RULE_IDS, (rule: RuleId) => safety<Risk | 'off'>('rules', rule)),
    destructiveOperations: stated(
      Object.keys(DESTRUCTIVE_OPERATIONS) as DestructiveOperation[],
      (operation: DestructiveOperation) => destructiveOperation(policy, operation),
    ),
    approvalTimeouts: {
      standard: safety('approval_timeouts', 'standard') ?? DEFAULT_APPROVAL_TIMEOUTS.standard,
      enhanced: safety('approval_timeouts', 'enhanced') ?? DEFAULT_APPROVAL_TIMEOUTS.enhanced,
    },
    approvals: {
      required: safety('approvals', 'required') ?? 1,
      allowedSigners: signers === undefined ? undefined : resolve(workspaceRoot, signers),
      forbidSelfApproval: safety('approvals', 'forbid_self_approval') ?? true,
      expiresMinutes: safety('approvals', 'expires_minutes') ?? DEFAULT_APPROVAL_EXPIRES_MINUTES,
    },
  };
}

/** Where the journal is kept. */
export function resolveJournal(policy: Policy, workspaceRoot: string): ResolvedJournal {
  const directory = policy.get<string>('journal', 'directory') ?? DEFAULT_JOURNAL_DIRECTORY;
  return {
    directory: resolve(workspaceRoot, directory),
    databaseTable: policy.get<boolean>('journal', 'database_table') ?? false,
  };
}

function destructiveOperation(
  policy: Policy,
  operation: DestructiveOperation,
): DestructiveOperationPolicy | undefined {
  const get = <Value>(key: string) => policy.get<Value>('safety', 'destructive_operations', operation, key);
  const all = {
    allowed: get<boolean>('allowed'),
    approval: get<'standard' | 'enhanced'>('approval'),
    requireBackup: get<boolean>('require_backup'),
    rowThreshold: get<number>('row_threshold'),
    blockReason: get<string>('block_reason'),
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Only the names for which something is stated. */
function stated<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value | undefined,
): Partial<Record<Name, Value>> {
  const result: Partial<Record<Name, Value>> = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

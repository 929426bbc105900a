import type { ApprovalStatement, SignedApproval } from './approval-statement';
import type { VerifiedSigner } from './ssh-signature';

/** What is to be approved, and under which rules. */
export interface ApprovalDemand extends Pick<
  ApprovalStatement,
  'operation' | 'project' | 'database' | 'environment' | 'digest'
> {
  now: Date;
  /** Minutes for which an approval is valid by the rules in force now. */
  expiresMinutes: number;
  /** How many people must approve. */
  required: number;
  /** Mail addresses of those who wrote what is to be approved; they do not count. Empty: nobody is excluded. */
  authors: readonly string[];
  /** Ids of approvals that were used already. */
  usedIds: ReadonlySet<string>;
}

export interface CheckedApproval {
  /** For messages. */
  file: string;
  approval: SignedApproval;
  signer: VerifiedSigner | { refused: string };
}

export interface ApprovalCount {
  /** One per person. */
  accepted: { id: string; by: string; createdAt: string }[];
  refused: { file: string; reason: string }[];
}

/** Clocks of two machines may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Counts the approvals that hold: with a good signature, for exactly this plan and place, not
 * expired, not used before, not by an author, and not twice by the same person or key.
 */
export function countApprovals(demand: ApprovalDemand, approvals: readonly CheckedApproval[]): ApprovalCount {
  const count: ApprovalCount = { accepted: [], refused: [] };
  const people = new Set<string>();
  const keys = new Set<string>();
  for (const { file, approval, signer } of approvals) {
    const { statement } = approval;
    const reason =
      ('refused' in signer ? signer.refused : undefined) ??
      placeMismatch(statement, demand) ??
      (statement.digest === demand.digest ? undefined : 'it is for another plan') ??
      outOfTime(statement, demand) ??
      (demand.usedIds.has(statement.id) ? 'it was used already' : undefined);
    if (reason !== undefined || 'refused' in signer) {
      count.refused.push({ file, reason: reason ?? 'the signature does not count' });
      continue;
    }
    const names = signer.principals.map((name) => name.toLowerCase());
    const author = names.find((name) => demand.authors.some((mail) => mail.toLowerCase() === name));
    if (author !== undefined) {
      count.refused.push({ file, reason: `${author} is an author of the migrations` });
      continue;
    }
    if (keys.has(signer.key) || names.some((name) => people.has(name))) {
      count.refused.push({ file, reason: `${signer.principals[0]} approved already` });
      continue;
    }
    keys.add(signer.key);
    for (const name of names) people.add(name);
    count.accepted.push({
      id: statement.id,
      by: signer.principals[0] ?? '',
      createdAt: statement.createdAt,
    });
  }
  return count;
}

function placeMismatch(statement: ApprovalStatement, demand: ApprovalDemand): string | undefined {
  const keys = ['operation', 'project', 'database', 'environment'] as const;
  const key = keys.find((name) => statement[name] !== demand[name]);
  return key === undefined ? undefined : `it is for the ${key} "${statement[key]}", not "${demand[key]}"`;
}

function outOfTime(statement: ApprovalStatement, demand: ApprovalDemand): string | undefined {
  const created = Date.parse(statement.createdAt);
  const now = demand.now.getTime();
  if (created - now > CLOCK_SKEW_MS) return `it says that it was made in the future (${statement.createdAt})`;
  const expires = Math.min(Date.parse(statement.expiresAt), created + demand.expiresMinutes * 60_000);
  return now > expires ? `it expired at ${new Date(expires).toISOString()}` : undefined;
}

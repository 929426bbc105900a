import type { ApprovalLevel } from '../../policy/decision';
import type { ApprovalOptions } from './given-approval';

/** Something that needs an approval, and what was given in advance. */
export interface ApprovalRequest {
  /** `migrate`, `seed`, … */
  operation: string;
  /** SHA-256 (hex) of all that determines what will happen. */
  digest: string;
  level: ApprovalLevel;
  /** What is about to happen, as a question. */
  question: string;
  /** All that there is to know about it, for those who look before they answer. */
  details(): string;
  /** Mail addresses of those who wrote it; null: nobody knows. */
  authors: readonly string[] | null;
  /** Ids of signed approvals that were used already. */
  usedApprovals: ReadonlySet<string>;
  given: ApprovalOptions;
  /** The plan was named on the command line, which is an approval of its digest. */
  planGiven: boolean;
  /** Arguments of `faber-db approve` for this. */
  approveArguments: readonly string[];
}

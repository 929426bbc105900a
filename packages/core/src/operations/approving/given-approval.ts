import { resolve } from 'node:path';
import type { OperationContext } from '../../context/operation-context';
import { FaberDbError } from '../../errors/faber-db-error';

/** Variable with the digests that may run, for CI. */
export const APPROVAL_VARIABLE = 'FABER_DB_APPROVAL';

/** How an approval can be given in advance. */
export interface ApprovalOptions {
  /** Yes to a plain question. Never an approval in a protected environment. */
  yes?: boolean;
  /** Digest of the plan that may run. */
  approve?: string;
  /** Files of signed approvals, separated by commas; default: those in the workspace's folder. */
  approval?: string;
}

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The digest given on the command line.
 * @throws FaberDbError OPTION_INVALID if it is none
 */
export function digestOption(options: ApprovalOptions): string | undefined {
  const digest = options.approve?.trim().toLowerCase();
  if (digest === undefined || DIGEST.test(digest)) return digest;
  throw new FaberDbError('OPTION_INVALID', `"${options.approve}" is no digest of a plan.`, {
    remedy: ['Take the 64 hexadecimal digits that `faber-db plan` prints, or "digest" of plan.json.'],
  });
}

/** All digests that are approved from the outside: on the command line and in the variable. */
export function givenDigests(context: OperationContext, options: ApprovalOptions): string[] {
  const fromVariable = (context.env[APPROVAL_VARIABLE] ?? '').toLowerCase().split(/[\s,]+/);
  return [digestOption(options) ?? '', ...fromVariable].filter((digest) => DIGEST.test(digest));
}

/** Absolute paths of the approval files that are named; undefined: none is. */
export function approvalFiles(context: OperationContext, options: ApprovalOptions): string[] | undefined {
  return options.approval
    ?.split(',')
    .map((file) => file.trim())
    .filter(Boolean)
    .map((file) => resolve(context.config.workspaceRoot, file));
}

import * as z from 'zod';
import { FaberDbError } from '../../errors/faber-db-error';
import { canonicalJson } from '../../journal/canonical-json';

/** What an approver signs: that this may happen, there, until then. */
export interface ApprovalStatement {
  format: 1;
  /** Unique, so that an approval cannot be used twice. */
  id: string;
  /** `migrate`, or another operation that asks. */
  operation: string;
  project: string;
  database: string;
  environment: string;
  /** The plan's digest (or that of the operation). */
  digest: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  expiresAt: string;
}

/** An approval as it is kept: the statement and an SSH signature over its canonical JSON. */
export interface SignedApproval {
  statement: ApprovalStatement;
  /** Armored, as `ssh-keygen -Y sign` writes it. */
  signature: string;
}

const signedApprovalShape = z.strictObject({
  statement: z.strictObject({
    format: z.literal(1),
    id: z.uuid(),
    operation: z.string(),
    project: z.string(),
    database: z.string(),
    environment: z.string(),
    digest: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
  signature: z.string(),
});

/** The text that is signed. */
export function signedText(statement: ApprovalStatement): string {
  return `${canonicalJson(statement)}\n`;
}

/**
 * Reads the text of an approval file.
 * @throws FaberDbError APPROVAL_INVALID
 */
export function parseApproval(text: string, file: string): SignedApproval {
  try {
    return signedApprovalShape.parse(JSON.parse(text));
  } catch (cause) {
    throw new FaberDbError('APPROVAL_INVALID', `${file} is no approval of faber-db, or it was changed.`, {
      location: { file },
      cause,
      remedy: ['Have it made again: faber-db approve <project> --env <environment> --plan <file>'],
    });
  }
}

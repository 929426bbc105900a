import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../../context/durable-file';
import { FaberDbError } from '../../errors/faber-db-error';
import { parseApproval, type SignedApproval } from './approval-statement';

/** Where approvals are kept unless another place is named: a folder of the workspace. */
const APPROVALS_FOLDER = '.fractary/plugins/faber-db/approvals';

/** The folder with the approvals of a project. */
export function approvalsFolder(workspaceRoot: string, project: string): string {
  return join(workspaceRoot, APPROVALS_FOLDER, project);
}

/** Name of the file of an approval: who looks into the folder sees what is for what. */
export function approvalFileName({ statement }: SignedApproval): string {
  return `${statement.environment}-${statement.digest.slice(0, 12)}-${statement.id.slice(0, 8)}.json`;
}

/**
 * Writes an approval; a reader sees all of it or nothing.
 * @throws FaberDbError WRITE_FAILED
 */
export async function writeApproval(file: string, approval: SignedApproval): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    replaceFile(file, `${JSON.stringify(approval, undefined, 2)}\n`);
  } catch (cause) {
    throw new FaberDbError('WRITE_FAILED', `${file} could not be written.`, { location: { file }, cause });
  }
}

/**
 * The approvals in a folder for one digest, told by their file names.
 * @throws FaberDbError APPROVAL_INVALID for a file that is none
 */
export async function approvalsInFolder(
  folder: string,
  digest: string,
): Promise<{ file: string; approval: SignedApproval }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const wanted = names.filter((name) => name.endsWith('.json') && name.includes(`-${digest.slice(0, 12)}-`));
  return Promise.all(wanted.sort().map((name) => readApproval(join(folder, name))));
}

/** @throws FaberDbError APPROVAL_INVALID */
export async function readApproval(file: string): Promise<{ file: string; approval: SignedApproval }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new FaberDbError('APPROVAL_INVALID', `The approval ${file} cannot be read.`, {
      location: { file },
      cause,
      remedy: ['Check the path, or leave it out to look into the usual folder.'],
    });
  });
  return { file, approval: parseApproval(text, file) };
}

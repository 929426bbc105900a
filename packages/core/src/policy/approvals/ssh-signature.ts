import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessEnvironment } from '../../context/operation-context';
import { runProcess, type ProcessResult } from '../../context/run-process';
import { FaberDbError } from '../../errors/faber-db-error';

/**
 * Keeps signatures made for something else (git commits, files) from counting as approvals; see
 * "namespace" in https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig.
 */
const NAMESPACE = 'approval@faber-db';
const TIMEOUT_MS = 120_000;

/** Where and with what environment `ssh-keygen` runs. */
export interface SshKeygenOptions {
  env: ProcessEnvironment;
  signal?: AbortSignal;
}

/** A signature that was found to be good. */
export interface VerifiedSigner {
  /** Names of the signer in the list of allowed signers. */
  principals: string[];
  /** The public key, base64, for telling two signers from one with two names. */
  key: string;
}

/**
 * Signs a text with `ssh-keygen -Y sign`, as git signs commits: with a private key file, or with a
 * public one whose private part an agent holds. May ask for the key's passphrase on the terminal.
 * @param key absolute path of the key
 * @returns the armored signature
 * @throws FaberDbError TOOL_MISSING, TOOL_FAILED
 */
export async function signWithSsh(text: string, key: string, options: SshKeygenOptions): Promise<string> {
  const result = await sshKeygen(['-Y', 'sign', '-f', key, '-n', NAMESPACE], options, text, true);
  if (result.exitCode !== 0 || !result.stdout.startsWith('-----BEGIN SSH SIGNATURE-----')) {
    throw new FaberDbError(
      'TOOL_FAILED',
      `ssh-keygen could not sign with ${key}: ${lastLine(result.stderr)}`,
      {
        location: { file: key },
        remedy: ['Name another key with --key, or load it into the agent: ssh-add <key>'],
      },
    );
  }
  return result.stdout;
}

/**
 * Checks a signature with `ssh-keygen -Y verify` against a list of allowed signers.
 * @param allowedSigners absolute path of the list (ssh-keygen(1), ALLOWED SIGNERS)
 * @param at the moment for which the signers' own periods of validity count
 * @returns who signed, or why the signature does not count
 * @throws FaberDbError TOOL_MISSING
 */
export async function verifySshSignature(
  text: string,
  signature: string,
  allowedSigners: string,
  at: Date,
  options: SshKeygenOptions,
): Promise<VerifiedSigner | { refused: string }> {
  const key = signingKey(signature);
  if (key === undefined) return { refused: 'the signature is damaged' };
  const folder = await mkdtemp(join(tmpdir(), 'faber-db-approval-'));
  try {
    const file = join(folder, 'signature');
    await writeFile(file, signature, { mode: 0o600 });
    const time = `-Overify-time=${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
    const common = ['-s', file, '-f', allowedSigners, time];
    const found = await sshKeygen(['-Y', 'find-principals', ...common], options);
    const principals = found.stdout
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter(Boolean);
    const [principal] = principals;
    if (found.exitCode !== 0 || principal === undefined) {
      return { refused: 'its signer is not in the list of allowed signers (or no longer)' };
    }
    if (principals.some((name) => /[*?!]/.test(name))) {
      return {
        refused: `the list of allowed signers names its signer by a pattern (${principal}), so nobody knows who it is`,
      };
    }
    const verified = await sshKeygen(
      ['-Y', 'verify', ...common, '-I', principal, '-n', NAMESPACE],
      options,
      text,
    );
    return verified.exitCode === 0
      ? { principals, key }
      : { refused: 'the signature does not belong to this approval: it was changed or forged' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sshKeygen(
  args: readonly string[],
  { env, signal }: SshKeygenOptions,
  input?: string,
  usesTerminal = false,
): Promise<ProcessResult> {
  try {
    return await runProcess('ssh-keygen', args, {
      cwd: tmpdir(),
      env,
      timeoutMs: TIMEOUT_MS,
      usesTerminal,
      ...(input === undefined ? {} : { input }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if ((cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT') throw error;
    throw new FaberDbError(
      'TOOL_MISSING',
      'Signed approvals need ssh-keygen of OpenSSH 8.2 or later, which is not installed.',
      {
        cause,
        remedy: ['Debian, Ubuntu: apt-get install openssh-client'],
      },
    );
  }
}

/** The public key inside of an armored signature (PROTOCOL.sshsig); undefined if it is none. */
function signingKey(signature: string): string | undefined {
  const body = /-----BEGIN SSH SIGNATURE-----([\s\S]+?)-----END SSH SIGNATURE-----/.exec(signature)?.[1];
  if (body === undefined) return undefined;
  const blob = Buffer.from(body, 'base64');
  const magic = 'SSHSIG';
  const lengthAt = magic.length + 4;
  if (blob.toString('latin1', 0, magic.length) !== magic || blob.length < lengthAt + 4) return undefined;
  const end = lengthAt + 4 + blob.readUInt32BE(lengthAt);
  return end > blob.length ? undefined : blob.toString('base64', lengthAt + 4, end);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

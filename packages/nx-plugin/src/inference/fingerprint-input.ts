import { join, relative } from 'node:path';

/** The launcher of the `faber-db` program, seen from `dist/inference` and `src/inference` alike. */
const PROGRAM = join(__dirname, '../../bin/faber-db.js');

/** What fits between double quotes in both `sh` and `cmd` without any meaning of its own. */
const PLAIN_WORD = /^[\w@./\\: ()+,=~#-]+$/;

/**
 * The command of the `runtime` input that makes a task with side effects cacheable.
 *
 * Nx hashes what it prints and ignores its exit code, cannot tell it the configuration
 * that runs, and replaces no tokens. Hence it looks at all environments whose variable is
 * set and prints the same value again only while every one of them is reachable and up to
 * date; a fresh nonce stands for everything else, also for a program that cannot run.
 * One environment that is behind makes all of them miss: that costs time, not truth.
 *
 * Returns undefined if a path or name cannot be quoted safely; then the target is not cached.
 */
export function fingerprintCommand(options: {
  workspaceRoot: string;
  projectRoot: string;
  database: string | undefined;
  /** Name of the target: Nx loads `.env` files by it, which the probe has to tell from real variables. */
  target: string;
  platform?: NodeJS.Platform;
}): string | undefined {
  const { workspaceRoot, projectRoot, database, target, platform = process.platform } = options;
  // Relative where possible: the command is hashed, and clones of a repository may share a cache.
  const fromRoot = relative(workspaceRoot, PROGRAM);
  const program = fromRoot.startsWith('..') ? PROGRAM : fromRoot;
  const words = [program, projectRoot, target, ...(database === undefined ? [] : [database])];
  if (!words.every((word) => PLAIN_WORD.test(word))) return undefined;

  const databaseOption = database === undefined ? '' : ` --database "${database}"`;
  // What stands on standard error is hashed too, and Node's warnings hold the process id.
  const silence = platform === 'win32' ? '2>NUL' : '2>/dev/null';
  return (
    `node "${program}" fingerprint --project-root "${projectRoot}" --target "${target}"${databaseOption} ${silence}` +
    ` || node -p "crypto.randomUUID()"`
  );
}

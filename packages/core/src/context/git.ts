import type { ProcessEnvironment } from './operation-context';
import { runProcess } from './run-process';

/** Where and how git is to be run. */
export interface GitOptions {
  /** Absolute path of the working directory. */
  cwd: string;
  env: ProcessEnvironment;
  /** Milliseconds after which git counts as one that does not answer. Default: 30 s. */
  timeoutMs?: number;
}

/**
 * Runs git. Leading blanks stay, since in lists of files they are part of the first name.
 * @returns what it printed, without blanks and line ends behind it; undefined where git is not installed,
 *   does not answer in time, or exits with anything but 0
 */
export async function runGit(
  args: readonly string[],
  { cwd, env, timeoutMs = 30_000 }: GitOptions,
): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await runProcess('git', args, { cwd, env, timeoutMs });
    return exitCode === 0 ? stdout.trimEnd() : undefined;
  } catch {
    return undefined;
  }
}

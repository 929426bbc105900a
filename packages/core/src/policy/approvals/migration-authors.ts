import type { ProcessEnvironment } from '../../context/operation-context';
import { runProcess } from '../../context/run-process';

/**
 * The mail addresses of all who wrote to these files, as git knows them: authors and co-authors of
 * the commits, and whoever works here now if something is not committed.
 * @param files absolute paths
 * @returns undefined where git does not know (no git, no repository)
 */
export async function migrationAuthors(
  files: readonly string[],
  folder: string,
  env: ProcessEnvironment,
): Promise<string[] | undefined> {
  if (files.length === 0) return [];
  const git = async (...args: string[]) => {
    const result = await runProcess('git', args, { cwd: folder, env, timeoutMs: 30_000 });
    return result.exitCode === 0 ? result.stdout : undefined;
  };
  try {
    const log = await git('log', '--format=%aE%n%(trailers:key=Co-authored-by,valueonly)', '--', ...files);
    const changed = await git('status', '--porcelain', '--untracked-files=all', '--', ...files);
    if (log === undefined || changed === undefined) return undefined;
    const own = changed.trim() === '' ? undefined : (await git('config', 'user.email'))?.trim();
    const mails = log.split('\n').map((line) => /<([^>]+)>\s*$/.exec(line)?.[1] ?? line.trim());
    return [...new Set([...mails, own ?? ''].map((mail) => mail.toLowerCase()).filter(Boolean))].sort();
  } catch {
    // Git is not installed.
    return undefined;
  }
}

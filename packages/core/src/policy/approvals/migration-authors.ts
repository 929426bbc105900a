import type { ProcessEnvironment } from '../../context/operation-context';
import { runProcess } from '../../context/run-process';

/**
 * The mail addresses of all who wrote to these files, as git knows them: authors and co-authors of
 * the commits, and whoever works here now if something is not committed.
 * @param files absolute paths
 * @returns undefined where git does not know (no git, no repository, a shallow clone)
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
    // In a shallow clone the oldest commit seems to have written everything.
    if ((await git('rev-parse', '--is-shallow-repository'))?.trim() !== 'false') return undefined;
    const mails: string[] = [];
    for (const file of files) {
      // Who moved a file did not write it, nor did who wrote it stop having done so.
      const log = await git(
        'log',
        '--follow',
        '--format=%aE%n%(trailers:key=Co-authored-by,valueonly)',
        '--',
        file,
      );
      if (log === undefined) return undefined;
      mails.push(...log.split('\n').map((line) => /<([^>]+)>\s*$/.exec(line)?.[1] ?? line.trim()));
    }
    const changed = await git('status', '--porcelain', '--untracked-files=all', '--', ...files);
    if (changed === undefined) return undefined;
    const own = changed.trim() === '' ? undefined : (await git('config', 'user.email'))?.trim();
    return [...new Set([...mails, own ?? ''].map((mail) => mail.toLowerCase()).filter(Boolean))].sort();
  } catch {
    // Git is not installed.
    return undefined;
  }
}

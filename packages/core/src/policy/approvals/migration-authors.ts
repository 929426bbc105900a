import { runGit } from '../../context/git';
import type { ProcessEnvironment } from '../../context/operation-context';

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
  const git = (...args: string[]) => runGit(args, { cwd: folder, env });
  // In a shallow clone the oldest commit seems to have written everything.
  if ((await git('rev-parse', '--is-shallow-repository')) !== 'false') return undefined;
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
    mails.push(...log.split('\n').map((line) => /<([^>]+)>\s*$/.exec(line)?.[1] ?? line));
  }
  const changed = await git('status', '--porcelain', '--untracked-files=all', '--', ...files);
  if (changed === undefined) return undefined;
  // With a default, an address that is not set can be told from git not answering.
  const own = changed === '' ? '' : await git('config', '--get', '--default', '', 'user.email');
  if (own === undefined) return undefined;
  return [...new Set([...mails, own].map((mail) => mail.trim().toLowerCase()).filter(Boolean))].sort();
}

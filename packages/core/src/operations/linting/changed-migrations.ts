import { relative, resolve } from 'node:path';
import { realpathSync } from 'node:fs';
import { runGit } from '../../context/git';
import type { ProcessEnvironment } from '../../context/operation-context';
import type { MigrationFile } from '../../handlers/handler';

/** What "changed" is measured against. */
export interface ChangedOptions {
  /** Absolute path of the workspace. */
  folder: string;
  /** Branch or commit; default: the main branch, as the remote has it where there is one. */
  base: string | undefined;
  env: ProcessEnvironment;
}

const USUAL_BASES = ['origin/main', 'main', 'origin/master', 'master'];

/**
 * The migrations that differ from the base (where the current branch left it), or are not committed.
 * @returns names; undefined where git cannot tell (no repository, no such base)
 */
export async function changedMigrations(
  files: readonly MigrationFile[],
  { folder, base, env }: ChangedOptions,
): Promise<Set<string> | undefined> {
  const git = (...args: string[]) => runGit(args, { cwd: folder, env });
  const root = await git('rev-parse', '--show-toplevel');
  if (root === undefined) return undefined;
  const start = await firstResult(base === undefined ? USUAL_BASES : [`origin/${base}`, base], (name) =>
    git('merge-base', 'HEAD', name),
  );
  if (start === undefined) return undefined;
  const committed = await git('diff', '--name-only', '--no-renames', '-z', start);
  const untracked = await git('ls-files', '--others', '--exclude-standard', '-z', '--full-name');
  if (committed === undefined || untracked === undefined) return undefined;
  const changed = new Set(`${committed}\0${untracked}`.split('\0').filter(Boolean));
  const path = (file: string) => relative(root, realpathSync(resolve(file))).replaceAll('\\', '/');
  return new Set(
    files
      .filter(({ file, downFile }) =>
        [file, downFile].some((each) => each !== undefined && changed.has(path(each))),
      )
      .map(({ name }) => name),
  );
}

async function firstResult(
  names: readonly string[],
  look: (name: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const name of names) {
    const result = await look(name);
    if (result !== undefined) return result;
  }
  return undefined;
}

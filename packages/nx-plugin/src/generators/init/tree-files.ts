import type { Tree } from '@nx/devkit';
import type { ProjectFiles } from './project-files';

/**
 * An Nx tree as `ProjectFiles`, so that `--dry-run` writes nothing.
 * A write that changes nothing is left out, or Nx would report the file as updated.
 */
export function treeFiles(tree: Tree): ProjectFiles {
  const read = (path: string): string | undefined =>
    tree.exists(path) && tree.isFile(path) ? (tree.read(path, 'utf-8') ?? undefined) : undefined;
  return {
    exists: (path) => tree.exists(path),
    read,
    list: (path) => (tree.exists(path) && !tree.isFile(path) ? tree.children(path) : []),
    write: (path, content) => {
      if (read(path) !== content) tree.write(path, content);
    },
  };
}

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The files that the scaffolding reads and writes: an Nx tree or a real folder. Paths are
 * relative to the workspace root and use `/`.
 */
export interface ProjectFiles {
  /** True for a file and for a folder. */
  exists(path: string): boolean;
  /** The text of a file, undefined if there is none. */
  read(path: string): string | undefined;
  /** The names of a folder's entries, an empty list if it is not a folder. */
  list(path: string): string[];
  /** Writes a file and the folders above it. */
  write(path: string, content: string): void;
}

/**
 * The files below a real folder, for the command-line program, which works outside of Nx.
 * @param root absolute path of the workspace (or of the project itself)
 */
export function diskFiles(root: string): ProjectFiles {
  return {
    exists: (path) => existsSync(join(root, path)),
    read: (path) => unlessMissing(() => readFileSync(join(root, path), 'utf8')),
    list: (path) => unlessMissing(() => readdirSync(join(root, path))) ?? [],
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
  };
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code)) return undefined;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CONFIG_PATH } from './config-path';

/**
 * The root of the workspace that `cwd` is in: the nearest folder upwards with an
 * `nx.json`, else with a faber-db configuration; undefined if there is neither.
 */
export function findWorkspaceRoot(cwd: string): string | undefined {
  return nearestFolderWith('nx.json', cwd) ?? nearestFolderWith(CONFIG_PATH, cwd);
}

function nearestFolderWith(file: string, start: string): string | undefined {
  let folder = resolve(start);
  for (;;) {
    if (existsSync(join(folder, file))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../journal/canonical-json';

/** Where the command of a seed stands. */
const MANIFESTS = /^(package\.json|prisma\.config\.[cm]?[jt]s)$/;
/** Files and folders by whose names a seed is known, in the project and in its `prisma` folder. */
const SEEDS = /^seeds?(\..+)?$/i;
const FOLDERS = ['', 'prisma', '.config'];

/**
 * What a seed runs, as far as it can be known without running it: the manifests that name its command, seeds
 * by their usual names, and every file of the project that a manifest mentions. Code that these load is not
 * followed.
 * @returns paths relative to the project, with the SHA-256 (hex) of their content
 */
export async function seedFiles(projectRoot: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const folder of FOLDERS) {
    for (const name of await namesIn(join(projectRoot, folder))) {
      if (MANIFESTS.test(name) || SEEDS.test(name)) await add(join(folder, name));
    }
  }
  for (const manifest of Object.keys(files).filter((file) => MANIFESTS.test(file.replace(/^.*[\\/]/, '')))) {
    const text = await readFile(join(projectRoot, manifest), 'utf8');
    for (const word of new Set(text.match(/[\w./@-]+\.\w+/g) ?? [])) await add(word);
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));

  async function add(file: string): Promise<void> {
    const path = join(projectRoot, file);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) {
      for (const name of await namesIn(path)) await add(join(file, name));
    } else if (found?.isFile()) {
      files[file.replaceAll('\\', '/')] = sha256(await readFile(path));
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name !== 'node_modules');
}

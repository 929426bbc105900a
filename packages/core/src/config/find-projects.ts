import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CONFIG_PATH } from './config-path';

/** A project with a faber-db configuration. Paths are absolute. */
export interface ProjectEntry {
  name: string;
  root: string;
  configFile: string;
}

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'tmp']);

/**
 * Finds the projects of a workspace that have a faber-db configuration, ordered by root.
 * Folders that hold no sources (`node_modules`, `dist`, `tmp`, hidden ones) are skipped,
 * symbolic links not followed. The workspace's own file counts only if it describes a
 * database; else it is the policy of all.
 */
export async function findProjects({ workspaceRoot }: { workspaceRoot: string }): Promise<ProjectEntry[]> {
  const root = resolve(workspaceRoot);
  const projects = await Promise.all(
    (await configuredFolders(root)).map(async (folder): Promise<ProjectEntry | undefined> => {
      const configFile = join(folder, CONFIG_PATH);
      if (folder === root && !(await describesDatabase(configFile))) return undefined;
      return { name: await projectName(folder), root: folder, configFile };
    }),
  );
  return projects.filter((project) => project !== undefined).toSorted((a, b) => (a.root < b.root ? -1 : 1));
}

async function configuredFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = entries
    .filter(({ name }) => name === '.fractary')
    .flatMap(() => (existsSync(join(folder, CONFIG_PATH)) ? [folder] : []));
  const inner = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED_FOLDERS.has(entry.name))
    .map((entry) => configuredFolders(join(folder, entry.name)));
  return [...found, ...(await Promise.all(inner)).flat()];
}

/** True also for a file that cannot be read or parsed: the error is shown when the project is used. */
async function describesDatabase(file: string): Promise<boolean> {
  const { parse } = await import('jsonc-parser');
  const content: unknown = parse(await readFile(file, 'utf8').catch(() => ''));
  if (typeof content !== 'object' || content === null) return true;
  return 'database' in content || 'databases' in content;
}

/** The name that Nx would give the project (project.json, then package.json, then the folder). */
async function projectName(root: string): Promise<string> {
  const project = await readObject(join(root, 'project.json'));
  if (isName(project['name'])) return project['name'];
  const manifest = await readObject(join(root, 'package.json'));
  const nx = manifest['nx'];
  const nxName = typeof nx === 'object' && nx !== null ? (nx as Record<string, unknown>)['name'] : undefined;
  if (isName(nxName)) return nxName;
  return isName(manifest['name']) ? manifest['name'] : basename(root);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return {};
  }
  const { parse } = await import('jsonc-parser');
  const value: unknown = parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

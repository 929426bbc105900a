import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CONFIG_PATH, FaberDbError, findProjects, findWorkspaceRoot } from '@faber-db/core';
import type { ProjectLocation } from '../run/run-operation';
import type { ProgramContext } from './run-program';

/** How the command line names the project: by name, by folder, or not at all. */
export interface ProjectChoice {
  project: string | undefined;
  projectRoot: string | undefined;
}

/**
 * Finds the project that a command is about: the one named, that of the given folder, or
 * that of the current folder. Works without a project graph, in and outside of Nx workspaces.
 * @throws FaberDbError PROJECT_NOT_FOUND listing the projects there are
 */
export async function locateProject(
  choice: ProjectChoice,
  { cwd, env }: Pick<ProgramContext, 'cwd' | 'env'>,
): Promise<ProjectLocation> {
  const start = resolve(cwd, choice.projectRoot ?? '.');
  const workspaceRoot = findWorkspaceRoot(start) ?? start;
  if (choice.project !== undefined) return projectByName(choice.project, workspaceRoot);
  if (choice.projectRoot !== undefined) return projectIn(start, workspaceRoot);

  const folders = foldersUpTo(workspaceRoot, start).filter((folder) => existsSync(join(folder, CONFIG_PATH)));
  for (const folder of folders) {
    const location = await projectIn(folder, workspaceRoot);
    // The workspace's own file may be policy and no project.
    if (folder !== workspaceRoot || location.isConfigured) return location;
  }
  if (env['FABER_DB_CONFIG']) return projectIn(start, workspaceRoot);
  throw new FaberDbError('PROJECT_NOT_FOUND', `${start} is in no project with a faber-db configuration.`, {
    remedy: await howToName(workspaceRoot),
  });
}

async function projectByName(projectName: string, workspaceRoot: string): Promise<ProjectLocation> {
  const projects = await findProjects({ workspaceRoot });
  const found = projects.find(({ name }) => name === projectName);
  if (found !== undefined) return { workspaceRoot, projectRoot: found.root, projectName };
  throw new FaberDbError(
    'PROJECT_NOT_FOUND',
    `The workspace ${workspaceRoot} has no project "${projectName}" with a faber-db configuration.`,
    { location: { project: projectName }, remedy: await howToName(workspaceRoot) },
  );
}

/**
 * The project in `root`. Looks for projects in that folder only, since a search of the
 * whole workspace for one name would make every command wait.
 */
async function projectIn(
  root: string,
  workspaceRoot: string,
): Promise<ProjectLocation & { isConfigured: boolean }> {
  const found = (await findProjects({ workspaceRoot: root })).find((project) => project.root === root);
  return {
    workspaceRoot,
    projectRoot: root,
    projectName: found?.name ?? basename(root),
    isConfigured: found !== undefined,
  };
}

/** `start` and the folders above it, ending with `root`. */
function foldersUpTo(root: string, start: string): string[] {
  const folders = [start];
  for (let folder = start; folder !== root && dirname(folder) !== folder;) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

async function howToName(workspaceRoot: string): Promise<string[]> {
  const projects = await findProjects({ workspaceRoot });
  if (projects.length === 0) {
    return ['Set one up: npx nx g faber-db:init <project> in an Nx workspace, else faber-db init'];
  }
  return projects.map(({ name, root }) => `${name} (${relative(workspaceRoot, root) || '.'})`);
}

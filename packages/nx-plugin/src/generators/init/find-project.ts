import { posix } from 'node:path';
import { getProjects, type Tree } from '@nx/devkit';
import { FaberDbError } from '@faber-db/core';

/**
 * Finds a project by its name or by its root folder.
 * @throws FaberDbError PROJECT_NOT_FOUND that lists the projects there are
 */
export function findProject(tree: Tree, nameOrRoot: string): { name: string; root: string } {
  const projects = [...getProjects(tree)].map(([name, { root }]) => ({ name, root: posix.normalize(root) }));
  const root = posix.normalize(nameOrRoot).replace(/(.)\/$/, '$1');
  const project =
    projects.find(({ name }) => name === nameOrRoot) ?? projects.find((candidate) => candidate.root === root);
  if (project) return project;
  const names = projects.map(({ name }) => name).sort();
  throw new FaberDbError('PROJECT_NOT_FOUND', `There is no project "${nameOrRoot}" in this workspace.`, {
    location: { project: nameOrRoot },
    remedy: [
      names.length === 0
        ? 'The workspace has no projects yet: create one first.'
        : `Name one of: ${names.slice(0, 30).join(', ')}${names.length > 30 ? `, … (${names.length} in all: npx nx show projects)` : ''}`,
    ],
  });
}

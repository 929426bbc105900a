import { join, posix } from 'node:path';
import type * as devkit from '@nx/devkit';
import type { CreateNodes, CreateNodesContext, CreateNodesResultArray } from '@nx/devkit';
import { CONFIG_FILE } from './inference/config-file';
import { defaultBase } from './inference/default-base';
import { readJsonObject } from './inference/json-file';
import { resolvePluginOptions, type FaberDbPluginOptions } from './inference/plugin-options';
import { outlineProject, type DatabaseOutline } from './inference/project-outline';
import { projectTargets, technologies } from './inference/targets';

export type { FaberDbPluginOptions } from './inference/plugin-options';

export const name = 'faber-db';

/**
 * Infers the `db-*` targets of every project with a faber-db configuration. Runs whenever
 * Nx makes a graph: it reads the configuration files and nothing else, touches no database,
 * and loads no library.
 */
export const createNodes: CreateNodes<FaberDbPluginOptions> = [
  `**/${CONFIG_FILE}`,
  (files, options, context) => inferProjects(files, options, context),
];

/** The name under which Nx before 23 documents `createNodes`; the same function. */
export const createNodesV2 = createNodes;

function inferProjects(
  files: readonly string[],
  options: FaberDbPluginOptions | undefined,
  context: CreateNodesContext,
): CreateNodesResultArray {
  const resolved = resolvePluginOptions(options);
  const results: CreateNodesResultArray = [];
  const errors: [file: string, error: Error][] = [];
  for (const file of files) {
    try {
      const projectRoot = projectRootOf(file);
      const databases = outlineProject(readJsonObject(join(context.workspaceRoot, file)));
      // The workspace's own file usually holds policy only.
      if (databases.length === 0) continue;
      const targets = projectTargets(databases, {
        workspaceRoot: context.workspaceRoot,
        projectRoot,
        options: resolved,
        targetDefaults: context.nxJsonConfiguration?.targetDefaults,
        defaultBase: defaultBase(context.nxJsonConfiguration),
      });
      results.push([file, { projects: { [projectRoot]: project(projectRoot, databases, targets) } }]);
    } catch (error) {
      errors.push([file, error as Error]);
    }
  }
  if (errors.length === 0) return results;
  throw aggregate(errors, results);
}

function project(
  root: string,
  databases: readonly DatabaseOutline[],
  targets: ReturnType<typeof projectTargets>,
) {
  return {
    root,
    targets,
    metadata: {
      technologies: technologies(databases),
      targetGroups: { Database: Object.keys(targets) },
    },
  };
}

/** The folder that holds `.fractary`: `apps/shop/.fractary/plugins/faber-db/config.json` → `apps/shop`. */
function projectRootOf(file: string): string {
  const folder = file.replaceAll('\\', '/').slice(0, -CONFIG_FILE.length);
  return folder === '' ? '.' : posix.normalize(folder).replace(/\/$/, '');
}

/** What Nx wants to hear, so that one broken file does not hide the other projects. */
function aggregate(errors: [file: string, error: Error][], results: CreateNodesResultArray): Error {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when something is wrong
  const { AggregateCreateNodesError } = require('@nx/devkit') as typeof devkit;
  return new AggregateCreateNodesError(errors, results);
}

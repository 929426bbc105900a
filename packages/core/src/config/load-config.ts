import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessEnvironment } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { CONFIG_PATH, CONFIG_VARIABLE } from './config-path';
import { displayPath } from './display-path';
import { readConfigFile, type ConfigFile } from './read-config-file';
import type { ResolvedConfig } from './resolved-config';

export interface LoadConfigOptions {
  /** Absolute path; outside of a workspace the project's own folder. */
  workspaceRoot: string;
  /** Absolute path. */
  projectRoot: string;
  projectName: string;
  /** `FABER_DB_CONFIG` in it names another file for the project. */
  env: ProcessEnvironment;
}

/**
 * Reads the configuration of one project: the workspace's file (policy), then the
 * project's own, then the file that `FABER_DB_CONFIG` names. Each may tighten the rules of
 * the ones before it. The databases are those of the last file, so that naming another
 * file cannot switch a rule off.
 * @throws FaberDbError CONFIG_NOT_FOUND, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_INVALID,
 *   CONFIG_LOOSENS_POLICY or UNSUPPORTED
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const workspaceRoot = resolve(options.workspaceRoot);
  const projectRoot = resolve(options.projectRoot);
  const paths = configFiles({ ...options, workspaceRoot, projectRoot });
  const files: ConfigFile[] = [];
  for (const path of paths) files.push(await readConfigFile(path, { workspaceRoot }));
  const { resolveConfig } = await import('./resolve-config.js');
  return resolveConfig({ workspaceRoot, project: { name: options.projectName, root: projectRoot }, files });
}

/** The files to read, the workspace's policy first, the project's last. */
function configFiles(options: LoadConfigOptions): string[] {
  const { workspaceRoot, projectRoot, projectName, env } = options;
  const own = join(projectRoot, CONFIG_PATH);
  const named = env[CONFIG_VARIABLE] ? resolve(workspaceRoot, env[CONFIG_VARIABLE]) : undefined;
  const project = named ?? own;
  if (!existsSync(project)) {
    const file = displayPath(project, workspaceRoot);
    throw new FaberDbError(
      'CONFIG_NOT_FOUND',
      named === undefined
        ? `The project "${projectName}" has no configuration file ${file}.`
        : `The file ${file}, which ${CONFIG_VARIABLE} names, does not exist.`,
      {
        location: {
          file,
          project: projectName,
          ...(named === undefined ? {} : { variable: CONFIG_VARIABLE }),
        },
        remedy:
          named === undefined
            ? [`Create it: nx g faber-db:init ${projectName}`]
            : [`Correct ${CONFIG_VARIABLE} (relative to ${workspaceRoot}), or unset it.`],
      },
    );
  }
  const policies = [join(workspaceRoot, CONFIG_PATH), own].filter((path) => existsSync(path));
  return [...new Set([...policies, project])];
}

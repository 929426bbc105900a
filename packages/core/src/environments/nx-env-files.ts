import { join, resolve } from 'node:path';

/**
 * The `.env` files that Nx loads for a task, the strongest first: a variable is taken
 * from the first file that has it. The order is that of Nx
 * (nx/dist/src/tasks-runner/task-env-paths.js, `getEnvPathsForTask`, Nx 23.2).
 * @returns absolute paths, whether or not the files exist
 */
export function nxEnvFiles(options: {
  workspaceRoot: string;
  projectRoot: string;
  target?: string;
  configuration?: string;
}): string[] {
  const { target, configuration } = options;
  const identifiers = [
    ...(target !== undefined && configuration !== undefined ? [`${target}.${configuration}`] : []),
    ...(configuration === undefined ? [] : [configuration]),
    ...(target === undefined ? [] : [target]),
    '',
  ];
  const names = identifiers.flatMap((identifier) =>
    identifier === ''
      ? ['.env.local', '.local.env', '.env']
      : [`.env.${identifier}.local`, `.env.${identifier}`, `.${identifier}.local.env`, `.${identifier}.env`],
  );
  const folders = [...new Set([resolve(options.projectRoot), resolve(options.workspaceRoot)])];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** The files that Nx loads when it starts, in its order (nx/dist/src/utils/dotenv.js). */
export function nxStartEnvFiles(workspaceRoot: string): string[] {
  return ['.local.env', '.env.local', '.env'].map((name) => join(resolve(workspaceRoot), name));
}

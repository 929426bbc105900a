import { readFileSync } from 'node:fs';
import type { ProcessEnvironment } from '../context/operation-context';
import { nxEnvFiles, nxStartEnvFiles } from './nx-env-files';

export interface EnvironmentVariablesOptions {
  /** Absolute path. */
  workspaceRoot: string;
  /** Absolute path. */
  projectRoot: string;
  projectName?: string;
  /** The Nx target that runs, for `.env.<target>` files. */
  target?: string;
  /** The Nx configuration, here the environment's name, for `.env.<configuration>` files. */
  configuration?: string;
  /** The process's variables. */
  env: ProcessEnvironment;
}

export interface EnvironmentVariables {
  /** The process's variables and those of the files. */
  variables: ProcessEnvironment;
  /** Absolute paths of the files looked at, the strongest first, whether or not they exist. */
  files: readonly string[];
}

type Variables = Record<string, string>;

/**
 * The variables that a command sees in an environment: those of the process, then those
 * of the `.env` files in the order of Nx, expanded as Nx does it.
 *
 * Nx puts the variables of files into the process before our code runs. So that
 * `.env.staging` can still override `.env` when several environments are looked at in one
 * run, a process variable counts as coming from a file if its value is what the files
 * without this configuration, or those of the task that runs, give. Nx itself does the
 * same with the files in the root (`unloadDotEnvFile`).
 *
 * No file is read if `NX_LOAD_DOT_ENV_FILES` is `false`, as in Nx.
 */
export async function environmentVariables(
  options: EnvironmentVariablesOptions,
): Promise<EnvironmentVariables> {
  const env = definedVariables(options.env);
  if (env['NX_LOAD_DOT_ENV_FILES'] === 'false') return { variables: env, files: [] };
  const files = nxEnvFiles(options);
  const loadedLists = alreadyLoaded(options);
  const texts = readTexts([...files, ...loadedLists.flat()]);
  if (texts.size === 0) return { variables: env, files };
  const reader = await createReader(texts);
  for (const loaded of loadedLists) unload(env, reader.merge(loaded), reader);
  return { variables: reader.load(env, reader.merge(files)), files };
}

/** The lists of files whose values may already be in the process's variables. */
function alreadyLoaded(options: EnvironmentVariablesOptions): string[][] {
  const { workspaceRoot, projectRoot, projectName, target, env } = options;
  const task = env['NX_TASK_TARGET_PROJECT'];
  const isOurTask = task !== undefined && (projectName === undefined || task === projectName);
  return [
    ...(isOurTask
      ? [
          nxEnvFiles({
            workspaceRoot,
            projectRoot,
            target: env['NX_TASK_TARGET_TARGET'] || undefined,
            configuration: env['NX_TASK_TARGET_CONFIGURATION'] || undefined,
          }),
        ]
      : []),
    nxEnvFiles({ workspaceRoot, projectRoot, target }),
    nxStartEnvFiles(workspaceRoot),
  ];
}

/** The contents of those files that exist. Like Nx, one that cannot be read counts as missing. */
function readTexts(files: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of new Set(files)) {
    try {
      texts.set(file, readFileSync(file, 'utf8'));
    } catch {
      // Most of the files do not exist.
    }
  }
  return texts;
}

interface Reader {
  /** The raw variables of files, the first file that has one winning. */
  merge(files: readonly string[]): Variables;
  /** `env` with the variables of files added and expanded. */
  load(env: Variables, parsed: Variables): Variables;
}

/** dotenv and dotenv-expand, used as Nx uses them (nx/dist/src/tasks-runner/task-env.js). */
async function createReader(texts: ReadonlyMap<string, string>): Promise<Reader> {
  const [{ parse }, { expand }] = await Promise.all([import('dotenv'), import('dotenv-expand')]);
  const contents = new Map([...texts].map(([file, text]) => [file, parse(text)]));
  return {
    merge: (files) => {
      const all: Variables = {};
      for (const file of files) {
        for (const [name, value] of Object.entries(contents.get(file) ?? {})) all[name] ??= value;
      }
      return all;
    },
    load: (env, parsed) => {
      const processEnv = { ...parsed, ...env };
      expand({ parsed: { ...parsed }, processEnv });
      return processEnv;
    },
  };
}

/** Removes from `env` what `parsed` would have put there. */
function unload(env: Variables, parsed: Variables, reader: Reader): void {
  const names = Object.keys(parsed).filter((name) => name in env);
  const others = { ...env };
  for (const name of names) delete others[name];
  const alone = reader.load(others, parsed);
  const doubtful = names.filter((name) => env[name] !== alone[name]);
  for (const name of names) if (env[name] === alone[name]) delete env[name];
  // A value may be composed of variables that the process overrides.
  for (const name of doubtful) {
    const { [name]: value, ...rest } = env;
    if (reader.load(rest, parsed)[name] === value) delete env[name];
  }
}

function definedVariables(env: ProcessEnvironment): Variables {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

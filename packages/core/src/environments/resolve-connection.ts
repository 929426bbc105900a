import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { displayPath } from '../config/display-path';
import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from '../config/resolved-config';
import type { ProcessEnvironment } from '../context/operation-context';
import { FaberDbError, type ErrorLocation } from '../errors/faber-db-error';
import type { Connection } from './connection';
import { environmentVariables, type EnvironmentVariables } from './environment-variables';
import { parseConnectionUrl } from './parse-connection-url';

export interface ResolveConnectionOptions {
  config: ResolvedConfig;
  database: ResolvedDatabase;
  environment: ResolvedEnvironment;
  /** The process's variables; `.env` files are read on top. */
  env: ProcessEnvironment;
  /** Prefer the URL that bypasses a pooler, if the configuration names one. */
  direct: boolean;
  /** Where relative paths in URLs start. Default: the project's root. */
  baseDirectory?: string;
}

export interface ResolvedConnection {
  connection: Connection;
  /** Name of the variable that the URL came from. */
  variable: string;
  /** All variables that a child process should see in this environment. Hold secrets. */
  variables: ProcessEnvironment;
}

/**
 * The connection of one environment of a database.
 * @throws FaberDbError VARIABLE_MISSING, URL_INVALID, PROVIDER_MISMATCH, UNSUPPORTED
 */
export async function resolveConnection(options: ResolveConnectionOptions): Promise<ResolvedConnection> {
  const { config, database, environment, env } = options;
  const location: ErrorLocation = {
    project: config.project.name,
    database: database.name,
    environment: environment.name,
  };
  const variable =
    (options.direct ? environment.directConnectionVariable : undefined) ?? environment.connectionVariable;
  if (variable === undefined) throw noVariable(environment, location);
  const known = await environmentVariables({
    workspaceRoot: config.workspaceRoot,
    projectRoot: config.project.root,
    projectName: config.project.name,
    target: env['NX_TASK_TARGET_TARGET'] || undefined,
    configuration: environment.name,
    env,
  });
  const url = known.variables[variable];
  if (url === undefined || url.trim() === '') throw missing(variable, known, options, location);
  try {
    const connection = parseConnectionUrl({
      url,
      provider: database.provider,
      hosting: database.hosting,
      tls: environment.tls,
      baseDirectory: options.baseDirectory ?? config.project.root,
      variable,
    });
    return { connection, variable, variables: known.variables };
  } catch (error) {
    throw error instanceof FaberDbError ? error.at(location) : error;
  }
}

function noVariable(environment: ResolvedEnvironment, location: ErrorLocation): FaberDbError {
  const path = `environments.${environment.name}.connection_string_env`;
  return new FaberDbError(
    'VARIABLE_MISSING',
    `The configuration names no variable with the connection URL of "${environment.name}".`,
    {
      location: { ...location, path },
      remedy: [`Add to the configuration: "connection_string_env": "DATABASE_URL" (${path}).`],
    },
  );
}

/** A URL to start from, with a database of the environment's own. */
function exampleUrl(database: ResolvedDatabase, environment: ResolvedEnvironment): string {
  const name = environment.name.replace(/[^\w-]+/g, '_');
  switch (database.provider) {
    case 'postgresql':
      return `postgresql://user:password@localhost:5432/${name}`;
    case 'mysql':
      return `mysql://user:password@localhost:3306/${name}`;
    case 'sqlite':
      return `file:./${name}.db`;
  }
}

function missing(
  variable: string,
  known: EnvironmentVariables,
  { config, database, environment }: ResolveConnectionOptions,
  location: ErrorLocation,
): FaberDbError {
  const show = (file: string) => displayPath(file, config.workspaceRoot);
  const there = known.files.filter((file) => existsSync(file)).map(show);
  const looked =
    known.files.length === 0
      ? 'NX_LOAD_DOT_ENV_FILES is false, so no .env file was read'
      : there.length === 0
        ? `there is no .env file that Nx would load (such as ${suggestedFiles(config, environment).map(show).join(' or ')})`
        : `it is not in ${there.join(', ')} either`;
  const [specific, general] = suggestedFiles(config, environment).map(show);
  return new FaberDbError(
    'VARIABLE_MISSING',
    `The variable ${variable}, which should hold the connection URL of "${environment.name}", is not set; ${looked}.`,
    {
      location: { ...location, variable },
      remedy: [
        `Set it, or add this line to ${general} (or ${specific}): ${variable}="${exampleUrl(database, environment)}"`,
      ],
    },
  );
}

/** The two files of a project that a person would think of. */
function suggestedFiles(config: ResolvedConfig, environment: ResolvedEnvironment): [string, string] {
  return [join(config.project.root, `.env.${environment.name}`), join(config.project.root, '.env')];
}

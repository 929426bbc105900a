import { FaberDbError } from '../errors/faber-db-error';
import { didYouMean } from './nearest-name';
import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from './resolved-config';

/**
 * The database called `name`; without a name the project's only one, or of several the
 * one called `default`.
 * @throws FaberDbError DATABASE_NOT_CONFIGURED listing what exists
 */
export function selectDatabase(config: ResolvedConfig, name?: string): ResolvedDatabase {
  const { databases } = config;
  const only = databases.length === 1 ? databases[0] : undefined;
  const found =
    name === undefined
      ? (only ?? databases.find((database) => database.name === 'default'))
      : databases.find((database) => database.name === name);
  if (found !== undefined) return found;
  const names = databases.map((database) => database.name);
  throw new FaberDbError(
    'DATABASE_NOT_CONFIGURED',
    name === undefined
      ? `The project "${config.project.name}" has several databases (${names.join(', ')}); name one.`
      : `The project "${config.project.name}" has no database "${name}".${didYouMean(name, names)}`,
    {
      location: { project: config.project.name, ...(name === undefined ? {} : { database: name }) },
      remedy: names.map((existing) => `--database ${existing}`),
    },
  );
}

/**
 * The environment of `database` called `name`.
 * @throws FaberDbError ENVIRONMENT_NOT_CONFIGURED listing what exists
 */
export function selectEnvironment(database: ResolvedDatabase, name: string): ResolvedEnvironment {
  const found = database.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = database.environments.map((environment) => environment.name);
  throw new FaberDbError(
    'ENVIRONMENT_NOT_CONFIGURED',
    names.length === 0
      ? `The database "${database.name}" has no environments, so there is no "${name}".`
      : `The database "${database.name}" has no environment "${name}", only ${names.join(', ')}.${didYouMean(name, names)}`,
    {
      location: { database: database.name, environment: name },
      remedy: [
        ...names.map((existing) => `--env ${existing}`),
        `Or add it to the configuration: "environments": { "${name}": { "connection_string_env": "…" } }`,
      ],
    },
  );
}

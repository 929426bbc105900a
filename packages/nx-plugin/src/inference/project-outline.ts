import { asObject, type JsonObject } from './json-file';

/** What a target needs to know about one database of a project. */
export interface DatabaseOutline {
  /** Undefined when the project has a single `database`. */
  name: string | undefined;
  provider: string | undefined;
  tool: string;
  environments: string[];
  /** Names of the variables with connection URLs, of all environments. */
  variables: string[];
  /** Folder of the migrations as configured, relative to the project. */
  migrationsDirectory: string | undefined;
  /** The tool's schema (file or folder) as configured, relative to the project. */
  schema: string | undefined;
}

/**
 * Reads from a configuration file what inference needs. An empty list means that the file
 * holds policy only. The workspace's policy is not asked: it has rules for environments,
 * but an environment exists only in the project that gives it a connection. The shape is
 * checked as far as it is used; the executors validate the rest, so that a graph costs no
 * schema library.
 * @throws Error naming the JSON path that has the wrong shape
 */
export function outlineProject(file: JsonObject): DatabaseOutline[] {
  const named = objectAt(file, 'databases');
  const single = objectAt(file, 'database');
  if (named !== undefined && single !== undefined) {
    throw new Error('"database" and "databases" exclude each other; keep one of the two.');
  }
  if (single !== undefined) return [outlineDatabase(undefined, single, file)];
  if (named === undefined) return [];
  return Object.keys(named).map((name) => {
    const database = objectAt(named, name, 'databases.');
    return outlineDatabase(name, database ?? {}, file);
  });
}

function outlineDatabase(name: string | undefined, database: JsonObject, file: JsonObject): DatabaseOutline {
  const prefix = name === undefined ? 'database.' : `databases.${name}.`;
  const shared = objectAt(file, 'environments') ?? {};
  const own = objectAt(database, 'environments', prefix);
  // A database that lists environments of its own exists in those only.
  const environments = Object.keys(own ?? shared);
  const variables = new Set<string>();
  for (const environment of environments) {
    const layers = [
      objectAt(shared, environment, 'environments.'),
      objectAt(own ?? {}, environment, `${prefix}environments.`),
    ];
    for (const variable of layers.flatMap(variablesOf)) variables.add(variable);
  }
  const migrations = { ...objectAt(file, 'migrations'), ...objectAt(database, 'migrations', prefix) };
  return {
    name,
    provider: text(database['provider']),
    tool: text(database['migration_tool']) ?? 'prisma',
    environments,
    variables: [...variables],
    migrationsDirectory: text(migrations['directory']),
    schema: text(migrations['schema']),
  };
}

/** The values of all `…_env` keys: every one of them names a variable. */
function variablesOf(environment: JsonObject | undefined): string[] {
  return Object.entries(environment ?? {}).flatMap(([key, value]) =>
    key.endsWith('_env') && typeof value === 'string' ? [value] : [],
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectAt(parent: JsonObject, key: string, path = ''): JsonObject | undefined {
  const value = parent[key];
  if (value === undefined) return undefined;
  const object = asObject(value);
  if (object === undefined) throw new Error(`"${path}${key}" must be an object.`);
  return object;
}

import { executeSqlite, querySqlite } from './sqlite';
import { testDatabase } from './postgresql';
import type { Workspace } from './workspace';

export type Provider = 'sqlite' | 'postgresql';

/** The databases of the project `api` in `apps/api`, one for each environment. */
export interface ProjectDatabases {
  /** What the configuration names: `API_DATABASE_URL` for dev, `API_STAGING_DATABASE_URL`, … */
  variables: Record<string, string>;
  /** The same for Prisma's own program, which hands its URL on as a command-line argument. */
  variablesForPrisma: Record<string, string>;
  query<Row extends object>(environment: string, sql: string): Promise<Row[]>;
  /** Creates the database without any migration tool and runs a script in it. */
  createByHand(environment: string, script: string): Promise<void>;
  drop(): Promise<void>;
}

/** Names the databases for some environments; creates nothing. */
export function projectDatabases(
  workspace: Workspace,
  provider: Provider,
  environments: readonly string[],
  folder = 'apps/api',
): ProjectDatabases {
  const variable = (environment: string) =>
    environment === 'dev' ? 'API_DATABASE_URL' : `API_${environment.toUpperCase()}_DATABASE_URL`;
  const collect = (url: (environment: string) => string) =>
    Object.fromEntries(environments.map((environment) => [variable(environment), url(environment)]));

  if (provider === 'sqlite') {
    const file = (environment: string) => workspace.path(`${folder}/${environment}.db`);
    const variables = collect((environment) => `file:./${environment}.db`);
    return {
      variables,
      variablesForPrisma: variables,
      query: async (environment, sql) => querySqlite(file(environment), sql),
      createByHand: async (environment, script) => executeSqlite(file(environment), script),
      drop: async () => undefined,
    };
  }
  const databases = new Map(environments.map((environment) => [environment, testDatabase(environment)]));
  const database = (environment: string) => {
    const found = databases.get(environment);
    if (!found) throw new Error(`There is no environment "${environment}".`);
    return found;
  };
  return {
    variables: collect((environment) => database(environment).url),
    variablesForPrisma: {
      ...collect((environment) => database(environment).urlWithoutPassword),
      PGPASSWORD: database('dev').password,
    },
    query: (environment, sql) => database(environment).query(sql),
    createByHand: async (environment, script) => {
      await database(environment).create();
      await database(environment).query(script);
    },
    drop: async () => {
      for (const each of databases.values()) await each.drop();
    },
  };
}

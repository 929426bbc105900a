import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from '../config/resolved-config';
import type { ProcessEnvironment } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { connectionIdentity } from './connection-identity';
import { resolveConnection } from './resolve-connection';

export interface SeparateDatabasesOptions {
  config: ResolvedConfig;
  /** The database and environment that an operation is about. */
  database: ResolvedDatabase;
  environment: ResolvedEnvironment;
  env: ProcessEnvironment;
  /** See `resolveConnection`. */
  baseDirectory?: string;
}

interface Place {
  database: ResolvedDatabase;
  environment: ResolvedEnvironment;
  /** Variable → what it leads to. Both the pooled and the direct URL count. */
  identities: Map<string, string>;
}

/**
 * Makes sure that no other environment of the project, of any of its databases, leads to
 * the database that an operation is about, unless both say `shared_database: true`.
 * Environments whose variable is not set here, or holds no usable URL, are skipped: they
 * cannot be worked on from here.
 * @throws FaberDbError SHARED_DATABASE
 */
export async function assertSeparateDatabases(options: SeparateDatabasesOptions): Promise<void> {
  const { config, database, environment } = options;
  const self = await placeOf(database, environment, options);
  for (const otherDatabase of config.databases) {
    for (const otherEnvironment of otherDatabase.environments) {
      if (otherDatabase.name === database.name && otherEnvironment.name === environment.name) continue;
      if (environment.sharedDatabase && otherEnvironment.sharedDatabase) continue;
      const other = await placeOf(otherDatabase, otherEnvironment, options);
      for (const [variable, identity] of self.identities) {
        for (const [otherVariable, otherIdentity] of other.identities) {
          if (identity === otherIdentity) throw shared(config, self, variable, other, otherVariable);
        }
      }
    }
  }
}

async function placeOf(
  database: ResolvedDatabase,
  environment: ResolvedEnvironment,
  { config, env, baseDirectory }: SeparateDatabasesOptions,
): Promise<Place> {
  const identities = new Map<string, string>();
  for (const direct of [false, true]) {
    if (direct && environment.directConnectionVariable === undefined) continue;
    try {
      const { connection, variable } = await resolveConnection({
        config,
        database,
        environment,
        env,
        direct,
        baseDirectory,
      });
      identities.set(variable, connectionIdentity(connection));
    } catch (error) {
      if (!(error instanceof FaberDbError)) throw error;
    }
  }
  return { database, environment, identities };
}

function shared(
  config: ResolvedConfig,
  self: Place,
  variable: string,
  other: Place,
  otherVariable: string,
): FaberDbError {
  const several = config.databases.length > 1;
  const describe = ({ database, environment }: Place, name: string) =>
    `"${environment.name}"${several ? ` of database "${database.name}"` : ''} (${name})`;
  const first = describe(self, variable);
  const second = describe(other, otherVariable);
  return new FaberDbError(
    'SHARED_DATABASE',
    `${first} and ${second} of the project "${config.project.name}" lead to the same database.`,
    {
      location: {
        project: config.project.name,
        database: self.database.name,
        environment: self.environment.name,
        variable,
      },
      remedy: [
        variable === otherVariable
          ? `Give each environment a variable of its own (connection_string_env), such as ${other.environment.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_${variable}.`
          : `Set ${variable} or ${otherVariable} to the URL of another database.`,
        'If it is meant to be one database: set "shared_database": true in both environments.',
      ],
    },
  );
}

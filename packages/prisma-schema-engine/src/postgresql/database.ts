import type { EngineDatabase } from '../database';
import type { EngineLog } from '../engine-log';
import type { OperationContext } from '../operation-context';
import type { Shutdown } from '../shutdown';
import { invalidConnectionString } from '../user-error';
import { offlinePostgresAdapter, postgresAdapter } from './adapter';
import { PostgresConnection } from './connect';
import { parsePostgresUrl } from './connection-string';
import { createShadowDatabase, openConfiguredShadowDatabase } from './shadow-database';

export interface PostgresDatabaseOptions {
  /** Undefined where no connection is needed. */
  url: string | undefined;
  shadowDatabaseUrl: string | undefined;
  /** Whether `url` is the shadow database, so that the two being the same is no mistake. */
  urlIsShadow: boolean;
  offline: boolean;
  baseDir: string;
  /** The schemas that the current request, or the command line, names in the datasource. */
  namespaces: () => readonly string[] | undefined;
  context: OperationContext;
  log: EngineLog;
  shutdown: Shutdown;
  env: Readonly<Record<string, string | undefined>>;
}

export function postgresDatabase(options: PostgresDatabaseOptions): EngineDatabase {
  const { url, shadowDatabaseUrl, baseDir, context, log, env } = options;
  const mainTarget = () => {
    if (url === undefined) throw invalidConnectionString('The URL is missing');
    return parsePostgresUrl(url, baseDir);
  };
  return {
    provider: 'postgres',

    async connect() {
      if (options.offline) return offlinePostgresAdapter();
      return postgresAdapter({
        connection: await PostgresConnection.open(mainTarget(), options),
        context,
        log,
        env,
      });
    },

    async connectToShadow() {
      const { connection, drop } =
        shadowDatabaseUrl === undefined
          ? await createShadowDatabase(mainTarget(), options)
          : await openConfiguredShadowDatabase(
              parsePostgresUrl(shadowDatabaseUrl, baseDir),
              options.urlIsShadow || url === undefined ? undefined : mainTarget(),
              options.namespaces(),
              options,
            );
      return postgresAdapter({ connection, context, log, env, onDispose: drop });
    },
  };
}

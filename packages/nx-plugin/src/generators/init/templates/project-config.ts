import { posix } from 'node:path';
import { CONFIG_PATH } from '@faber-db/core';
import type { ScaffoldedEnvironment } from '../environment-variables';
import type { ScaffoldHosting, ScaffoldMigrationTool, ScaffoldProvider } from '../scaffold-options';

/** What a project's configuration is made from. */
export interface ProjectConfigOptions {
  provider: ScaffoldProvider;
  hosting: ScaffoldHosting;
  migrationTool: ScaffoldMigrationTool;
  environments: readonly ScaffoldedEnvironment[];
  /** The variable with a URL around the pooler, which a Prisma 6 schema names in `directUrl`. */
  directUrlVariable: string | undefined;
  /** The environments that the workspace's policy protects; a project's own list has to repeat them. */
  protectedByWorkspace: readonly string[];
  /** Relative to the project's root. */
  migrations: string;
  /** Relative to the project's root; undefined where faber-db finds it by itself. */
  schema: string | undefined;
}

/** The keys that scaffolding sets in a project's `config.json`; all others are the user's. */
export interface ProjectConfigKeys {
  database: { provider: ScaffoldProvider; hosting: ScaffoldHosting; migration_tool: ScaffoldMigrationTool };
  environments: Record<
    string,
    { connection_string_env: string; direct_connection_string_env?: string; tls?: 'off' }
  >;
  migrations: { directory: string; schema?: string };
  safety?: { protected_environments: string[] };
}

/**
 * The configuration of a project's single database. Environments that are named like production, such as
 * `prod` or `production-eu`, are protected here unless the workspace protects them already. Hosted
 * databases are reached by TLS unless the file says otherwise, which the one for development
 * does, since it usually runs on the developer's machine.
 */
export function projectConfigKeys(options: ProjectConfigOptions): ProjectConfigKeys {
  const unprotected = options.environments
    .map(({ name }) => name)
    .filter((name) => looksLikeProduction(name) && !options.protectedByWorkspace.includes(name));
  return {
    database: {
      provider: options.provider,
      hosting: options.hosting,
      migration_tool: options.migrationTool,
    },
    environments: Object.fromEntries(
      options.environments.map(({ name, variable, isDefault }) => [
        name,
        {
          connection_string_env: variable,
          ...(isDefault && options.directUrlVariable !== undefined
            ? { direct_connection_string_env: options.directUrlVariable }
            : {}),
          ...(name === 'dev' && options.hosting !== 'local' ? { tls: 'off' as const } : {}),
        },
      ]),
    ),
    migrations: {
      directory: options.migrations,
      ...(options.schema === undefined ? {} : { schema: options.schema }),
    },
    ...(unprotected.length === 0
      ? {}
      : { safety: { protected_environments: [...options.protectedByWorkspace, ...unprotected] } }),
  };
}

/** Path of the published JSON Schema as seen from the configuration of the project in `root`. */
export function schemaReference(root: string): string {
  return posix.relative(
    posix.dirname(posix.join(root, CONFIG_PATH)),
    'node_modules/faber-db/dist/config.schema.json',
  );
}

function looksLikeProduction(environment: string): boolean {
  return /^(prod|production|live)([-_]|$)/i.test(environment);
}

import { resolve } from 'node:path';
import type { TlsMode } from '../environments/connection';
import type { ErrorLocation } from '../errors/faber-db-error';
import { throwProblems, type ConfigProblem } from './config-problem';
import type {
  ConfigContent,
  DatabaseContent,
  EnvironmentContent,
  MigrationsContent,
  NamedDatabaseContent,
} from './config-schema';
import { DEFAULT_PROTECTED_ENVIRONMENTS, DEFAULT_REQUIRE_APPROVAL_FOR } from './policy-rules';
import { resolveJournal, resolveSafety } from './resolve-safety';
import type { ConfigFile } from './read-config-file';
import { assertPolicyOnly, resolvePolicy, type Policy } from './resolve-policy';
import type {
  ApprovableOperation,
  BackupEnforcement,
  ResolvedConfig,
  ResolvedDatabase,
  ResolvedEnvironment,
  ResolvedMigrations,
} from './resolved-config';

const DEFAULT_MIGRATIONS_DIRECTORY = 'prisma/migrations';
const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_LOCK_TIMEOUT_SECONDS = 60;
/** Name of a project's only database. */
const ONLY_DATABASE = 'default';

export interface ResolveConfigOptions {
  workspaceRoot: string;
  project: { name: string; root: string };
  /** Read files, the workspace's policy first, the project's last. At least one. */
  files: readonly ConfigFile[];
}

/**
 * Makes one configuration of the files: rules from all, databases from the last, and
 * every default filled in.
 * @throws FaberDbError CONFIG_LOOSENS_POLICY, CONFIG_INVALID
 */
export function resolveConfig({ workspaceRoot, project, files }: ResolveConfigOptions): ResolvedConfig {
  const own = files.at(-1) as ConfigFile;
  for (const file of files) {
    if (file !== own && databasesOf(file.content).length === 0) assertPolicyOnly(file);
  }
  const policy = resolvePolicy(files);
  const databases = databasesOf(own.content);
  if (databases.length === 0) {
    throwProblems([
      {
        code: 'CONFIG_INVALID',
        message: `The configuration of the project "${project.name}" describes no database.`,
        location: own.locate([]),
        remedy: ['Add "database": { "provider": "postgresql" }, or another provider.'],
      },
    ]);
  }
  assertProtectedAsk(own, databases, policy);
  return {
    workspaceRoot,
    project,
    files: files.map(({ file }) => file),
    databases: databases.map(([name, database]) =>
      resolveDatabase(name, database, own.content, policy, project.root),
    ),
    safety: resolveSafety(policy, workspaceRoot),
    journal: resolveJournal(policy, workspaceRoot),
  };
}

function databasesOf(content: ConfigContent): [string, DatabaseContent & Partial<NamedDatabaseContent>][] {
  return content.database === undefined
    ? Object.entries(content.databases ?? {})
    : [[ONLY_DATABASE, content.database]];
}

function resolveDatabase(
  name: string,
  database: DatabaseContent & Partial<NamedDatabaseContent>,
  content: ConfigContent,
  policy: Policy,
  projectRoot: string,
): ResolvedDatabase {
  return {
    name,
    provider: database.provider,
    hosting: database.hosting ?? 'local',
    tool: database.migration_tool ?? 'prisma',
    engine: database.engine ?? 'direct',
    migrations: resolveMigrations({ ...content.migrations, ...database.migrations }, policy, projectRoot),
    environments: environmentNames(database, content).map((environment) =>
      resolveEnvironment(
        environment,
        { ...content.environments?.[environment], ...database.environments?.[environment] },
        policy,
      ),
    ),
  };
}

/** A database with environments of its own exists in these only. */
function environmentNames(database: Partial<NamedDatabaseContent>, content: ConfigContent): string[] {
  return Object.keys(database.environments ?? content.environments ?? {});
}

function resolveMigrations(
  content: MigrationsContent,
  policy: Policy,
  projectRoot: string,
): ResolvedMigrations {
  const limit = (
    key: 'timeout_seconds' | 'lock_timeout_seconds' | 'statement_timeout_seconds' | 'max_blocking_seconds',
  ) => content[key] ?? policy.get<number>('migrations', key);
  return {
    directory: resolve(projectRoot, content.directory ?? DEFAULT_MIGRATIONS_DIRECTORY),
    schema: content.schema === undefined ? undefined : resolve(projectRoot, content.schema),
    timeoutSeconds: limit('timeout_seconds') ?? DEFAULT_TIMEOUT_SECONDS,
    lockTimeoutSeconds: limit('lock_timeout_seconds') ?? DEFAULT_LOCK_TIMEOUT_SECONDS,
    statementTimeoutSeconds: limit('statement_timeout_seconds'),
    maxBlockingSeconds: limit('max_blocking_seconds'),
  };
}

function resolveEnvironment(name: string, content: EnvironmentContent, policy: Policy): ResolvedEnvironment {
  const isProtected = protectedEnvironments(policy).includes(name);
  const asks = isProtected || policy.get<boolean>('environments', name, 'require_approval') === true;
  const tls = content.tls ?? policy.get<EnvironmentContent['tls']>('environments', name, 'tls');
  return {
    name,
    connectionVariable: content.connection_string_env,
    directConnectionVariable: content.direct_connection_string_env,
    tls: tls === 'off' ? ('disable' satisfies TlsMode) : tls,
    isProtected,
    requiresApproval: asks ? operationsThatAsk(policy) : [],
    sharedDatabase:
      content.shared_database ?? policy.get<boolean>('environments', name, 'shared_database') ?? false,
    promoteFrom: policy.get<string>('environments', name, 'promote_from'),
    backupEnforcement:
      policy.get<BackupEnforcement>('safety', 'backup_enforcement', name) ??
      (isProtected ? 'recommended' : 'optional'),
    healthChecks: {
      before: policy.get<boolean>('safety', 'health_check_before_deploy') ?? isProtected,
      after: policy.get<boolean>('safety', 'health_check_after_deploy') ?? isProtected,
    },
  };
}

function protectedEnvironments(policy: Policy): readonly string[] {
  return policy.get<string[]>('safety', 'protected_environments') ?? DEFAULT_PROTECTED_ENVIRONMENTS;
}

function operationsThatAsk(policy: Policy): readonly ApprovableOperation[] {
  return policy.get<ApprovableOperation[]>('safety', 'require_approval_for') ?? DEFAULT_REQUIRE_APPROVAL_FOR;
}

/** `require_approval: false` cannot take a protected environment's questions away, so it must not look so. */
function assertProtectedAsk(
  own: ConfigFile,
  databases: readonly (readonly [string, Partial<NamedDatabaseContent>])[],
  policy: Policy,
): void {
  const names = new Set(databases.flatMap(([, database]) => environmentNames(database, own.content)));
  const problems = [...names].flatMap((name): ConfigProblem[] => {
    if (policy.get<boolean>('environments', name, 'require_approval') !== false) return [];
    if (!protectedEnvironments(policy).includes(name)) return [];
    const location: ErrorLocation = own.locate(['environments', name, 'require_approval']);
    return [
      {
        code: 'CONFIG_INVALID',
        message: `${policy.place('environments', name, 'require_approval')} says that "${name}" does not ask, but it is protected (${policy.place('safety', 'protected_environments') ?? 'by default'}), and protected environments always ask.`,
        location,
        remedy: [
          `Remove environments.${name}.require_approval, or leave "${name}" out of safety.protected_environments.`,
        ],
      },
    ];
  });
  throwProblems(problems);
}

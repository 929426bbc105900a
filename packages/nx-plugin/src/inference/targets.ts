import type { CreateNodesContext, TargetConfiguration } from '@nx/devkit';
import { branchInput } from './branch-input';
import { CONFIG_VARIABLE } from './config-file';
import { fileInputs, type FileInputs } from './file-inputs';
import { isCacheForced, NEVER_CACHED } from './forced-cache';
import { fingerprintCommand } from './fingerprint-input';
import { OPERATIONS, OPERATION_TRAITS, type TargetOperation } from './operations';
import type { ResolvedPluginOptions } from './plugin-options';
import type { DatabaseOutline } from './project-outline';

/** Environment that a target works in unless another is named; never guessed. */
const DEFAULT_ENVIRONMENT = 'dev';

export interface TargetsContext {
  /** Absolute. */
  workspaceRoot: string;
  /** Relative to the workspace, `.` for its root. */
  projectRoot: string;
  options: ResolvedPluginOptions;
  /** The workspace's, which Nx puts over what is inferred here. */
  targetDefaults?: CreateNodesContext['nxJsonConfiguration']['targetDefaults'];
  /** Of nx.json: the branch that changes are measured against. */
  defaultBase?: string;
}

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** A database and the files that decide about it. */
interface DatabaseSource {
  outline: DatabaseOutline;
  files: FileInputs;
}

/** All targets of a project, by name. */
export function projectTargets(
  databases: readonly DatabaseOutline[],
  context: TargetsContext,
): Record<string, TargetConfiguration> {
  const targets: Record<string, TargetConfiguration> = {};
  const sources = databases.map((outline) => ({ outline, files: fileInputs(outline, context.projectRoot) }));
  for (const operation of OPERATIONS) {
    const name = context.options.targetNames[operation];
    const { perEnvironment, perDatabase = perEnvironment, collects } = OPERATION_TRAITS[operation];
    if (!perDatabase) {
      targets[name] = operationTarget(name, operation, sources, context);
      continue;
    }
    const parts: string[] = [];
    for (const source of sources) {
      const database = source.outline.name;
      const part = database === undefined ? name : `${name}-${database}`;
      targets[part] = operationTarget(part, operation, [source], context, database);
      parts.push(part);
    }
    if (collects && databases.some((database) => database.name !== undefined)) {
      targets[name] = collectingTarget(operation, parts, databases);
    }
  }
  return targets;
}

/**
 * @param name the target's own
 * @param database what the executor is to work on, where the project has several databases
 */
function operationTarget(
  name: string,
  operation: TargetOperation,
  sources: readonly DatabaseSource[],
  context: TargetsContext,
  database?: string,
): TargetConfiguration {
  const traits = OPERATION_TRAITS[operation];
  const databases = sources.map(({ outline }) => outline);
  const files = sources.flatMap((source) => traits.reads.flatMap((group) => source.files[group]));
  const variables = databases.flatMap((outline) => outline.variables);
  const inputs: Inputs = [
    ...new Set(files),
    ...[...new Set([CONFIG_VARIABLE, ...variables])].map((env) => ({ env })),
  ];
  const cacheInputs = inputsForCache(name, operation, context, database);
  if (cacheInputs !== undefined) {
    inputs.push(...cacheInputs);
  } else if (isCacheForced(context.targetDefaults, name, `faber-db:${operation}`)) {
    inputs.push(NEVER_CACHED);
  }
  return {
    executor: `faber-db:${operation}`,
    options: {
      ...(database === undefined ? {} : { database }),
      ...defaultEnvironment(operation, databases),
    },
    ...environmentConfigurations(operation, databases),
    cache: cacheInputs !== undefined,
    inputs,
    // Nothing is ever an output, not even a generated migration: Nx removes the outputs of
    // a cached task before it restores them, and a repository's history is no cache.
    outputs: [],
    metadata: targetMetadata(operation, databases),
  };
}

/** What makes caching a target sound, beside its files and variables; undefined if nothing does. */
function inputsForCache(
  name: string,
  operation: TargetOperation,
  context: TargetsContext,
  database: string | undefined,
): Inputs | undefined {
  const { cacheable, dependsOnBranch } = OPERATION_TRAITS[operation];
  if (dependsOnBranch) {
    const branch = branchInput(context.defaultBase);
    return branch === undefined ? undefined : [{ env: 'NX_BASE' }, branch];
  }
  if (!cacheable || !context.options.cacheSideEffects) return undefined;
  const probe = fingerprintCommand({ ...context, database, target: name });
  if (probe === undefined) return undefined;
  // The second input makes Nx run the probe after the dependencies instead of up front,
  // so that it sees what they did. It means nothing where there are none.
  return [{ runtime: probe }, { dependentTasksOutputFiles: '**/*' }];
}

/**
 * Runs an operation for all databases of a project. What is written behind the target on
 * the command line goes to every one of them: without that, `db-migrate --dry-run` would
 * migrate in earnest.
 */
function collectingTarget(
  operation: TargetOperation,
  parts: readonly string[],
  databases: readonly DatabaseOutline[],
): TargetConfiguration {
  const metadata = targetMetadata(operation, databases);
  return {
    executor: 'nx:noop',
    dependsOn: parts.map((target) => ({ target, params: 'forward' })),
    ...environmentConfigurations(operation, databases, () => ({})),
    cache: false,
    metadata: { ...metadata, description: `${metadata.description} (all databases)` },
  };
}

function defaultEnvironment(operation: TargetOperation, databases: readonly DatabaseOutline[]) {
  const traits = OPERATION_TRAITS[operation];
  if (!traits.perEnvironment || traits.allEnvironmentsByDefault === true) return {};
  const exists = databases.some(({ environments }) => environments.includes(DEFAULT_ENVIRONMENT));
  return exists ? { environment: DEFAULT_ENVIRONMENT } : {};
}

/** One configuration for each environment, so that `nx run app:db-migrate:staging` says what it does. */
function environmentConfigurations(
  operation: TargetOperation,
  databases: readonly DatabaseOutline[],
  options: (environment: string) => object = (environment) => ({ environment }),
): Pick<TargetConfiguration, 'configurations'> {
  if (!OPERATION_TRAITS[operation].perEnvironment) return {};
  const environments = new Set(databases.flatMap((database) => database.environments));
  return {
    configurations: Object.fromEntries([...environments].map((name) => [name, options(name)])),
  };
}

function targetMetadata(operation: TargetOperation, databases: readonly DatabaseOutline[]) {
  const { description, example } = OPERATION_TRAITS[operation];
  return {
    description,
    technologies: technologies(databases),
    help: { command: `npx faber-db ${operation} --help`, example },
  };
}

/** The databases and tools of a project, for Nx's icons and filters. */
export function technologies(databases: readonly DatabaseOutline[]): string[] {
  const names = databases.flatMap(({ provider, tool }) =>
    provider === undefined ? [tool] : [provider, tool],
  );
  return [...new Set(names)];
}

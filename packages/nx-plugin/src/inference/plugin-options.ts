import { OPERATIONS, type TargetOperation } from './operations';

/** Options of the plugin's entry in `nx.json`. */
export type FaberDbPluginOptions = {
  /** What the names of all targets start with. Default: `db-`. */
  targetPrefix?: string;
  /**
   * Lets Nx cache `db-migrate` and `db-status` while the database is reachable and up to
   * date. Default: false, because a hit saves little and every run pays for a probe.
   */
  cacheSideEffects?: boolean;
} & {
  /** The name of one target, such as `migrateTargetName`; goes before `targetPrefix`. */
  [Operation in TargetOperation as `${CamelCase<Operation>}TargetName`]?: string;
};

type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;

/** The options with every default filled in. */
export interface ResolvedPluginOptions {
  targetNames: Record<TargetOperation, string>;
  cacheSideEffects: boolean;
}

const DEFAULT_PREFIX = 'db-';

/**
 * Checks the options and fills in the defaults.
 * @throws Error for an unknown option, a wrong type, or two targets of the same name
 */
export function resolvePluginOptions(options: FaberDbPluginOptions | undefined): ResolvedPluginOptions {
  const given: Record<string, unknown> = { ...options };
  const take = (key: string, type: 'string' | 'boolean'): unknown => {
    const value = given[key];
    delete given[key];
    if (value === undefined) return undefined;
    if (typeof value !== type || value === '') {
      throw new Error(`The option "${key}" of the plugin faber-db in nx.json must be a ${type}.`);
    }
    return value;
  };

  const prefix = (take('targetPrefix', 'string') as string | undefined) ?? DEFAULT_PREFIX;
  const cacheSideEffects = take('cacheSideEffects', 'boolean') === true;
  const targetNames = {} as Record<TargetOperation, string>;
  const owners = new Map<string, TargetOperation>();
  for (const operation of OPERATIONS) {
    const name =
      (take(targetNameOption(operation), 'string') as string | undefined) ?? `${prefix}${operation}`;
    const other = owners.get(name);
    if (other !== undefined) {
      throw new Error(
        `The options of the plugin faber-db in nx.json give "${other}" and "${operation}" the same target name "${name}".`,
      );
    }
    owners.set(name, operation);
    targetNames[operation] = name;
  }
  const unknown = Object.keys(given);
  if (unknown.length > 0) {
    const known = ['targetPrefix', 'cacheSideEffects', ...OPERATIONS.map(targetNameOption)];
    throw new Error(
      `The plugin faber-db in nx.json has no option "${unknown[0]}". It has: ${known.join(', ')}.`,
    );
  }
  return { targetNames, cacheSideEffects };
}

/** `generate-migration` → `generateMigrationTargetName`. */
function targetNameOption(operation: TargetOperation): string {
  const camelCase = operation.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return `${camelCase}TargetName`;
}

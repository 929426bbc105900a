import { CONFIG_PATH } from '@faber-db/core';
import { isObject, parseJsonObject } from './edit-json';
import type { ScaffoldedEnvironment } from './environment-variables';
import type { ProjectFiles } from './project-files';
import { SAFETY_DEFAULTS } from './templates/policy-config';

/** What a project's configuration already says; all undefined where there is none. */
export interface ExistingConfig {
  /** It has `databases`, several with names, which scaffolding leaves alone. */
  isMultiple: boolean;
  provider: string | undefined;
  /** Those that name their variable; undefined if none does, as in a file that only makes rules. */
  environments: ScaffoldedEnvironment[] | undefined;
}

/**
 * Reads what scaffolding has to agree with; full validation is the business of `db-validate`.
 * @throws FaberDbError CONFIG_SYNTAX if the file is not JSON
 */
export function readExistingConfig(files: ProjectFiles, file: string): ExistingConfig {
  const text = files.read(file);
  const config = text === undefined ? {} : parseJsonObject(text, file);
  const { database, environments } = config;
  return {
    isMultiple: 'databases' in config,
    provider:
      isObject(database) && typeof database['provider'] === 'string' ? database['provider'] : undefined,
    environments: isObject(environments) ? withVariables(environments) : undefined,
  };
}

function withVariables(environments: Record<string, unknown>): ScaffoldedEnvironment[] | undefined {
  const defaultName = 'dev' in environments ? 'dev' : Object.keys(environments)[0];
  const found = Object.entries(environments).flatMap(([name, value]) => {
    const variable = isObject(value) ? value['connection_string_env'] : undefined;
    return typeof variable === 'string' ? [{ name, variable, isDefault: name === defaultName }] : [];
  });
  return found.length === 0 ? undefined : found;
}

/**
 * The environments that the workspace's policy protects: what `safety.protected_environments` of the file
 * in the root says, else faber-db's default.
 */
export function protectedByWorkspace(files: ProjectFiles): string[] {
  const text = files.read(CONFIG_PATH);
  const safety = text === undefined ? undefined : parseJsonObject(text, CONFIG_PATH)['safety'];
  const names = isObject(safety) ? safety['protected_environments'] : undefined;
  if (!Array.isArray(names)) return SAFETY_DEFAULTS.protected_environments;
  return names.filter((name): name is string => typeof name === 'string');
}

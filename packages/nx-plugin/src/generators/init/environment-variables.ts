import { FaberDbError } from '@faber-db/core';

/** Names of environments: they become Nx configurations and parts of variable names. */
const ENVIRONMENT_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** An environment to scaffold and the variable that will hold its URL. */
export interface ScaffoldedEnvironment {
  name: string;
  variable: string;
  /** The one that commands use when none is named. */
  isDefault: boolean;
}

/**
 * Gives every environment a variable of its own, so that no two read the same URL:
 * `SHOP_DATABASE_URL` for the default environment (`dev`, else the first one),
 * `SHOP_STAGING_DATABASE_URL` for the others.
 * @param project name of the project; a scope such as `@acme/` is left out
 * @param defaultVariable instead of `<PROJECT>_DATABASE_URL`, where a Prisma set-up already reads another one
 * @throws FaberDbError OPTION_INVALID if there is no environment, a name is unusable, or two names give one variable
 */
export function environmentVariables(
  project: string,
  names: readonly string[],
  defaultVariable = `${variablePrefix(project)}_DATABASE_URL`,
): ScaffoldedEnvironment[] {
  const defaultName = names.includes('dev') ? 'dev' : names[0];
  if (defaultName === undefined) {
    throw new FaberDbError('OPTION_INVALID', 'A database needs at least one environment.', {
      remedy: ['Name them: --environments=dev,staging,production'],
    });
  }
  const environments = names.map((name) => {
    if (!ENVIRONMENT_NAME.test(name)) {
      throw new FaberDbError('OPTION_INVALID', `"${name}" is not a usable name for an environment.`, {
        remedy: [
          'Start with a letter and use letters, digits, "-" and "_" only, for example production-eu-west.',
        ],
      });
    }
    const isDefault = name === defaultName;
    return {
      name,
      isDefault,
      variable: isDefault ? defaultVariable : `${variablePrefix(project)}_${upperSnake(name)}_DATABASE_URL`,
    };
  });
  environments.forEach((environment, index) => {
    const other = environments.slice(0, index).find(({ variable }) => variable === environment.variable);
    if (other) {
      throw new FaberDbError(
        'OPTION_INVALID',
        `The environments "${other.name}" and "${environment.name}" would share the variable ${environment.variable}.`,
        { remedy: ['Give them names that differ in more than case, "-" and "_".'] },
      );
    }
  });
  return environments;
}

/** `@acme/shop-api` → `SHOP_API`; a leading digit, which no variable may have, gets `DB_` before it. */
function variablePrefix(project: string): string {
  const prefix = upperSnake(project.split('/').pop() ?? project);
  return /^[A-Z]/.test(prefix) ? prefix : `DB_${prefix}`.replace(/_+$/, '');
}

function upperSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
}

/** Where a configuration lies, relative to the root of a workspace or project. */
export const CONFIG_PATH = '.fractary/plugins/faber-db/config.json';

/** The environment variable that names another project file (relative to the workspace root, or absolute). */
export const CONFIG_VARIABLE = 'FABER_DB_CONFIG';

/**
 * Path of a configuration file, relative to the root of its project or of the workspace.
 * The same as the core's `CONFIG_PATH`; a test compares the two, since importing the core
 * would make every project graph pay for it.
 */
export const CONFIG_FILE = '.fractary/plugins/faber-db/config.json';

/** The variable that names another configuration file; also the core's. */
export const CONFIG_VARIABLE = 'FABER_DB_CONFIG';

import { isPattern } from '../../inference/forced-cache';
import { resolvePluginOptions, type FaberDbPluginOptions } from '../../inference/plugin-options';
import { editJson, isObject, parseJsonObject } from './edit-json';

/**
 * Shields the database targets from workspace-wide target defaults. A default under a pattern such as `*`
 * or `db-*` would replace what the plugin infers: `"*": { "cache": true }` would make Nx skip migrations. Nx takes
 * the exact name before any pattern, even if its entry is empty (nx 23.2.1,
 * `project-configuration/target-defaults.js`), so empty entries are enough, and they leave the
 * plugin's own options, such as `cacheSideEffects`, in force. Without patterns nothing is added.
 * @param nxJson text of `nx.json`
 */
export function shieldTargets(nxJson: string): string {
  const { targetDefaults: defaults, plugins } = parseJsonObject(nxJson, 'nx.json');
  if (!isObject(defaults) || !Object.keys(defaults).some(isPattern)) return nxJson;
  return Object.values(resolvePluginOptions(optionsOf(plugins)).targetNames)
    .filter((target) => !(target in defaults))
    .reduce((text, target) => editJson(text, ['targetDefaults', target], {}), nxJson);
}

/** The options of the plugin's entry. */
function optionsOf(plugins: unknown): FaberDbPluginOptions | undefined {
  const entry = [plugins].flat().find((plugin) => isObject(plugin) && plugin['plugin'] === 'faber-db');
  return isObject(entry) ? (entry['options'] as FaberDbPluginOptions | undefined) : undefined;
}

import { editJson, isObject, parseJsonObject } from './edit-json';

const PLUGIN = 'faber-db';
/** Entries that have the same effect: the package's name and its subpath for the plugin alone. */
const PLUGIN_NAMES: readonly unknown[] = [PLUGIN, 'faber-db/plugin'];

/**
 * Adds the plugin to the text of `nx.json`, unless it is there as a name or as an object with options.
 * Comments and layout stay.
 * @throws FaberDbError CONFIG_SYNTAX if the text is not a JSON object
 */
export function registerPlugin(nxJson: string): string {
  const { plugins } = parseJsonObject(nxJson, 'nx.json');
  if (!Array.isArray(plugins)) return editJson(nxJson, ['plugins'], [PLUGIN]);
  const isRegistered = plugins.some((entry: unknown) =>
    PLUGIN_NAMES.includes(isObject(entry) ? entry['plugin'] : entry),
  );
  return isRegistered ? nxJson : editJson(nxJson, ['plugins', plugins.length], PLUGIN, { insert: true });
}

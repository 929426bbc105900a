import { OPERATIONS } from '../../inference/operations';
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
  const defaults = parseJsonObject(nxJson, 'nx.json')['targetDefaults'];
  if (!isObject(defaults) || !Object.keys(defaults).some(isPattern)) return nxJson;
  return OPERATIONS.map((operation) => `db-${operation}`)
    .filter((target) => !(target in defaults))
    .reduce((text, target) => editJson(text, ['targetDefaults', target], {}), nxJson);
}

function isPattern(key: string): boolean {
  return /[*?[\]{}]|[!+@]\(/.test(key);
}

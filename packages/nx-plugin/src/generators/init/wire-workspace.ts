import { CONFIG_PATH } from '@faber-db/core';
import { ATTRIBUTES } from './git-attributes';
import { IGNORED_FILES } from './git-ignore';
import { addGitLines } from './git-lines';
import type { ProjectFiles } from './project-files';
import { registerPlugin } from './register-plugin';
import { shieldTargets } from './target-defaults';
import { policyConfig } from './templates/policy-config';

/**
 * Prepares a workspace, or a folder outside of any: the plugin in `nx.json` (where there is one), `.gitignore`,
 * `.gitattributes` and the policy file. What is there is kept; a second run changes nothing.
 * @returns the files created or changed and those kept, relative to the workspace root
 * @throws FaberDbError CONFIG_SYNTAX if `nx.json` cannot be parsed
 */
export function wireWorkspace(files: ProjectFiles): { written: string[]; kept: string[] } {
  const result = { written: [] as string[], kept: [] as string[] };
  const update = (path: string, change: (text: string | undefined) => string): void => {
    const before = files.read(path);
    const after = change(before);
    if (after !== before) files.write(path, after);
    result[after === before ? 'kept' : 'written'].push(path);
  };
  if (files.exists('nx.json')) update('nx.json', (text) => shieldTargets(registerPlugin(text ?? '{}')));
  update('.gitignore', (text) => addGitLines(text, IGNORED_FILES));
  update('.gitattributes', (text) => addGitLines(text, ATTRIBUTES));
  update(CONFIG_PATH, (text) => text ?? policyConfig());
  return result;
}

import type { ChangeOf } from '../change';
import type { Appliers } from './applier';
import { parseSearchPath } from './search-path';
import type { SchemaState } from './schema-state';

/** Settings of the session. */
export const sessionChanges: Appliers = {
  'set-variable': setVariable,
  pragma(state, { name, value }) {
    if (value !== undefined) state.settings.session.set(name.toLowerCase(), value);
  },
  transaction(state, { action }) {
    if (action !== 'commit' && action !== 'rollback' && action !== 'prepare') return;
    if (state.settings.local.size === 0) return;
    state.settings.local.clear();
    useSearchPath(state);
  },
};

function setVariable(state: SchemaState, { name, value, local, global }: ChangeOf<'set-variable'>): void {
  if (global) return;
  // MySQL's LOCAL is another word for SESSION.
  const isLocal = local && state.provider === 'postgresql';
  const key = name.toLowerCase();
  const { session } = state.settings;
  const settings = isLocal ? state.settings.local : session;
  if (value === undefined) settings.delete(key);
  else settings.set(key, value);
  if (!isLocal) state.settings.local.delete(key);
  if (key === 'search_path' && state.provider === 'postgresql') useSearchPath(state);
}

/** Lets unqualified names mean what the current `search_path` says. */
function useSearchPath(state: SchemaState): void {
  const { local, session } = state.settings;
  const schemas = parseSearchPath(local.get('search_path') ?? session.get('search_path') ?? '');
  state.searchPath = schemas.length > 0 ? schemas : state.initialSearchPath;
}

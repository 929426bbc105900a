// The environment in which all tests run: the same on a developer's machine, for an agent and in CI.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** What automated agents leave in the environment; Nx, Prisma and faber-db act on it. */
const agentMarkers =
  /^(CLAUDE|CODEX_|GEMINI_CLI|QWEN_CODE|CURSOR_|COPILOT_|OPENCODE|CLINE_|AMP_|CRUSH|AUGMENT_AGENT|ANTIGRAVITY_|REPL_ID|REPLIT_|AI_AGENT|AGENT$|OR_APP_NAME|COMPOSER_NO_INTERACTION|SUPERSET_AGENT_ID|PRISMA_USER_CONSENT)/;

/** What would make a test depend on how and where it was started. */
const startedBy =
  /^(npm_|NX_|FABER_DB_|PRISMA_|DATABASE_URL$|PG[A-Z]+$|INIT_CWD$|CI$|NODE_OPTIONS$|FORCE_COLOR$|NO_COLOR$)/i;

/**
 * Our own environment without those, and with folders of this run only.
 * @param {string} runFolder an existing folder for everything that the tests write
 */
export function testEnvironment(runFolder) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !agentMarkers.test(name) && !startedBy.test(name),
  );
  const temporary = path.join(runFolder, 'tmp');
  const home = path.join(runFolder, 'home');
  for (const folder of [temporary, home]) fs.mkdirSync(folder, { recursive: true });
  return {
    ...Object.fromEntries(kept),
    ...npmSettings(),
    HOME: home,
    TMPDIR: temporary,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
}

/** The registry, the cache and the user's npmrc as they are now: another HOME must not change them. */
function npmSettings() {
  const get = (key) =>
    execFileSync('npm', ['config', 'get', key], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  return {
    npm_config_registry: get('registry'),
    npm_config_cache: get('cache'),
    npm_config_userconfig: get('userconfig'),
    npm_config_update_notifier: 'false',
  };
}

import { existsSync } from 'node:fs';
import { UserFacingError } from './user-error';

/** The variable in which an agent states the user's consent; the same one Prisma's own CLI reads. */
export const CONSENT_VARIABLE = 'PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION';

type Environment = Readonly<Record<string, string | undefined>>;

/** What gave an automated agent away. */
export interface AutomatedAgent {
  /** For people, such as `Claude Code`. */
  name: string;
  /** The environment variable, or the file, that was recognised. */
  marker: string;
}

interface Marker {
  name: string;
  variables: string[];
  matches?: (value: string) => boolean;
}

// The list of Prisma 7.10.1 (`build/cli.js`), plus the two markers that only Prisma 6.19 has
// (REPLIT_CLI, and GEMINI_CLI standing for Qwen Code as well, which has its own entry here).
const MARKERS: readonly Marker[] = [
  { name: 'Claude Code', variables: ['CLAUDECODE'] },
  {
    name: 'Codex CLI',
    variables: ['CODEX_THREAD_ID', 'CODEX_CI', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'],
  },
  { name: 'Gemini CLI', variables: ['GEMINI_CLI'] },
  { name: 'Qwen Code', variables: ['QWEN_CODE'] },
  { name: 'Cursor', variables: ['CURSOR_AGENT'] },
  { name: 'GitHub Copilot CLI', variables: ['COPILOT_CLI'] },
  { name: 'OpenCode', variables: ['OPENCODE', 'OPENCODE_CLIENT'] },
  { name: 'Cline', variables: ['CLINE_ACTIVE'] },
  { name: 'Goose', variables: ['AGENT'], matches: (value) => value === 'goose' },
  { name: 'Amp', variables: ['AGENT'], matches: (value) => value === 'amp' },
  { name: 'Crush', variables: ['CRUSH'] },
  { name: 'Aider', variables: ['OR_APP_NAME'], matches: (value) => value === 'Aider' },
  { name: 'Augment Code', variables: ['AUGMENT_AGENT'] },
  { name: 'Antigravity', variables: ['ANTIGRAVITY_AGENT'] },
  {
    name: 'Replit Agent',
    variables: ['REPLIT_SESSION'],
    matches: (value) => value.startsWith('agent-'),
  },
  { name: 'Replit', variables: ['REPLIT_CLI'] },
];

const DEVIN_FOLDER = '/opt/.devin';

/**
 * The automated agent that started this process, as far as its environment tells.
 *
 * Recognises what Prisma's own CLI recognises, so that both come to the same answer. An agent that hides
 * its markers is not seen: this is a seat belt, not a lock.
 */
export function detectAutomatedAgent(
  env: Environment,
  fileExists: (path: string) => boolean = existsSync,
): AutomatedAgent | undefined {
  for (const { name, variables, matches } of MARKERS) {
    for (const variable of variables) {
      const value = env[variable];
      if (value && (matches?.(value) ?? true)) return { name, marker: variable };
    }
  }
  if (fileExists(DEVIN_FOLDER)) return { name: 'Devin', marker: DEVIN_FOLDER };
  for (const variable of ['AI_AGENT', 'AGENT']) {
    const value = env[variable];
    if (value) return { name: selfDeclaredName(value), marker: variable };
  }
  return undefined;
}

/** The value ends up in messages, hence only printable ASCII and not more than 64 characters of it. */
function selfDeclaredName(value: string): string {
  const name = value
    .slice(0, 64)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
  return name === '1' || name === '' ? 'an unidentified AI agent' : name;
}

/**
 * Refuses an action that destroys data when an automated agent asks for it without the user's consent.
 *
 * Prisma's CLI has this checkpoint before it calls the engine; whoever speaks JSON-RPC to the engine
 * directly would go around it.
 *
 * @param action what is about to happen, for the message, such as `resetting the database`
 * @throws UserFacingError when the action is refused
 */
export function refuseUnattendedAgent(
  action: string,
  env: Environment,
  fileExists?: (path: string) => boolean,
): void {
  const agent = detectAutomatedAgent(env, fileExists);
  if (!agent || env[CONSENT_VARIABLE]?.trim()) return;
  throw new UserFacingError(
    null,
    `Refused: ${action} destroys data, and it was asked for by ${agent.name} (recognised by ${agent.marker}) without the user's consent.\n\n` +
      `Ask the user first, and say exactly which database and which data would be lost. If the user explicitly agrees, run the command again with the environment variable ${CONSENT_VARIABLE} set to the exact text of the user's answer.`,
  );
}

import { detectAutomatedAgent } from '@faber-db/prisma-schema-engine';
import { runGit } from '../context/git';
import type { ProcessEnvironment } from '../context/operation-context';
import { currentProcessOwner } from '../databases/process-owner';
import { findCiRun } from './ci-run';
import type { Actor } from './journal-entry';

/** Git answers in milliseconds, or something is wrong with it. */
const GIT_TIMEOUT_MS = 3_000;

/** What `findActor` looks at besides the environment. */
export interface FindActorOptions {
  /** Absolute path of the workspace, whose git configuration counts. */
  cwd: string;
  /** Default: the system's user and host. */
  machine?: { user: string; host: string };
  /** Runs git. Default: `runGit`. */
  run?: typeof runGit;
}

/** Who acts here, as far as the machine and the environment tell. Never throws. */
export async function findActor(env: ProcessEnvironment, options: FindActorOptions): Promise<Actor> {
  const { user, host } = options.machine ?? currentProcessOwner();
  const git = await gitIdentity(env, options);
  const ci = findCiRun(env);
  const agent = detectAutomatedAgent(env)?.name;
  return { user, host, ...(git ? { git } : {}), ...(ci ? { ci } : {}), ...(agent ? { agent } : {}) };
}

/** `name <address>`, or the half that is known. Variables win over the configuration, as in git. */
async function gitIdentity(
  env: ProcessEnvironment,
  { cwd, run = runGit }: FindActorOptions,
): Promise<string | undefined> {
  let name = env['GIT_AUTHOR_NAME'];
  let email = env['GIT_AUTHOR_EMAIL'];
  if (!name || !email) {
    const configured = await gitConfiguration(env, cwd, run);
    name ||= configured.get('user.name');
    email ||= configured.get('user.email');
  }
  return [name, email && `<${email}>`].filter(Boolean).join(' ') || undefined;
}

async function gitConfiguration(
  env: ProcessEnvironment,
  cwd: string,
  run: typeof runGit,
): Promise<Map<string, string>> {
  const settings = await run(['config', '--null', '--get-regexp', '^user\\.(name|email)$'], {
    cwd,
    env,
    timeoutMs: GIT_TIMEOUT_MS,
  });
  // `key LF value NUL`, in the order in which the files are read: the last one counts.
  return new Map(
    (settings ?? '')
      .split('\0')
      .map((setting) => /^([^\n]+)\n(.*)$/s.exec(setting))
      .flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? ''] as const] : [])),
  );
}

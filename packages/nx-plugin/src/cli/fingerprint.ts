import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentTerminal, type OperationContext } from '@faber-db/core';
import type { ProjectLocation } from '../run/run-operation';
import { locateProject } from './locate-project';
import type { OptionValues } from './parse-arguments';
import type { ProgramContext } from './run-program';

/** Seconds after which a database that does not answer counts as unknown: every Nx run waits for this. */
const TIME_LIMIT_SECONDS = 10;

/**
 * `faber-db fingerprint`: prints one line for Nx's `runtime` input and nothing else.
 * Whatever goes wrong, the time limit included, gives a value that never comes again.
 * Exit code 0 if a database was looked at, 1 if not even the project was found.
 */
export async function runFingerprint(
  command: { project: string | undefined; options: OptionValues },
  context: ProgramContext,
): Promise<number> {
  const { project, options } = command;
  let location: ProjectLocation;
  try {
    location = await locateProject({ project, projectRoot: text(options['project-root']) }, context);
  } catch (error) {
    context.streams.stdout.write(`${nonce()}\n`);
    context.streams.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const limit = new AbortController();
  const value = await Promise.race([
    computeFingerprint(location, options, context, limit.signal).catch(nonce),
    sleep(TIME_LIMIT_SECONDS * 1000, undefined, { ref: false, signal: limit.signal }).then(nonce, nonce),
  ]);
  limit.abort();
  context.streams.stdout.write(`${value}\n`);
  return 0;
}

async function computeFingerprint(
  location: ProjectLocation,
  options: OptionValues,
  { env: processEnv }: ProgramContext,
  signal: AbortSignal,
): Promise<string> {
  const target = text(options['target']);
  const env = target === undefined ? processEnv : { ...processEnv, NX_TASK_TARGET_TARGET: target };
  const { fingerprint, loadConfig, systemClock } = await import('@faber-db/core');
  const context: OperationContext = {
    config: await loadConfig({ ...location, env }),
    env,
    clock: systemClock,
    terminal: silentTerminal(),
    onEvent: () => undefined,
    signal,
  };
  const { value } = await fingerprint(context, {
    ...(options['database'] === undefined ? {} : { database: text(options['database']) }),
    ...(options['env'] === undefined ? {} : { environment: text(options['env']) }),
  });
  return value;
}

function nonce(): string {
  return `unstable-${randomUUID()}`;
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

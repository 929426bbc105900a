import { posix } from 'node:path';
import { CONFIG_PATH, FaberDbError } from '@faber-db/core';
import { detectPrisma } from './detect-prisma';
import { readExistingConfig } from './existing-config';
import type { ProjectFiles } from './project-files';
import { DEFAULT_ENVIRONMENTS, HOSTINGS, PROVIDERS, type ScaffoldOptions } from './scaffold-options';

/** The questions that can be asked; a test answers them without a terminal. */
export interface Questions {
  select<T extends string>(message: string, choices: readonly T[], initial: T): Promise<T>;
  text(message: string, initial: string): Promise<string>;
}

/**
 * Asks for the options that were neither given nor can be read from the project. Asked here and not by `x-prompt` in
 * `schema.json`, because that would also ask when only the workspace is prepared (`nx add faber-db`),
 * and would ask for the provider of a project whose Prisma schema names it.
 * @throws FaberDbError CANCELLED if the user leaves a question with Ctrl-C
 */
export async function askOptions(
  files: ProjectFiles,
  options: ScaffoldOptions,
  questions: Questions,
): Promise<ScaffoldOptions> {
  const config = readExistingConfig(files, posix.join(options.projectRoot, CONFIG_PATH));
  if ((config.provider !== undefined || config.isMultiple) && !options.force) return options;
  const detected = detectPrisma(files, options.projectRoot).datasource?.provider;
  const provider =
    options.provider ??
    (detected === undefined
      ? await questions.select('Which database engine?', PROVIDERS, 'postgresql')
      : undefined);
  const isFile = (provider ?? detected) === 'sqlite';
  const hosting =
    options.hosting ??
    (isFile ? 'local' : await questions.select('Where do the databases run?', HOSTINGS, 'local'));
  const environments =
    options.environments ??
    (
      await questions.text(
        'Which environments, in the order in which changes travel?',
        DEFAULT_ENVIRONMENTS.join(', '),
      )
    )
      .split(/[\s,]+/)
      .filter((name) => name !== '');
  return { ...options, ...(provider === undefined ? {} : { provider }), hosting, environments };
}

/** Questions on the terminal. The prompt library is loaded only when something is asked. */
export function terminalQuestions(): Questions {
  return {
    select: async (message, choices, initial) => {
      const prompts = await import('@clack/prompts');
      const options = choices.map((value) => ({ value: value as string }));
      const answer = await prompts.select({ message, options, initialValue: initial as string });
      if (prompts.isCancel(answer)) throw cancelled();
      return choices.find((choice) => choice === answer) ?? initial;
    },
    text: async (message, initial) => {
      const prompts = await import('@clack/prompts');
      const answer = await prompts.text({ message, initialValue: initial });
      if (prompts.isCancel(answer)) throw cancelled();
      return answer;
    },
  };
}

function cancelled(): FaberDbError {
  return new FaberDbError('CANCELLED', 'Cancelled; nothing was written.');
}

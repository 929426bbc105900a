import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import type { ProcessEnvironment, QuestionOptions, Terminal } from '@faber-db/core';
import { isCi } from './is-ci';

export interface TerminalOptions {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  env: ProcessEnvironment;
  /** How many tasks Nx runs in this command (0: unknown); undefined outside of Nx. */
  taskCount?: number;
  /** Called before a question is shown, so that a live progress line can get out of the way. */
  beforeQuestion?(): void;
}

/** Seconds an unanswered question waits before it counts as refused, unless the caller says otherwise. */
const DEFAULT_TIMEOUT_SECONDS = 300;

/** Milliseconds during which keys typed before the question appeared are thrown away. */
const TYPE_AHEAD_MS = 50;

/**
 * The terminal of this process. It is `interactive` only where a question can be
 * seen and answered, which `isTTY` alone does not prove under Nx: with several tasks
 * or the terminal UI the question is invisible, and yet blindly typed keys reach it.
 */
export function createTerminal(options: TerminalOptions): Terminal {
  const reason = whyNotInteractive(options);
  return {
    interactive: reason === undefined,
    ...(reason === undefined ? {} : { notInteractiveBecause: reason }),
    confirm: async (message, limits) => {
      const answer = await prompt(reason, options, limits, async (streams) => {
        const { confirm } = await import('@clack/prompts');
        return confirm({ message, initialValue: false, ...streams });
      });
      return answer === true;
    },
    choose: async (message, choices, initial, limits) => {
      const answer = await prompt(reason, options, limits, async (streams) => {
        const { select } = await import('@clack/prompts');
        return select<string>({ message, options: [...choices], initialValue: initial, ...streams });
      });
      return choices.find(({ value }) => value === answer)?.value;
    },
    ask: async (message, limits) => {
      const answer = await prompt(reason, options, limits, async (streams) => {
        const { text } = await import('@clack/prompts');
        return text({ message, ...streams });
      });
      return typeof answer === 'string' ? answer : undefined;
    },
  };
}

/** Why nobody can be asked here, as the second half of a sentence; undefined if somebody can. */
export function whyNotInteractive(
  options: Pick<TerminalOptions, 'stdin' | 'stdout' | 'env' | 'taskCount'>,
): string | undefined {
  if (isCi(options.env)) return 'this runs in CI';
  if (options.stdin.isTTY !== true) return 'standard input is not a terminal';
  if (options.stdout.isTTY !== true) return 'standard output is not a terminal';
  if (options.env['NX_TUI'] === 'true')
    return "Nx's terminal UI takes the keys (NX_TUI=false switches it off)";
  if (options.taskCount === 0) return 'Nx does not tell whether other tasks share the terminal';
  if (options.taskCount !== undefined && options.taskCount > 1) {
    return `Nx runs ${options.taskCount} tasks in this command, and a question of one of them may be invisible`;
  }
  return undefined;
}

/** Where a question is shown and answered, and what ends it. */
interface QuestionStreams {
  input: ReadStream;
  output: WriteStream;
  signal: AbortSignal;
}

/** What was answered in time; undefined, or the symbol of a cancelled question, otherwise. */
async function prompt<Answer>(
  reason: string | undefined,
  options: TerminalOptions,
  { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, signal }: QuestionOptions = {},
  show: (streams: QuestionStreams) => Promise<Answer>,
): Promise<Answer | undefined> {
  if (reason !== undefined) return undefined;
  options.beforeQuestion?.();
  await discardTypeAhead(options.stdin as ReadStream);
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const answer = await show({
    input: options.stdin as ReadStream,
    output: options.stdout as WriteStream,
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  });
  if (!timeout.aborted) return answer;
  options.stdout.write(`No answer within ${timeoutSeconds} s counts as no.\n`);
  return undefined;
}

/** What was typed before the question could be read is no answer to it. */
async function discardTypeAhead(stdin: ReadStream): Promise<void> {
  const wasRaw = stdin.isRaw;
  const discard = () => undefined;
  stdin.setRawMode(true);
  stdin.on('data', discard);
  stdin.resume();
  await sleep(TYPE_AHEAD_MS);
  stdin.pause();
  stdin.off('data', discard);
  stdin.setRawMode(wasRaw);
}

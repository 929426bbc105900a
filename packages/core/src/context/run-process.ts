import { spawn } from 'node:child_process';
import { FaberDbError } from '../errors/faber-db-error';

/** How a child process is to be run. */
export interface ProcessOptions {
  /** Absolute path of the working directory. */
  cwd: string;
  /** The whole environment of the child; the only way in which it may get secrets. */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the child and everything it started are killed. */
  timeoutMs?: number;
  /** Kills the child and everything it started. */
  signal?: AbortSignal;
  /** Text for the child's standard input; without it there is none. */
  input?: string;
  /** The child may use our terminal, for asking for a passphrase. It is then in our process group. */
  usesTerminal?: boolean;
  /** Called for every complete line of either stream, while the child runs. */
  onLine?(line: string): void;
}

/** What a child process left behind. */
export interface ProcessResult {
  /** The exit code; 128 + signal number if a signal ended it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Milliseconds a child gets between the polite and the final signal. */
const GRACE_MS = 3_000;

/**
 * Runs a program without a shell and (unless asked to) without a terminal, in a process group of its own, so that
 * stopping it also stops what it started. Any exit code is a result, not an error.
 * @throws FaberDbError CANCELLED when the signal fires, TOOL_FAILED when the time is up or the program cannot be started
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const name = `${program} ${args.slice(0, 3).join(' ')}`;
  if (options.signal?.aborted) throw cancelled(name);
  // Windows has no process groups; there the child alone is killed.
  const ownGroup = process.platform !== 'win32' && options.usesTerminal !== true;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: ownGroup,
    windowsHide: true,
  });
  // A child that does not read its input is no error of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It is gone already.
    }
  };
  let stopped: FaberDbError | undefined;
  let finalKill: NodeJS.Timeout | undefined;
  const stop = (reason: FaberDbError): void => {
    stopped ??= reason;
    kill('SIGTERM');
    finalKill ??= setTimeout(() => kill('SIGKILL'), GRACE_MS);
  };
  const onAbort = (): void => stop(cancelled(name));
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => stop(new FaberDbError('TOOL_FAILED', `${name} did not end within ${options.timeoutMs} ms.`)),
          options.timeoutMs,
        );
  // A parent that is told to go must not leave the detached group behind.
  const onExit = (): void => kill('SIGKILL');
  process.once('exit', onExit);

  const stdout = new LineCollector(options.onLine);
  const stderr = new LineCollector(options.onLine);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => stdout.add(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => stderr.add(chunk));
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new FaberDbError('TOOL_FAILED', `${name} could not be started: ${cause.message}`, { cause })),
      );
      child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
    });
    if (stopped) throw stopped;
    return { exitCode, stdout: stdout.end(), stderr: stderr.end() };
  } finally {
    clearTimeout(timer);
    clearTimeout(finalKill);
    process.removeListener('exit', onExit);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function cancelled(name: string): FaberDbError {
  return new FaberDbError('CANCELLED', `${name} was stopped because the operation was interrupted.`);
}

/** Keeps the whole text of a stream and hands out its lines as they are completed. */
class LineCollector {
  #text = '';
  #partial = '';

  constructor(private readonly onLine: ((line: string) => void) | undefined) {}

  add(chunk: string): void {
    this.#text += chunk;
    const lines = (this.#partial + chunk).split(/\r?\n/);
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.onLine?.(line);
  }

  end(): string {
    if (this.#partial) this.onLine?.(this.#partial);
    this.#partial = '';
    return this.#text;
  }
}

import { spawn } from 'node:child_process';

/** How a command ended and what it said. */
export interface CommandResult {
  /** 128 + the signal's number does not happen here: a killed command has exit code -1. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Given to the command's standard input; without it, there is none. */
  input?: string;
  /** Milliseconds after which the command is killed. */
  timeoutMs?: number;
}

/** Runs a program without a terminal and without a shell, to its end. Never throws for an exit code. */
export function runCommand(program: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 240_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin?.end(options.input);
    child.once('error', reject);
    // Not `close`: an Nx daemon inherits the pipes and stays.
    child.once('exit', (code) => setTimeout(() => resolve({ exitCode: code ?? -1, stdout, stderr }), 30));
  });
}

/**
 * Like `runCommand`, for a command that has to succeed.
 * @throws Error with everything it printed when it does not
 */
export async function succeed(
  program: string,
  args: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await runCommand(program, args, options);
  if (result.exitCode !== 0) {
    const command = [program, ...args].join(' ');
    throw new Error(
      `${command}\nended with exit code ${result.exitCode}:\n${result.stdout}\n${result.stderr}`,
    );
  }
  return result;
}

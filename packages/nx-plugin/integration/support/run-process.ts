import { spawn } from 'node:child_process';

/** How a process ended, and everything it printed. */
export interface ProcessOutcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order of arrival, without escape sequences. */
  output: string;
}

export interface ProcessOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called with all output so far whenever something arrives; may type something. */
  onOutput?(output: string, type: (keys: string) => void): void;
  timeoutSeconds?: number;
}

/**
 * Runs a process to its end.
 * @throws Error if it does not end within `timeoutSeconds` (default 60); it is killed then
 */
export function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessOutcome> {
  const { cwd, env, onOutput, timeoutSeconds = 60 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: [onOutput === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    let output = '';
    const timer = setTimeout(() => {
      process.kill(-(child.pid as number), 'SIGKILL');
      reject(new Error(`${program} ${args.join(' ')} did not end within ${timeoutSeconds} s:\n${output}`));
    }, timeoutSeconds * 1000);
    const receive = (text: string) => {
      output += withoutEscapes(text);
      onOutput?.(output, (keys) => child.stdin?.write(keys));
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      receive(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      receive(text);
    });
    child.on('error', reject);
    // Not `close`: Nx's daemon inherits the pipes and keeps them open.
    child.on('exit', (code) => {
      clearTimeout(timer);
      setTimeout(() => resolve({ exitCode: code ?? 1, stdout, stderr, output }), 50);
    });
  });
}

function withoutEscapes(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '');
}

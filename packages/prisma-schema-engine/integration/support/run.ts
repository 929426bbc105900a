import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface Finished {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Both streams, without colours. */
  output: string;
}

export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  stdin?: string;
}

/** Runs a Node script to its end. */
export function runNode(args: string[], { cwd, env, stdin = '' }: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: 'pipe' });
    const streams = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (streams.stdout += data));
    child.stderr.on('data', (data) => (streams.stderr += data));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const output = stripVTControlCharacters(`${streams.stdout}
${streams.stderr}`);
      resolve({ exitCode, ...streams, output });
    });
    child.stdin.end(stdin);
  });
}

// Child processes that never outlive the run.
import { spawn } from 'node:child_process';

const running = new Set();

/**
 * Runs a program to its end, showing what it prints.
 *
 * The child leads a process group of its own, so that `stopCommands` also reaches its children.
 *
 * @param {string} program
 * @param {string[]} args never a secret: every user of the machine can read them
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutSeconds?: number, onOutput?: (chunk: Buffer) => void, quiet?: boolean }} [options]
 *   `onOutput` also gets every piece of output; `quiet` shows the output only if the program fails
 * @returns {Promise<number>} the exit code; 124 when it ran into the time-out
 */
export function runCommand(program, args, { cwd, env = process.env, timeoutSeconds, onOutput, quiet } = {}) {
  return new Promise((resolve, reject) => {
    const isPiped = onOutput !== undefined || quiet === true;
    const output = isPiped ? 'pipe' : 'inherit';
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    running.add(child);
    let timedOut = false;
    const timer =
      timeoutSeconds &&
      setTimeout(() => {
        timedOut = true;
        signalGroup(child, 'SIGKILL');
      }, timeoutSeconds * 1000);
    const withheld = [];
    for (const [stream, own] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream?.on('data', (chunk) => {
        if (quiet) withheld.push(chunk);
        else own.write(chunk);
        onOutput?.(chunk);
      });
    }
    child.once('error', reject);
    // Not `close`: a daemon that inherited the pipe would keep us waiting.
    child.once('exit', (code) => {
      clearTimeout(timer);
      running.delete(child);
      const exitCode = timedOut ? 124 : (code ?? 1);
      const finish = () => {
        if (exitCode !== 0) withheld.forEach((chunk) => process.stderr.write(chunk));
        resolve(exitCode);
      };
      // The last output may still be on its way.
      setTimeout(finish, isPiped ? 50 : 0);
    });
  });
}

/** Ends every command that is still running, with its children: politely, then not. */
export async function stopCommands() {
  const children = [...running];
  for (const child of children) signalGroup(child, 'SIGTERM');
  for (let waited = 0; waited < 3000 && running.size > 0; waited += 100) await sleep(100);
  for (const child of children) signalGroup(child, 'SIGKILL');
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
